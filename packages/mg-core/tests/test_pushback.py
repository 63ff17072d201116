"""Every header that says something about the next try, at its edges."""

from __future__ import annotations

from typing import Any

import pytest

from mg_core.policies.pushback import MAX_HEADER, Quota, demands_retry, forbids_retry, quota, retry_after_s

NOW = 1_700_000_000.0
"""Tue, 14 Nov 2023 22:13:20 GMT."""


def now() -> float:
    return NOW


def asked(status: int = 503, members: Any = None, **headers: str) -> float | None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return retry_after_s(status, named, members or {}, now)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("1.5", 1.5),
        ("999999999999999", 999999999999999.0),
        ("1000000000000000", None),
        ("1.0123456789", None),
        ("-1", None),
        ("+1", None),
        ("1e3", None),
        (".5", None),
        ("٣", None),
        ("", None),
        ("soon", None),
        ("Tue, 14 Nov 2023 22:13:25 GMT", 5.0),
        ("Tue, 14 Nov 2023 23:13:25 +0100", 5.0),
        ("Tue, 14 Nov 2023 22:13:25 -0000", 5.0),
        ("Tue, 14 Nov 2023 22:13:15 GMT", 0.0),
        ("Tue, 14 Nov 99999 22:13:15 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str, seconds: float | None) -> None:
    assert asked(retry_after=text) == seconds


def test_the_more_exact_header_wins_and_the_body_comes_after_the_headers() -> None:
    members = {"retry_after": 9}

    assert asked(members=members, retry_after_ms="1500", grpc_retry_pushback_ms="2500", retry_after="3") == 1.5
    assert asked(members=members, grpc_retry_pushback_ms="2500", retry_after="3") == 2.5
    assert asked(members=members, retry_after_ms="x", grpc_retry_pushback_ms="-1", retry_after="3") == 3.0
    assert asked(members=members) == asked(members=members, retry_after="soon") == 9.0
    assert asked() is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(0, 0.0), (2.5, 2.5), ("4", 4.0), (1e15 - 1, 1e15 - 1), (1e15, None), (-1, None), (True, None), ([1], None)],
)
def test_the_bodys_number_is_one_that_can_be_waited_for(value: Any, seconds: float | None) -> None:
    assert asked(members={"retry_after": value}) == seconds


def test_only_a_429_is_read_for_the_reset_of_its_limit() -> None:
    assert asked(429, ratelimit='"a";r=0;t=2') == 2.0
    assert asked(429, retry_after="0", ratelimit='"a";r=0;t=2') == 0.0
    assert asked(503, ratelimit='"a";r=0;t=2') is None
    assert asked(429) is None
    assert asked(429, ratelimit_remaining="0") is None


@pytest.mark.parametrize(
    ("headers", "forbidden", "demanded"),
    [
        ({}, False, False),
        ({"x-should-retry": " FALSE "}, True, False),
        ({"x-should-retry": " True "}, False, True),
        ({"x-should-retry": "yes"}, False, False),
        ({"grpc-retry-pushback-ms": "0"}, False, False),
        ({"grpc-retry-pushback-ms": "-1"}, True, False),
        ({"grpc-retry-pushback-ms": ""}, True, False),
        ({"x-should-retry": "true", "grpc-retry-pushback-ms": "-1"}, True, False),
        ({"x-should-retry": "true", "grpc-retry-pushback-ms": "5"}, False, True),
    ],
)
def test_a_service_may_forbid_and_demand_another_try(
    headers: dict[str, str], *, forbidden: bool, demanded: bool
) -> None:
    assert (forbids_retry(headers), demands_retry(headers)) == (forbidden, demanded)


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({}, None),
        ({"ratelimit": '"default";r=50;t=30'}, Quota(50, 30)),
        ({"ratelimit": '"default"; t = 30 ; r = 50'}, Quota(50, 30)),
        ({"ratelimit": '"a";r=5;t=9, "b";r=3;t=1'}, Quota(3, 1)),
        ({"ratelimit": '"a";r=3;t=1, "b";r=3;t=9, "c";r=3'}, Quota(3, 9)),
        ({"ratelimit": '"a";r=3, "b";r=3;t=1'}, Quota(3, 1)),
        ({"ratelimit": '"a;r=1,b";r=4'}, Quota(4, None)),
        ({"ratelimit": '"a\\"b";r=4'}, Quota(4, None)),
        ({"ratelimit": '"a;r=4'}, None),
        ({"ratelimit": "r=4"}, None),
        ({"ratelimit": "limit=100, remaining=50, reset=30"}, Quota(50, 30)),
        ({"ratelimit": "limit=100; remaining=50"}, Quota(50, None)),
        ({"ratelimit": "limit=100, reset=30"}, None),
        ({"ratelimit": '"a";r=1234567890123456'}, None),
        ({"ratelimit": '"a";r=-1'}, None),
        ({"ratelimit": '"a";t=30'}, None),
        ({"ratelimit": '"a";t=30', "ratelimit-remaining": "1"}, Quota(1, None)),
        ({"ratelimit-remaining": "5", "ratelimit-reset": "30"}, Quota(5, 30.0)),
        ({"ratelimit-remaining": "5", "x-ratelimit-remaining": "1"}, Quota(5, None)),
        ({"x-ratelimit-remaining": "2.9"}, Quota(2, None)),
        ({"x-ratelimit-reset": "30"}, Quota(None, 30.0)),
        ({"x-ratelimit-reset": "999999999"}, Quota(None, 999999999.0)),
        ({"x-ratelimit-reset": "1000000000"}, Quota(None, 0.0)),
        ({"x-ratelimit-reset": "1700000003"}, Quota(None, 3.0)),
        ({"x-ratelimit-reset": "99999999999"}, Quota(None, 99999999999 - NOW)),
        ({"x-ratelimit-reset": "100000000000"}, Quota(None, 0.0)),
        ({"x-ratelimit-reset": "1700000003500"}, Quota(None, 3.5)),
    ],
)
def test_limits_are_read_in_every_dialect(headers: dict[str, str], found: Quota | None) -> None:
    assert quota(headers, now) == found


@pytest.mark.parametrize(("length", "found"), [(MAX_HEADER, Quota(1, None)), (MAX_HEADER + 1, None)])
def test_a_header_that_is_too_long_is_ignored(length: int, found: Quota | None) -> None:
    start = '"a";r=1'

    assert quota({"ratelimit": start + " " * (length - len(start))}, now) == found
