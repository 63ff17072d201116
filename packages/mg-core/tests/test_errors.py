"""Every error of the tree travels: to another caller of the same failure, and out of a worker process."""

from __future__ import annotations

import copy
import importlib
import pickle
import pkgutil
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest
from error_tree import not_found

import mg_core
from mg_core.errors import (
    ApiError,
    ConfigurationError,
    ConnectError,
    ConnectionLostError,
    DeadlineExceededError,
    DecodeError,
    MgError,
)


def pickled(error: Any) -> Any:
    """What another process gets."""
    return pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes


WAYS: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": pickled,
}


def kinds(root: type[MgError] = MgError) -> Iterator[type[MgError]]:
    """The whole tree, the classes of every module included."""
    for module in pkgutil.walk_packages(mg_core.__path__, "mg_core."):
        if not module.name.startswith("mg_core.testing"):
            importlib.import_module(module.name)
    waiting = [root]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("mg_core."):
            yield kind


def made(kind: type[MgError]) -> MgError:
    """An error that says everything, without its own `__init__`."""
    error = kind.__new__(kind, "it failed")
    MgError.__init__(
        error, "it failed", code="odd", status=418, retry_safe=True, retry_after_s=2.5,
        details={"fields": ["a"]}, headers={"x-one": "1"},
    )  # fmt: skip
    error.service, error.operation, error.request_id, error.attempts = "shop", "getItem", "r-1", 3
    error.add_note("look at the logs")
    error.__cause__ = ConnectError("cannot connect")
    error.__cause__.__cause__ = OSError(111, "refused")
    return error


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", sorted(kinds(), key=str))
def test_an_error_arrives_whole(kind: type[MgError], way: str) -> None:
    error = made(kind)
    twin = WAYS[way](error)

    assert type(twin) is kind
    assert twin is not error
    assert (twin.args, twin.__dict__) == (error.args, error.__dict__)
    assert (str(twin), traceback.format_exception(twin)) == (str(error), traceback.format_exception(error))
    assert twin.__suppress_context__ is True


@pytest.mark.parametrize("way", WAYS)
def test_a_copy_gets_notes_of_its_own(way: str) -> None:
    error = made(ApiError)
    WAYS[way](error).add_note("only here")

    assert error.__notes__ == ["look at the logs"]


@pytest.mark.parametrize("way", WAYS)
def test_what_was_raised_without_a_cause_hides_its_context_still(way: str) -> None:
    error = ApiError("no", code="odd")
    error.__cause__ = None  # as `raise ... from None` does
    twin = WAYS[way](error)

    assert (twin.__cause__, twin.__suppress_context__) == (None, True)


def test_the_details_of_a_deep_copy_are_its_own_and_those_of_a_copy_are_shared() -> None:
    error = made(ApiError)

    assert copy.deepcopy(error).details["fields"] is not error.details["fields"]
    assert copy.copy(error).details["fields"] is error.details["fields"]


def test_a_copy_keeps_where_the_error_was_raised() -> None:
    with pytest.raises(ApiError) as caught:
        raise ApiError("no", code="odd")

    assert copy.copy(caught.value).__traceback__ is caught.value.__traceback__


class PickyError(Exception):
    """Pickles well and cannot be read back, as many do."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code} {text}")


def test_a_cause_that_breaks_its_reader_is_replaced_by_one_that_says_the_same() -> None:
    error = ConnectionLostError("gone")
    error.__cause__ = PickyError(7, "no")
    error.__cause__.__cause__ = KeyError("k")
    twin = pickled(error)

    assert str(twin.__cause__) == f"{__name__}.PickyError: 7 no"
    assert isinstance(twin.__cause__.__cause__, KeyError)


def test_a_circle_of_causes_ends() -> None:
    error, one, two = ConnectError("x"), OSError("one"), OSError("two")
    error.__cause__, one.__cause__, two.__cause__ = one, two, one
    twin = pickled(error)

    assert [str(twin.__cause__), str(twin.__cause__.__cause__)] == ["one", "two"]


def test_an_error_leaves_a_worker_process_and_the_pool_goes_on() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        with pytest.raises(ApiError) as caught:
            pool.submit(not_found).result(30)
        alive = pool.submit(abs, -1).result(30)

    assert (caught.value.code, caught.value.status, caught.value.request_id, alive) == ("item_not_found", 404, "r-1", 1)


def test_the_text_tells_status_request_and_attempts() -> None:
    error = ApiError("There is none.", code="item_not_found", status=404)
    error.service, error.operation, error.request_id, error.attempts = "shop", "getItem", "r-1", 3

    assert str(error) == "shop.getItem: There is none. [item_not_found] (status 404, request r-1, 3 attempts)"


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ConnectError("cannot connect"), "cannot connect [service_unavailable]"),
        (ApiError("no", code="odd"), "no [odd]"),
        (ConfigurationError("wrong"), "wrong [configuration_error]"),
        (DeadlineExceededError("late"), "late [deadline_exceeded]"),
        (DecodeError("bad"), "bad [invalid_response]"),
        (DecodeError("bad", details={"status": 200}), "bad [invalid_response] (status 200)"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, MgError) else "",
)
def test_a_status_is_told_only_where_there_was_an_answer(error: MgError, text: str) -> None:
    assert str(error) == text
