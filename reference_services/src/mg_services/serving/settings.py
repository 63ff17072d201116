"""Settings from the environment: a service declares what it takes, with unit and bounds, and `read` reads it.

    @dataclass(frozen=True, slots=True)
    class ShopSettings(ServerSettings):
        postgres_dsn: str = engine_url("postgres")
        open_s: float = number("MG_SHOP_OPEN_S", 3600.0, low=1, high=86_400)

`{NAME}` in a variable stands for the service's own name. A value that cannot be is a `ConfigurationError` of one line
that names the variable, and shows the value unless it is a secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final, TypeVar

from mg_core.contract.service import Engine, ServiceRow
from mg_core.errors import ConfigurationError
from mg_core.rest.transports.http import origin_of
from mg_servers.services import SERVICES

T = TypeVar("T")
S = TypeVar("S")

Values = Mapping[str, str]
"""Environment variables."""

Read = Callable[[ServiceRow, Values], T]
"""Reads one setting of a service."""

LOCAL_KEY: Final = "local-emulator"
"""Key, client id, secret and developer token that stand-ins take unless told otherwise."""

_READ: Final = "mg.read"
_TARGET: Final = re.compile(r"[A-Za-z0-9._\-\[\]:]+:[0-9]{1,5}\Z")
_PORT_MAX: Final = 65_535


def read(kind: type[S], row: ServiceRow, values: Values) -> S:
    """The settings of a service.

    Args:
        kind: their class; fields that are not declared with the functions here keep their default.
        row: the service.
        values: the environment.

    Raises:
        ConfigurationError: a value that is missing or cannot be.
    """
    declared: Any = kind
    return kind(**{one.name: one.metadata[_READ](row, values) for one in fields(declared) if _READ in one.metadata})


def setting(how: Read[T], default: T, *, secret: bool = False) -> T:
    """A field that is read in its own way.

    Args:
        how: reads it.
        default: its value where settings are made by hand, not read.
        secret: keep it out of `repr`.
    """
    made: T = field(default_factory=lambda: default, repr=not secret, metadata={_READ: how})
    return made


def text(variable: str, default: str = "", *, chars_min: int = 0, secret: bool = False) -> str:
    """A text; a given one has at least `chars_min` characters."""

    def how(row: ServiceRow, values: Values) -> str:
        name, given = _given(variable, row, values)
        if given and len(given) < chars_min:
            raise ConfigurationError(f"{name} is too short: take {chars_min} characters or more")
        return given or default

    return setting(how, default, secret=secret)


def words(variable: str) -> tuple[str, ...]:
    """Words that are separated by commas; none by default."""

    def how(row: ServiceRow, values: Values) -> tuple[str, ...]:
        return tuple(word.strip() for word in _given(variable, row, values)[1].split(",") if word.strip())

    return setting(how, ())


def one_of(variable: str, allowed: tuple[T, ...], default: T) -> T:
    """One of a few words."""

    def how(row: ServiceRow, values: Values) -> T:
        name, given = _given(variable, row, values)
        if not given:
            return default
        for word in allowed:
            if given == word:
                return word
        raise ConfigurationError(f"{name}={given!r} is unknown: take {' or '.join(map(str, allowed))}")

    return setting(how, default)


def flag(variable: str, *, default: bool) -> bool:
    """Yes or no, written 1 or 0."""

    def how(row: ServiceRow, values: Values) -> bool:
        name, given = _given(variable, row, values)
        if given not in {"", "0", "1"}:
            raise ConfigurationError(f"{name}={given!r} is neither 0 nor 1")
        return given == "1" if given else default

    return setting(how, default)


def number(variable: str, default: float, *, low: float, high: float) -> float:
    """A number within bounds, both included; name the unit in the field's name."""
    return setting(lambda row, values: number_of(*_given(variable, row, values), default, low=low, high=high), default)


def folder(variable: str, default: str) -> Path:
    """A path."""
    return setting(lambda row, values: Path(_given(variable, row, values)[1] or default), Path(default))


def url(variable: str, default: str = "") -> str:
    """A base URL without a path, `http://host:port`; the slash at its end is taken off."""

    def how(row: ServiceRow, values: Values) -> str:
        name, given = _given(variable, row, values)
        return url_of(name, given or default)

    return setting(how, default)


def target(variable: str) -> str:
    """An address for gRPC, `host:port`; empty by default."""
    return setting(lambda row, values: _target_of(*_given(variable, row, values)), "")


def engine_url(engine: Engine) -> str:
    """The URL of an engine, `MG_POSTGRES_URL` for `postgres`; needed where the service's row names the engine."""

    def how(row: ServiceRow, values: Values) -> str:
        name, given = _given(f"MG_{engine.upper()}_URL", row, values)
        if not given and engine in row.engines:
            raise ConfigurationError(f"{name} is not set: give the URL of a running server, or use `mg up`")
        return given

    return setting(how, "", secret=True)


def upstream_urls(
    row: ServiceRow, chosen: Callable[[ServiceRow], bool] = bool, *, local: bool = False
) -> Mapping[str, str]:
    """Base URL of each service that a service calls, by name, from `MG_AUTH_URL`, `MG_NETFLIX_URL` ...

    Args:
        row: the service that calls.
        chosen: which of those that it calls; all by default.
        local: take the usual port of this machine for one whose variable is not set; it is left out otherwise.
    """
    usual = {other.name: other.local_url for other in upstreams_of(row, chosen) if local}

    def how(_row: ServiceRow, values: Values) -> Mapping[str, str]:
        variables = {other.name: other.url_variable for other in upstreams_of(row, chosen)}
        return usual | _given_ones(variables, values, url_of)

    return setting(how, usual)


def upstream_targets(row: ServiceRow) -> Mapping[str, str]:
    """`host:port` for gRPC of each service that a service calls, by name; one whose variable is not set is left out."""

    def how(_row: ServiceRow, values: Values) -> Mapping[str, str]:
        return _given_ones({other.name: other.grpc_target_variable for other in upstreams_of(row)}, values, _target_of)

    return setting(how, {})


def upstreams_of(row: ServiceRow, chosen: Callable[[ServiceRow], bool] = bool) -> tuple[ServiceRow, ...]:
    """The rows of the services that a service calls, in its contract's order."""
    return tuple(other for other in (SERVICES[name] for name in row.upstreams) if chosen(other))


def is_standin(row: ServiceRow) -> bool:
    """Whether it plays a system of others."""
    return row.kind == "standin"


def url_of(name: str, given: str) -> str:
    """A base URL that was given, or empty; `name` is its variable.

    Raises:
        ConfigurationError: it has a path, or is no URL.
    """
    text = given.rstrip("/")
    if text and not text.endswith(origin_of(text, name).authority):
        raise ConfigurationError(f"{name}: the address has the form http://host:port, without a path")
    return text


def number_of(name: str, given: str, default: float, *, low: float, high: float) -> float:
    """A number that was given, or the default; `name` is its variable.

    Raises:
        ConfigurationError: it is no number, or out of bounds.
    """
    try:
        found = float(given) if given else default
    except ValueError:
        found = low - 1
    if not low <= found <= high:
        raise ConfigurationError(f"{name}={given!r} is not a number from {low:g} to {high:g}")
    return found


def _target_of(name: str, given: str) -> str:
    if given and not _TARGET.match(given):
        raise ConfigurationError(f"{name}={given!r} is not of the form host:port")
    return given


def _given_ones(variables: Mapping[str, str], values: Values, how: Callable[[str, str], str]) -> dict[str, str]:
    """What the variables hold, by name; without those that are not set."""
    found = {name: how(variable, values.get(variable, "").strip()) for name, variable in variables.items()}
    return {name: given for name, given in found.items() if given}


def _port_of(name: str, given: str, default: int) -> int:
    if not given:
        return default
    if not (given.isascii() and given.isdigit()) or int(given) > _PORT_MAX:
        raise ConfigurationError(f"{name}={given!r} is not a port: take 0 to {_PORT_MAX}")
    return int(given)


def _port(row: ServiceRow, values: Values) -> int:
    return _port_of(*_given(row.port_variable, row, values), row.port)


def _grpc_port(row: ServiceRow, values: Values) -> int:
    port = _port(row, values)
    # Another port for REST takes the one for gRPC along, at the usual distance.
    usual = 0 if row.grpc_port is None or port == 0 else port + row.grpc_port - row.port
    return _port_of(*_given(row.grpc_port_variable, row, values), usual)


def _given(variable: str, row: ServiceRow, values: Values) -> tuple[str, str]:
    name = variable.replace("{NAME}", row.name.upper())
    return name, values.get(name, "").strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Where a service listens."""

    host: str = text("MG_{NAME}_HOST", "127.0.0.1")
    """Address to listen on."""
    port: int = setting(_port, 0)
    """MG_<NAME>_PORT, by default the port of the service's row; 0 takes a free one."""
    grpc_port: int = setting(_grpc_port, 0)
    """MG_<NAME>_GRPC_PORT, by default that of the row; 0 takes a free one. Without meaning where no gRPC is spoken."""
