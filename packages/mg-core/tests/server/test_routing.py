from __future__ import annotations

import pytest

from mg_core.errors import ConfigurationError
from mg_core.serving.routing import BadPathError, Router

ROUTER = Router(
    [
        ("GET", "/users/me", "me"),
        ("GET", "/users/{id}", "user"),
        ("PUT", "/users/{id}", "put user"),
        ("GET", "/users/{id}/things/{thing}", "thing"),
        ("GET", "/users/me/things", "my things"),
    ]
)


@pytest.mark.parametrize(
    ("path", "target", "values"),
    [
        (b"/users/me", "me", {}),
        (b"/users/x%20y", "user", {"id": "x y"}),
        (b"/users/me/things/3", "thing", {"id": "me", "thing": "3"}),
        (b"/users/%6d%65", "me", {}),
    ],
)
def test_a_fixed_segment_wins_over_a_place(path: bytes, target: str, values: dict[str, str]) -> None:
    match = ROUTER.match(path)

    assert match is not None
    assert match.get("GET") == (target, values)
    assert match.get("HEAD") == (target, values)
    assert match.get("PATCH") is None


@pytest.mark.parametrize("path", [b"/", b"/users", b"/users/", b"/users//things/x", b"/users/x/", b"users/me", b"*"])
def test_other_paths_lead_nowhere(path: bytes) -> None:
    assert ROUTER.match(path) is None


@pytest.mark.parametrize(
    "path",
    [b"/users/..", b"/users/%2e%2e", b"/users/a%2fb", b"/users/%00", b"/users/%ff", b"/users/a%25b", b"/users/a\\b"],
)
def test_ambiguous_paths_are_refused(path: bytes) -> None:
    with pytest.raises(BadPathError):
        ROUTER.match(path)


def test_allow_lists_what_exists() -> None:
    match = ROUTER.match(b"/users/1")

    assert match is not None
    assert match.allow == "GET, HEAD, OPTIONS, PUT"


def test_two_equal_routes_are_a_mistake() -> None:
    with pytest.raises(ConfigurationError):
        Router([("GET", "/a/{x}", 1), ("GET", "/a/{y}", 2)])
