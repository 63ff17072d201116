"""What `mg_clients` shows to the world: every contract, both faces, nothing private, nothing slow."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from types import ModuleType

import pytest

from mg_core.contract.operation import Operation
from mg_core.rest.client import AsyncClient, Client

CONTRACTS = (
    "apple_music", "auth", "discovery", "gateway", "ingestion", "playback", "sona", "spotify",
    "streaming_platform", "sync",
)  # fmt: skip
SLOW = ("pydantic", "httpx2", "anyio", "ssl", "asyncio")
"""What a plain `import mg_clients` may not pull in; each costs more than the whole import may."""


def public(contract: str) -> ModuleType:
    return importlib.import_module(f"mg_clients.{contract}")


def faces(module: ModuleType) -> tuple[type[AsyncClient], type[Client]]:
    """The asynchronous and the blocking client that a public module names."""
    named = [getattr(module, name) for name in module.__all__]
    (asynchronous,) = [thing for thing in named if inspect.isclass(thing) and issubclass(thing, AsyncClient)]
    (blocking,) = [thing for thing in named if inspect.isclass(thing) and issubclass(thing, Client)]
    return asynchronous, blocking


@pytest.mark.parametrize("contract", CONTRACTS)
def test_public_names_exist_and_are_sorted_out(contract: str) -> None:
    module = public(contract)

    assert [name for name in module.__all__ if not hasattr(module, name)] == []
    assert [name for name in module.__all__ if name.startswith("_")] == []
    assert module.__doc__


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_operation_is_a_method_of_both_faces_with_one_signature(contract: str) -> None:
    asynchronous, blocking = faces(public(contract))

    assert asynchronous.operations
    assert asynchronous.operations is blocking.operations
    methods = dict(inspect.getmembers(asynchronous, inspect.iscoroutinefunction))
    own = {name for name in vars(asynchronous) if name in methods}
    assert len(own) == len(asynchronous.operations)
    for name in own:
        assert inspect.signature(methods[name]) == inspect.signature(getattr(blocking, name))
        assert inspect.getdoc(methods[name])


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_operation_says_where_it_is_declared_and_what_guards_it(contract: str) -> None:
    asynchronous, _ = faces(public(contract))
    rows: tuple[Operation, ...] = asynchronous.operations

    assert {row.contract for row in rows} == {contract}
    assert len({row.id for row in rows}) == len(rows)
    for row in rows:
        assert row.source.partition(":")[0].endswith(f"{contract}.yaml")
        assert 0 < row.policy.timeout.attempt_s <= row.policy.timeout.total_s
        assert row.replies


def test_importing_the_package_pulls_in_nothing_slow() -> None:
    asked = f"import mg_clients, sys; print(*(name for name in {SLOW} if name in sys.modules))"
    answer = subprocess.run([sys.executable, "-I", "-c", asked], capture_output=True, text=True, check=True)

    assert answer.stdout.split() == []


def test_an_unknown_name_is_an_attribute_error_that_names_it() -> None:
    package = importlib.import_module("mg_clients")

    with pytest.raises(AttributeError, match="no_such_contract"):
        _ = package.no_such_contract


@pytest.mark.parametrize("contract", CONTRACTS)
def test_the_package_gives_each_contract_as_an_attribute(contract: str) -> None:
    package = importlib.import_module("mg_clients")

    assert getattr(package, contract) is public(contract)
    assert contract in dir(package)
