"""Settings are declared, and read from the environment: what is missing or cannot be is one line with its variable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

from mg_core.contract.service import Engine, ServiceRow
from mg_core.errors import ConfigurationError
from mg_servers.services import SERVICES
from mg_services.serving.service import built
from mg_services.serving.settings import (
    ServerSettings,
    engine_url,
    flag,
    folder,
    is_standin,
    number,
    one_of,
    read,
    target,
    text,
    upstream_targets,
    upstream_urls,
    url,
    words,
)

ENGINE_URLS = {f"MG_{engine.upper()}_URL": engine for engine in get_args(Engine)}
PARTS = built()
AUTH, DISCOVERY = SERVICES["auth"], SERVICES["discovery"]


@dataclass(frozen=True, slots=True)
class Sample(ServerSettings):
    """One setting of each kind."""

    postgres_dsn: str = engine_url("postgres")
    secret: str = text("MG_{NAME}_SECRET", chars_min=4, secret=True)
    names: tuple[str, ...] = words("MG_NAMES")
    mode: str = one_of("MG_MODE", ("fast", "safe"), "safe")
    on: bool = flag("MG_ON", default=True)
    wait_s: float = number("MG_WAIT_S", 2.0, low=0.5, high=9)
    place: Path = folder("MG_PLACE", ".data")
    public: str = url("MG_PUBLIC_URL")
    sona: str = target("MG_SONA_GRPC_TARGET")
    standins: Mapping[str, str] = upstream_urls(DISCOVERY, is_standin)
    local: Mapping[str, str] = upstream_urls(DISCOVERY, local=True)
    targets: Mapping[str, str] = upstream_targets(DISCOVERY)
    constant_s: float = 7.0


class Asked(Mapping[str, str]):
    """An environment with every engine, which remembers what it was asked for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        if name in ENGINE_URLS:
            return "http://engine"
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(ENGINE_URLS)

    def __len__(self) -> int:
        return len(ENGINE_URLS)


def given(**values: str) -> Sample:
    return read(Sample, AUTH, {"MG_POSTGRES_URL": "postgresql://db", **values})


def settings_of(row: ServiceRow) -> type[ServerSettings]:
    """The settings class of a service."""
    place = "mg_services.standins.platforms" if is_standin(row) else f"mg_services.services.{row.name}"
    declared = [
        value
        for value in vars(import_module(f"{place}.settings")).values()
        if isinstance(value, type) and issubclass(value, ServerSettings) and value is not ServerSettings
    ]
    (found,) = declared
    return found


def test_what_is_not_given_has_its_default() -> None:
    settings = given()

    assert (settings.host, settings.port, settings.grpc_port) == ("127.0.0.1", AUTH.port, AUTH.grpc_port)
    assert (settings.secret, settings.names, settings.mode, settings.on) == ("", (), "safe", True)
    assert (settings.wait_s, settings.place, settings.public, settings.sona) == (2.0, Path(".data"), "", "")
    assert (settings.standins, settings.targets, settings.constant_s) == ({}, {}, 7.0)
    assert settings.local == {name: SERVICES[name].local_url for name in DISCOVERY.upstreams}


def test_what_is_given_is_read() -> None:
    settings = given(
        MG_AUTH_HOST="::1",
        MG_AUTH_SECRET="12345",
        MG_NAMES="a, b,",
        MG_MODE="fast",
        MG_ON="0",
        MG_WAIT_S="0.5",
        MG_PLACE="/x",
        MG_PUBLIC_URL="https://mg.example/",
        MG_SONA_GRPC_TARGET="[::1]:9082",
        MG_HULU_URL="http://hulu:1",
    )

    assert (settings.host, settings.secret, settings.names, settings.mode, settings.on) == (
        "::1", "12345", ("a", "b"), "fast", False,
    )  # fmt: skip
    assert (settings.wait_s, settings.place, settings.public) == (0.5, Path("/x"), "https://mg.example")
    assert settings.targets == {"sona": settings.sona} == {"sona": "[::1]:9082"}
    assert settings.standins == {"hulu": "http://hulu:1"}
    assert settings.local["hulu"] == "http://hulu:1"


@pytest.mark.parametrize(
    ("port", "grpc_port", "found"),
    [("8184", "", (8184, 9184)), ("8184", "7000", (8184, 7000)), ("0", "", (0, 0)), ("", "0", (AUTH.port, 0))],
)
def test_the_port_for_grpc_keeps_its_distance(port: str, grpc_port: str, found: tuple[int, int]) -> None:
    settings = given(MG_AUTH_PORT=port, MG_AUTH_GRPC_PORT=grpc_port)

    assert (settings.port, settings.grpc_port) == found


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("MG_AUTH_PORT", "65536", "='65536' is not a port: take 0 to 65535"),
        ("MG_AUTH_PORT", "-1", "='-1' is not a port"),
        ("MG_AUTH_PORT", "²", "='²' is not a port"),
        ("MG_AUTH_GRPC_PORT", "x", "='x' is not a port"),
        ("MG_AUTH_SECRET", "abc", " is too short: take 4 characters or more"),
        ("MG_MODE", "slow", "='slow' is unknown: take fast or safe"),
        ("MG_ON", "yes", "='yes' is neither 0 nor 1"),
        ("MG_WAIT_S", "0.4", "='0.4' is not a number from 0.5 to 9"),
        ("MG_WAIT_S", "9.1", "='9.1' is not a number from 0.5 to 9"),
        ("MG_WAIT_S", "nan", "='nan' is not a number from 0.5 to 9"),
        ("MG_WAIT_S", "soon", "='soon' is not a number from 0.5 to 9"),
        ("MG_PUBLIC_URL", "mg.example", ": not a URL like http://host:port/prefix: 'mg.example'"),
        ("MG_PUBLIC_URL", "http://mg.example/v1", ": the address has the form http://host:port, without a path"),
        ("MG_HULU_URL", "ftp://hulu", ": not a URL like http://host:port/prefix: 'ftp://hulu'"),
        ("MG_SONA_GRPC_TARGET", "http://sona:1", "='http://sona:1' is not of the form host:port"),
    ],
)
def test_a_value_that_cannot_be_is_one_line(name: str, value: str, told: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        given(**{name: value})

    assert caught.value.message.startswith(f"{name}{told}")
    assert "\n" not in caught.value.message


def test_secrets_are_in_no_text() -> None:
    assert "12345" not in repr(given(MG_AUTH_SECRET="12345"))
    assert "postgresql://db" not in repr(given())


@pytest.mark.parametrize("row", PARTS, ids=lambda row: row.name)
def test_a_service_reads_the_engines_of_its_row(row: ServiceRow) -> None:
    asked = Asked()

    read(settings_of(row), row, asked)

    assert {ENGINE_URLS[name] for name in asked.names & ENGINE_URLS.keys()} == set(row.engines)


@pytest.mark.parametrize(("row", "engine"), [(row, engine) for row in PARTS for engine in row.engines])
def test_an_engine_that_is_missing_is_named(row: ServiceRow, engine: str) -> None:
    environment = {name: "http://engine" for name, other in ENGINE_URLS.items() if other != engine}

    with pytest.raises(ConfigurationError) as caught:
        read(settings_of(row), row, environment)

    assert caught.value.message.startswith(f"MG_{engine.upper()}_URL is not set")
