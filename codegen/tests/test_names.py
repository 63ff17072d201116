"""Python names: readable, legal, and never twice."""

from __future__ import annotations

import keyword

import pytest
from codegen import names
from hypothesis import given
from hypothesis import strategies as st

from mg_core.rest.client import AsyncClient, Client


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ("getHTTPUser-v2", "get_http_user_v2"),
        ("X-Request-ID", "x_request_id"),
        ("actions/list-jobs", "actions_list_jobs"),
        ("2fa", "n_2fa"),
        ("+1", "plus_one"),
        ("class", "class_"),
        ("été", "t"),
        ("$", "value"),
    ],
)
def test_snake(wire: str, expected: str) -> None:
    assert names.snake(wire) == expected


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ("full-repository", "FullRepository"),
        ("contentItem", "ContentItem"),
        ("HTTPError", "HTTPError"),
        ("List", "ListModel"),
        ("Warning", "WarningModel"),
        ("2fa", "N2fa"),
    ],
)
def test_pascal(wire: str, expected: str) -> None:
    assert names.pascal(wire) == expected


@pytest.mark.parametrize("wire", ["options", "body", "self", "call", "list", "models"])
def test_an_argument_never_hides_a_name_that_the_method_needs(wire: str) -> None:
    assert names.argument(wire) == f"{wire}_"


@pytest.mark.parametrize("wire", ["list", "aclose", "operations", "models"])
def test_a_method_never_hides_a_name_that_the_class_needs(wire: str) -> None:
    assert names.method(wire) == f"{wire}_"


def test_every_public_member_of_the_clients_is_reserved() -> None:
    members = {name for client in (AsyncClient, Client) for name in dir(client) if not name.startswith("_")}

    assert members <= names.CLIENT_MEMBERS


def test_collisions_are_numbered() -> None:
    assert names.unique("get", {"get", "get_2"}) == "get_3"
    assert names.unique("Note", {"Note"}) == "Note2"
    assert names.unique("NOTE", {"NOTE"}) == "NOTE_2"


@given(st.text(max_size=40))
def test_every_text_gives_legal_names(text: str) -> None:
    for name in (names.snake(text), names.method(text), names.argument(text), names.pascal(text), names.constant(text)):
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
