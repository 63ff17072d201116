from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from client_fixtures import Item, Kind
from pydantic import TypeAdapter

from mg_core.contract.model import Model
from mg_core.policies.provenance import LIVE, Notice, Provenance, provenance_of, with_provenance

OLD = Provenance("stale", 600.0, (Notice("stale_results", "old", "shop", "getItem", cause="timeout"),))


def test_what_nobody_knows_about_is_live_and_new() -> None:
    assert Provenance("live", 0.0, ()) == LIVE == provenance_of(Page(items=[]))


class Page(Model):
    items: list[Item]


CARRIERS: list[Any] = [Item(id="1"), Page(items=[Item(id="1")]), [1, 2], {"a": 1}, "text", b"bytes", [], {}, "", b""]


@pytest.mark.parametrize("result", CARRIERS, ids=repr)
def test_a_copy_carries_where_it_comes_from_and_equals_the_original(result: Any) -> None:
    carrying = with_provenance(result, OLD)

    assert provenance_of(carrying) == OLD
    assert (carrying == result, result == carrying, isinstance(carrying, type(result))) == (True, True, True)


@pytest.mark.parametrize("result", CARRIERS, ids=repr)
def test_the_original_stays_untouched(result: Any) -> None:
    with_provenance(result, OLD)

    assert provenance_of(result) == LIVE


@pytest.mark.parametrize("result", CARRIERS, ids=repr)
def test_a_later_provenance_replaces_an_earlier_one_on_the_new_copy_alone(result: Any) -> None:
    first = with_provenance(result, OLD)
    second = with_provenance(first, Provenance("fallback"))

    assert (provenance_of(first), provenance_of(second)) == (OLD, Provenance("fallback"))


@pytest.mark.parametrize("result", [None, True, 7, 1.5, Kind.MOVIE, (1, 2), object()], ids=type)
def test_what_cannot_carry_it_is_given_as_it_is(result: Any) -> None:
    assert with_provenance(result, OLD) is result
    assert provenance_of(result) == LIVE


def test_the_provenance_of_a_model_is_in_no_dump_schema_repr_or_iteration() -> None:
    plain = Page(items=[Item(id="1")])
    carrying = with_provenance(plain, OLD)

    assert carrying.model_dump() == plain.model_dump()
    assert carrying.model_dump_json() == plain.model_dump_json()
    assert (repr(carrying), dict(carrying)) == (repr(plain), dict(plain))
    assert carrying.model_fields_set == plain.model_fields_set
    assert TypeAdapter(Page | Item).dump_python(carrying) == plain.model_dump()


def test_a_model_is_copied_shallowly() -> None:
    plain = Page(items=[Item(id="1")])

    carrying = with_provenance(plain, OLD)

    assert carrying is not plain
    assert carrying.items is plain.items


def test_changing_the_copy_leaves_the_original_alone() -> None:
    plain = Item(id="1")
    carrying = with_provenance(plain, OLD)

    carrying.id = "2"

    assert plain.id == "1"


def test_copies_of_a_model_keep_it_and_pickling_forgets_it() -> None:
    carrying = with_provenance(Item(id="1"), OLD)

    assert provenance_of(copy.copy(carrying)) == OLD
    assert provenance_of(copy.deepcopy(carrying)) == OLD
    assert provenance_of(carrying.model_copy(update={"id": "2"})) == OLD
    assert provenance_of(pickle.loads(pickle.dumps(carrying))) == LIVE  # noqa: S301 - our own bytes


def test_a_live_model_has_neither_private_members_nor_more_in_its_dictionary() -> None:
    item = Item(id="1")

    assert item.__pydantic_private__ is None
    assert Item.__private_attributes__ == {}
    assert item.__dict__.keys() == {"id", "kind"}
