"""The public modules name what their contract gives and what a caller needs beside it; nobody writes one by hand."""

from __future__ import annotations

import importlib
import inspect
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from codegen import pipeline
from codegen.emitters import public_modules
from codegen.ir import Contract, Source
from codegen.writer import LOCK, MARK

import mg_clients
import mg_core
import mg_servers

ROOT = Path(__file__).resolve().parents[2]
CLIENTS, SERVERS = ROOT / pipeline.OURS.clients_public, ROOT / pipeline.OURS.servers_public
REST = sorted(file.parent.name for file in CLIENTS.glob("_generated/*/operations.py"))
EVENTS = sorted(file.parent.name for file in CLIENTS.glob("_generated/*/channels.py"))
ERRORS = {"ApiError", "DecodeError", "MgError", "RejectedError", "TimeoutExceededError", "TransportError"}


def own_classes(module: ModuleType) -> set[str]:
    """Classes that a module defines."""
    return {name for name, thing in inspect.getmembers(module, inspect.isclass) if thing.__module__ == module.__name__}


@pytest.mark.parametrize("contract", [*REST, *EVENTS])
def test_a_client_module_names_every_class_of_its_contract_and_what_its_caller_needs(contract: str) -> None:
    public = importlib.import_module(f"mg_clients.{contract}")
    generated = own_classes(public.models) | own_classes(
        importlib.import_module(f"mg_clients._generated.{contract}.client")
    )
    beside = {"channels", "Envelope", "Events"} if contract in EVENTS else {"operations", "CallOptions"}

    assert set(public.__all__) == {*generated, "models", *beside, *ERRORS}
    assert {getattr(public, name) for name in ERRORS} == {getattr(mg_core, name) for name in ERRORS}


@pytest.mark.parametrize("contract", REST)
def test_a_server_module_names_the_protocol_the_table_and_what_a_handler_needs(contract: str) -> None:
    public = importlib.import_module(f"mg_servers.{contract}")
    protocols = own_classes(importlib.import_module(f"mg_servers._generated.{contract}.service"))

    assert set(public.__all__) == {*protocols, "ENDPOINTS", *(("ApiError", "ServerCall") if protocols else ())}


def test_every_generated_contract_is_public() -> None:
    assert REST
    assert EVENTS
    assert set(mg_clients.__all__) == {*REST, *EVENTS, "rpc"}
    assert set(mg_servers.__all__) == {*REST, "rpc", "mcp_tools", "services"}


@pytest.mark.parametrize("folder", [CLIENTS, SERVERS], ids=lambda folder: folder.name)
def test_every_module_is_generated_and_in_the_lock(folder: Path) -> None:
    locked = json.loads((ROOT / LOCK).read_text(encoding="utf-8"))["outputs"]
    modules = sorted(folder.glob("*.py"))

    assert {file.stem for file in modules} == {"__init__", *importlib.import_module(folder.name).__all__}
    assert [file.name for file in modules if MARK not in file.read_text(encoding="utf-8")[:100]] == []
    assert {file.relative_to(ROOT).as_posix() for file in [*modules, folder / "py.typed"]} <= set(locked)


SHOP = {
    "lib/clients/shop/client.py": "class AsyncShopClient: ...\nclass ShopClient: ...\n",
    "lib/clients/shop/models.py": "class ApiError: ...\nclass ShopClient: ...\nIds: TypeAlias = list[int]\nlimit: int = 1\n",
}


def test_a_client_wins_over_a_message_of_its_name_and_both_over_a_name_of_ours() -> None:
    contract = Contract("shop", "rest", "Shop", "1.0", "", Source("shop.yaml", 1))

    lines = public_modules.emit([contract], pipeline.foreign_target("lib"), SHOP)["lib/shop.py"].splitlines()

    assert "from .clients.shop.client import AsyncShopClient, ShopClient" in lines
    assert "from .clients.shop.models import ApiError, Ids" in lines
    assert [line for line in lines if line.startswith("from mg_core") and "ApiError" in line] == []


ASKED = """
import {package}
assert not [name for name in ("pydantic", "typing", "mg_core") if name in sys.modules], sorted(sys.modules)
print(*sorted(name for name in {package}.__all__ if getattr({package}, name) is None))
"""


@pytest.mark.parametrize("package", ["mg_clients", "mg_servers"])
def test_a_package_is_empty_until_it_is_used_and_then_has_everything(package: str) -> None:
    code = f"import sys; sys.path[:] = {sys.path!r}; {ASKED.format(package=package)}"
    asked = [sys.executable, "-I", "-S", "-c", code]

    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout == "\n"
