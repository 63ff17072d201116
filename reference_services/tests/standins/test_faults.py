"""Which fault a request meets."""

import pytest

from mg_core.errors import ConfigurationError
from mg_services.standins.platforms.faults import Fault, FaultBoard, parse, parse_all


def board(*faults: Fault) -> FaultBoard:
    made = FaultBoard(clock=lambda: 0.0)
    made.set(*faults)
    return made


def test_next_n_requests_meet_the_fault_and_the_one_after_does_not() -> None:
    faults = board(Fault("status", status=503, next=2))

    met = [faults.meet("GET", "/x") is not None for _ in range(3)]

    assert met == [True, True, False]


def test_probability_is_drawn_from_the_seed() -> None:
    outcomes = []
    for seed in (7, 7, 8):
        faults = board(Fault("status", probability=0.5, seed=seed))
        outcomes.append([faults.meet("GET", "/x") is not None for _ in range(64)])

    assert outcomes[0] == outcomes[1]
    assert outcomes[0] != outcomes[2]
    assert 16 < sum(outcomes[0]) < 48


def test_a_fault_of_one_path_leaves_others_alone() -> None:
    faults = board(Fault("hang", path="/catalog"))

    assert faults.meet("GET", "/user/watchlist") is None
    assert faults.meet("GET", "/catalog/search") is not None


def test_the_first_fault_that_applies_is_met() -> None:
    faults = board(Fault("drop", path="/a"), Fault("status", status=418))

    met = faults.meet("GET", "/b")

    assert met is not None
    assert met.fault.status == 418


def test_rate_limit_lets_calls_through_until_the_window_is_full() -> None:
    faults = board(Fault("rate_limit", limit=2, window_s=30))

    met = [faults.meet("GET", "/x") for _ in range(3)]

    assert met[:2] == [None, None]
    assert met[2] is not None
    assert met[2].retry_after_s == 30


def test_requests_are_counted_until_cleared() -> None:
    faults = board()
    faults.meet("GET", "/x")
    faults.meet("GET", "/x")

    assert faults.describe()["requests"] == {"GET /x": 2}
    faults.clear()
    assert faults.describe()["requests_total"] == 0


def test_a_fault_is_read_as_it_is_described() -> None:
    fault = Fault("status", status=429, retry_after_s=15, retry_after="never", latency_ms=(5, 10), next=3, path="/v1")
    described = fault.describe()
    described["latency_ms"] = list(described["latency_ms"])

    assert parse(described) == fault


@pytest.mark.parametrize(
    "raw",
    [
        [],
        {},
        {"kind": "explode"},
        {"kind": "status", "status": 99},
        {"kind": "status", "status": True},
        {"kind": "status", "status": "500"},
        {"kind": "status", "next": 0},
        {"kind": "status", "probability": 1.5},
        {"kind": "latency", "latency_ms": [200, 100]},
        {"kind": "latency", "latency_ms": "slow"},
        {"kind": "status", "path": "catalog"},
        {"kind": "status", "colour": "red"},
        {"kind": "status", "retry_after": 5},
        {"kind": "status", "retry_after": ""},
        {"kind": "status", "retry_after": "1\r\nX-Injected: 1"},
        {"kind": "status", "retry_after": "9" * 101},
        {"faults": "all"},
        {"faults": [{"kind": "drop"}] * 33},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_with_a_sentence(raw: object) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_all(raw)

    assert caught.value.message
