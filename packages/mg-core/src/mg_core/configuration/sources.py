"""Policies from outside the program: a file, and the environment on top of it.

`MG_POLICIES_FILE` names a TOML or JSON file: service or contract → operationId or `*` → part → field.

    [spotify."*".timeout]
    total_s = 6.0
    [spotify.searchItems]
    retry = { max_retries = 1 }
    hedge = false                      # switches a part off; in JSON also null

A variable names the same place, upper case allowed: `MG_POLICY__SPOTIFY__SEARCHITEMS__RETRY__MAX_RETRIES=1`, with
`ALL` for every operation, `=off` on a part to switch it off. Values are JSON; what is not JSON is a word.

From weak to strong: the file's contract name, its service name, the environment's contract name, its service name;
within each, `*` before an operation. Other services' names are left alone: another client may know them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..contract.bounds import bounds_of
from ..contract.row import Row
from ..errors import ConfigurationError
from ..policies.steps import PARTS
from . import FILE, PREFIX


@dataclass(slots=True)
class Change:
    """What one source says about one part of one operation, or of all of them."""

    operation: str
    """operationId, or `*`."""
    part: str
    fields: dict[str, Any] | None
    """Values by field; None switches the part off."""
    origin: str
    """For people: `environment` or `file policies.toml`."""
    places: dict[str, str] = field(default_factory=dict)
    """Field → the variable or the key path that wrote it; "" stands for the part."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One value as it was found, before entries of one part are put together."""

    service: str
    operation: str
    part: str
    field: str
    """"" for the whole part."""
    value: Any
    place: str


def read(
    path: str, variables: list[tuple[str, str]], contract: str, service: str, operations: Mapping[str, Row]
) -> list[Change]:
    """What a file ("" for none) and variables say about one client, weakest first; see `resolution.outside`."""
    reader = _Reader(contract, service, operations)
    changes: list[Change] = []
    if path:
        entries = list(_file_entries(Path(path), {contract, service}))
        changes += reader.changes(entries, f"file {Path(path).name}")
    return changes + reader.changes(list(reader.variables(variables)), "environment")


class _Reader:
    """Puts the entries of one source in order, for one client."""

    def __init__(self, contract: str, service: str, operations: Mapping[str, Row]) -> None:
        self._services = (contract, service) if service != contract else (contract,)
        self._operations = operations
        self._folded: dict[str, list[str]] = {}
        for name in operations:
            self._folded.setdefault(_folded(name), []).append(name)

    def changes(self, entries: list[_Entry], origin: str) -> list[Change]:
        """Entries of one source as changes, weakest first."""
        found: dict[tuple[int, bool, str, str], Change] = {}
        for entry in entries:
            operation = self._operation(entry)
            if entry.part not in PARTS:
                raise self._wrong(entry, operation, f"no policy part {entry.part!r}; there are: {', '.join(PARTS)}")
            key = (self._services.index(entry.service), operation != "*", operation, entry.part)
            change = found.get(key)
            if change is None:
                change = found[key] = Change(operation, entry.part, None if _is_off(entry) else {}, origin)
            self._add(change, entry)
        return [found[key] for key in sorted(found)]

    def variables(self, variables: list[tuple[str, str]]) -> Iterator[_Entry]:
        """The variables that are this client's business."""
        for name, text in variables:
            rest = name.removeprefix(PREFIX)
            for service in self._services:
                start = f"{_folded(service)}__"
                if _folded(rest).startswith(start):
                    yield self._variable(name, service, rest[len(start) :].lower().split("__"), text)
                    break

    def _variable(self, name: str, service: str, words: list[str], text: str) -> _Entry:
        *before, last = words
        if last in PARTS and before:
            return _Entry(service, "__".join(before), last, "", _value(text), name)
        if len(before) < 2:
            shape = f"{PREFIX}SERVICE__OPERATION__PART__FIELD, or {PREFIX}SERVICE__OPERATION__PART=off"
            raise ConfigurationError(f"{name}: a variable is {shape}; parts: {', '.join(PARTS)}")
        *operation, part = before
        value = text if (part, last) == ("fallback", "body") else _value(text)
        return _Entry(service, "__".join(operation), part, last, value, name)

    def _operation(self, entry: _Entry) -> str:
        wanted = entry.operation
        found = self._folded.get(_folded(wanted), [])
        if wanted == "*" or (wanted in self._operations and not entry.place.startswith(PREFIX)):
            return wanted
        if len(found) == 1:
            return found[0]
        if wanted.lower() == "all" and not found:
            return "*"
        known = ", ".join(sorted(self._operations)) or "none"
        source = next((operation.source for operation in self._operations.values()), "")
        where = f" ({source.rpartition(':')[0]})" if source else ""
        what = "could be several operations of" if found else "is no operation of"
        raise ConfigurationError(
            f"{entry.place}: {wanted!r} {what} {entry.service}; there are: * (all), {known}{where}"
        )

    def _add(self, change: Change, entry: _Entry) -> None:
        change.places[entry.field] = entry.place
        if _is_off(entry):
            if change.fields:
                raise self._wrong(entry, change.operation, f"{entry.part} is switched off and has values as well")
            change.fields = None
        elif change.fields is None:
            raise self._wrong(entry, change.operation, f"{entry.part} is switched off and has values as well")
        elif entry.field:
            change.fields[entry.field] = entry.value
        elif isinstance(entry.value, Mapping):
            change.fields.update(entry.value)
        else:
            allowed = ", ".join(bounds_of(PARTS[entry.part]))
            raise self._wrong(
                entry, change.operation, f"{entry.part} is `off` or has fields ({allowed}), not {entry.value!r}"
            )

    def _wrong(self, entry: _Entry, operation: str, why: str) -> ConfigurationError:
        known = self._operations.get(operation)
        where = f" ({entry.service}.{operation}, {known.source})" if known is not None and known.source else ""
        return ConfigurationError(f"{entry.place}: {why}{where}")


def _is_off(entry: _Entry) -> bool:
    return not entry.field and (entry.value is None or entry.value is False or entry.value == "off")


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9_]", "_", name.lower())


def _value(text: str) -> Any:
    """JSON, or the text itself as a word."""
    try:
        return json.loads(text, parse_constant=str)
    except ValueError:
        return text.strip().lower() if text.strip().lower() == "off" else text.strip()


def _file_entries(path: Path, services: set[str]) -> Iterator[_Entry]:
    shown = path.name
    for service, operations in _load(path).items():
        if service not in services:
            continue
        for operation, parts in _table(operations, f"{shown}: {service}").items():
            for part, value in _table(parts, f"{shown}: {service}.{operation}").items():
                place = f"{shown}: {service}.{operation}.{part}"
                if part in PARTS and isinstance(value, Mapping):
                    for name, single in value.items():
                        yield _Entry(service, operation, part, name, single, f"{place}.{name}")
                    if value:
                        continue
                yield _Entry(service, operation, part, "", value, place)


def _load(path: Path) -> dict[str, Any]:
    """The file as data.

    Raises:
        ConfigurationError: there is no such file, or it is neither TOML nor JSON.
    """
    kinds: dict[str, Callable[[str], Any]] = {".toml": _toml, ".json": _json}
    load = kinds.get(path.suffix.lower())
    if load is None:
        raise ConfigurationError(f"{FILE}: {path.name} must end in .toml or .json")
    try:
        return _table(load(path.read_text(encoding="utf-8")), path.name)
    except OSError as error:
        raise ConfigurationError(f"{FILE}: {path} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, ValueError) as error:
        raise ConfigurationError(f"{FILE}: {path.name} is not {path.suffix[1:].upper()}: {error}") from None


def _toml(text: str) -> Any:
    import tomllib

    return tomllib.loads(text)


def _json(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is written twice: " + ", ".join(name for name, _ in pairs))
    return found


def _table(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ConfigurationError(f"{place} must be a table, not {value!r}")
    return value
