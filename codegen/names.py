"""The only place that spells a Python name: case, reserved words, collisions."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable
from typing import Final

CLIENT_MEMBERS: Final = frozenset(
    {
        "aclose",
        "breakers",
        "close",
        "contract",
        "layer_suffix",
        "metrics",
        "models",
        "operations",
        "policies",
        "runtime",
        "self",
    }
)
"""Public names of `AsyncClient` and `Client` and names that a client module imports: no method may hide one."""

ARGUMENT_RESERVED: Final = frozenset({"self", "body", "options", "call", "models", "operations"})
"""Names that a generated method uses itself."""

CLASS_RESERVED: Final = frozenset(
    {
        "Annotated", "Any", "BaseModel", "ConfigDict", "Decimal", "Dict", "Enum", "Field", "Final", "IntEnum", "List",
        "Literal", "Model", "OpenStrEnum", "Optional", "RootModel", "Set", "StrEnum", "Tuple", "Union", "UUID", "None",
        "True", "False", "AnyUrl", "AwareDatetime", "NaiveDatetime", "EmailStr", "SecretStr", "Type", "TypeAlias",
    }
)  # fmt: skip
"""Names that a generated models module imports or defines itself."""

_WORD: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z0-9]+")
_SIGNS: Final = {"+1": "plus_one", "-1": "minus_one"}


def words(text: str) -> list[str]:
    """Split any spelling into lower-case ASCII words: `getHTTPUser-v2` gives get, http, user, v2."""
    ascii_text = text.encode("ascii", "ignore").decode()
    return [word.lower() for word in _WORD.findall(_SIGNS.get(ascii_text, ascii_text))]


def snake(text: str) -> str:
    """A lower-case identifier that is no keyword; `value` when nothing can be spelled."""
    name = "_".join(words(text)) or "value"
    if name[0].isdigit():
        name = f"n_{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


def pascal(text: str) -> str:
    """A class name that no generated module needs for something else."""
    name = "".join(word if word.isupper() else word[0].upper() + word[1:] for word in _spelled_words(text)) or "Value"
    if name[0].isdigit():
        name = f"N{name}"
    taken = name in CLASS_RESERVED or hasattr(builtins, name)
    return f"{name}Model" if taken else name


def method(text: str) -> str:
    """A method name of a client; a name that the client itself uses gets an underscore."""
    name = snake(text)
    return f"{name}_" if name in CLIENT_MEMBERS or name in _HIDING else name


def argument(text: str) -> str:
    """A parameter name of a method; a name that the method itself uses, or a builtin, gets an underscore."""
    name = snake(text)
    return f"{name}_" if name in ARGUMENT_RESERVED or name in _HIDING else name


def class_stem(text: str) -> str:
    """The first part of class names of a contract: `apple_music` gives AppleMusic."""
    return "".join(part[:1].upper() + part[1:] for part in snake(text).split("_"))


def constant(text: str) -> str:
    """An upper-case name for a module level row."""
    return snake(text).rstrip("_").upper()


def unique(name: str, taken: Iterable[str]) -> str:
    """The name, or with the smallest number from 2 on that makes it new."""
    used = set(taken)
    if name not in used:
        return name
    number = 2
    while f"{name}{_joint(name)}{number}" in used:
        number += 1
    return f"{name}{_joint(name)}{number}"


def _joint(name: str) -> str:
    return "" if name[:1].isupper() and not name.isupper() else "_"


def _spelled_words(text: str) -> list[str]:
    ascii_text = text.encode("ascii", "ignore").decode()
    parts = [part for part in re.split(r"[^A-Za-z0-9]+", _SIGNS.get(ascii_text, ascii_text)) if part]
    return [part for part in parts if part]


_HIDING: Final = frozenset({"list", "dict", "str", "int", "float", "bool", "bytes", "tuple", "type", "set"})
"""Builtins that annotations of the same signature need."""
