"""The rolling window of the Spotify emulator, on a clock that the test moves."""

from mg_services.standins.platforms.windows import RollingWindow


class Watch:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_180_calls_in_30_seconds_are_allowed_and_the_next_is_told_when_a_place_is_free() -> None:
    watch = Watch()
    window = RollingWindow(limit=180, window_s=30.0, clock=watch)
    remaining = []
    for _ in range(180):
        remaining.append(window.take("token").remaining)
        watch.now += 0.1

    refused = window.take("token")

    assert remaining[0] == 179
    assert remaining[-1] == 0
    assert (refused.allowed, refused.retry_after_s) == (False, 12)


def test_a_place_is_free_when_the_oldest_call_leaves_the_window() -> None:
    watch = Watch()
    window = RollingWindow(limit=2, window_s=30.0, clock=watch)
    window.take("token")
    watch.now += 29
    window.take("token")
    watch.now += 1

    assert window.take("token").allowed
    assert not window.take("token").allowed


def test_each_caller_has_a_window_of_its_own() -> None:
    window = RollingWindow(limit=1, window_s=30.0, clock=Watch())
    window.take("one")

    assert window.take("two").allowed


def test_a_limit_of_zero_refuses_every_call() -> None:
    verdict = RollingWindow(limit=0, window_s=15.0, clock=Watch()).take("token")

    assert (verdict.allowed, verdict.retry_after_s) == (False, 15)
