"""What a failed call says about the service, and what an error says about the call."""

from __future__ import annotations

import pytest

from mg_core.call.call import Call
from mg_core.call.compiled import annotate
from mg_core.errors import (
    ApiError,
    AttemptTimeoutError,
    BulkheadFullError,
    ConfigurationError,
    ConnectError,
    ConnectionLostError,
    DeadlineExceededError,
    DecodeError,
    MgError,
)
from mg_core.policies.facts import is_failure


def call(*, narrowed: bool = False, attempts: int = 1) -> Call[bytes]:
    made = Call("http://shop.test/", {"x-request-id": "r1"}, b"", 10.0)
    made.narrowed, made.attempts = narrowed, attempts
    return made


@pytest.mark.parametrize(
    ("failure", "verdict"),
    [
        (ConnectError("refused"), True),
        (ConnectionLostError("gone"), True),
        (AttemptTimeoutError("slow"), True),
        (ApiError("x", code="broken", status=500), True),
        (ApiError("x", code="busy", status=503), True),
        (ApiError("x", code="not_found", status=404), False),
        (ApiError("x", code="rate_limited", status=429), False),
        (ApiError("x", code="odd", status=499), False),
        (DecodeError("html"), False),
        (BulkheadFullError("full"), None),
    ],
    ids=str,
)
def test_a_failure_is_the_services_or_an_answer_or_our_own(failure: MgError, verdict: bool | None) -> None:  # noqa: FBT001 - drawn
    assert is_failure(failure, call()) is verdict
    assert is_failure(failure, call(narrowed=True, attempts=0)) is verdict


@pytest.mark.parametrize(
    ("narrowed", "attempts", "verdict"), [(False, 1, True), (True, 1, None), (False, 0, None), (True, 0, None)]
)
def test_time_that_was_up_is_blamed_on_who_gave_it(*, narrowed: bool, attempts: int, verdict: bool | None) -> None:
    failure = DeadlineExceededError("late")

    assert is_failure(failure, call(narrowed=narrowed, attempts=attempts)) is verdict


def test_an_error_says_where_it_happened_and_keeps_the_services_own_id() -> None:
    plain, named, unmade = (ApiError("x", code="busy", status=503) for _ in range(3))
    named.request_id = "theirs"
    annotate(plain, call(attempts=3), "shop", "getItem")
    annotate(named, call(attempts=2), "shop", "getItem")
    annotate(unmade, None, "shop", "getItem")

    assert [(error.service, error.operation, error.attempts, error.request_id) for error in (plain, named, unmade)] == [
        ("shop", "getItem", 3, "r1"),
        ("shop", "getItem", 2, "theirs"),
        ("shop", "getItem", 0, ""),
    ]


def test_an_error_of_a_call_without_an_id_has_none() -> None:
    error = ConfigurationError("wrong")
    made = call()
    made.headers.clear()
    annotate(error, made, "shop", "getItem")

    assert error.request_id == ""
