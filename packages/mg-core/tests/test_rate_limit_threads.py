from __future__ import annotations

import threading

import pytest

from mg_core.contract.policy import RateLimitPolicy
from mg_core.errors import RateLimitedError
from mg_core.policies.locked import LockedBucket
from mg_core.testing import ManualClock


def test_a_thread_whose_time_is_up_is_refused_while_the_first_of_the_queue_still_waits() -> None:
    clock, entered, leave = ManualClock(), threading.Event(), threading.Event()

    def pause(seconds: float) -> None:
        entered.set()
        assert leave.wait(10.0)
        clock.pause(seconds)

    bucket = LockedBucket("shop", RateLimitPolicy(1000.0, 1, max_wait_s=60.0), clock.monotonic, pause)
    assert bucket.try_take()
    first = threading.Thread(target=bucket.acquire, args=(clock.monotonic() + 60.0,), daemon=True)
    first.start()
    assert entered.wait(10.0)
    threading.Timer(0.8, leave.set).start()

    with pytest.raises(RateLimitedError):
        bucket.acquire(clock.monotonic() + 0.005)

    leave.set()
    first.join(10.0)
    assert (first.is_alive(), len(bucket.waiters), bucket.rejected) == (False, 0, 1)
