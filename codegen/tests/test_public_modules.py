"""The hand-written public modules name everything that was generated for their contract."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import pytest

import mg_clients
import mg_servers

GENERATED = Path(mg_clients.__file__).parent / "_generated"
REST = sorted(file.parent.name for file in GENERATED.glob("*/operations.py"))


@pytest.mark.parametrize("contract", REST)
def test_a_client_module_names_every_class_of_its_contract(contract: str) -> None:
    public = importlib.import_module(f"mg_clients.{contract}")
    generated = {
        name
        for module in (public.models, importlib.import_module(f"mg_clients._generated.{contract}.client"))
        for name, value in vars(module).items()
        if inspect.isclass(value) and value.__module__ == module.__name__ and name == value.__name__
    }

    assert set(public.__all__) == {*generated, "models", "operations"}


@pytest.mark.parametrize("contract", REST)
def test_a_server_module_names_the_protocol_and_the_table(contract: str) -> None:
    public = importlib.import_module(f"mg_servers.{contract}")
    service = importlib.import_module(f"mg_servers._generated.{contract}.service")
    protocols = {
        name for name, value in vars(service).items() if inspect.isclass(value) and value.__module__ == service.__name__
    }

    assert set(public.__all__) == {*protocols, "ENDPOINTS"}


def test_every_generated_contract_is_public() -> None:
    assert REST
    assert set(REST) <= set(mg_clients.__all__)
    assert set(REST) <= set(mg_servers.__all__)
