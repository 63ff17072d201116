"""Documents with a line number for every node: YAML (1.2 rules for scalars) and JSON, and `$ref` between files."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from json import JSONDecodeError
from json import decoder as json_decoder
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import yaml

from codegen.ir import Finding, Source


class Map(dict[str, Any]):
    """A mapping that knows where it is written."""

    __slots__ = ("file", "line", "lines")

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: dict[str, int] = {}

    def at(self, key: str | None = None) -> Source:
        """Where the mapping, or one of its keys, is written."""
        return Source(self.file, self.line if key is None else self.lines.get(key, self.line))


class Seq(list[Any]):
    """A sequence that knows where it is written."""

    __slots__ = ("file", "line", "lines")

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: list[int] = []

    def at(self, index: int | None = None) -> Source:
        """Where the sequence, or one of its items, is written."""
        return Source(self.file, self.line if index is None else self.lines[index])


class SourceError(Exception):
    """A contract that cannot be read; carries the finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def fail(source: Source, message: str) -> SourceError:
    """An error at a place, ready to be raised."""
    return SourceError(Finding(source, message))


def unsupported(source: Source, message: str) -> SourceError:
    """A refusal at a place, ready to be raised: the contract is right, but cannot be expressed."""
    return SourceError(Finding(source, message, "unsupported"))


def mapping_at(node: Map, key: str) -> Map:
    """The mapping under a key; an empty one if the key is absent.

    Raises:
        SourceError: something else stands there.
    """
    value = node.get(key)
    if value is None:
        return Map(node.file, node.line)
    if not isinstance(value, Map):
        raise fail(node.at(key), f"{key!r} is not a mapping")
    return value


def sequence_at(node: Map, key: str) -> Seq:
    """The list under a key; an empty one if the key is absent.

    Raises:
        SourceError: something else stands there.
    """
    value = node.get(key)
    if value is None:
        return Seq(node.file, node.line)
    if not isinstance(value, Seq):
        raise fail(node.at(key), f"{key!r} is not a list")
    return value


@dataclass(slots=True)
class Documents:
    """Every file of a contract set that was read, by absolute path."""

    shown: Any
    """Turns a path into the text that people see."""
    files: dict[Path, Any] = field(default_factory=dict)

    def load(self, path: Path, asked_by: Source | None = None) -> Any:
        """Read a file once.

        Raises:
            SourceError: the file is missing or broken.
        """
        path = path.resolve()
        if path not in self.files:
            shown = self.shown(path)
            try:
                text = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                reason = "no such file" if isinstance(error, FileNotFoundError) else "cannot be read as UTF-8 text"
                raise fail(asked_by or Source(shown, 1), f"{shown}: {reason}") from error
            self.files[path] = parse_json(text, shown) if path.suffix == ".json" else parse_yaml(text, shown)
        return self.files[path]

    def resolve(self, reference: str, path: Path, source: Source) -> tuple[Any, Path, str]:
        """Follow a `$ref` written in the file `path`; gives the node, its file and its pointer.

        Raises:
            SourceError: remote references, missing files, pointers to nothing.
        """
        file, _, pointer = reference.partition("#")
        if "://" in file:
            raise unsupported(source, f"$ref to a remote document: {reference}")
        where = (path.parent / unquote(file)).resolve() if file else path.resolve()
        node = self.load(where, source)
        for part in [unquote(p).replace("~1", "/").replace("~0", "~") for p in pointer.split("/")[1:]]:
            if isinstance(node, list) and part.isdigit() and int(part) < len(node):
                node = node[int(part)]
            elif isinstance(node, dict) and part in node:
                node = node[part]
            else:
                raise fail(source, f"$ref to nothing: {reference} (no {part!r} there)")
        return node, where, pointer


class _Loader(yaml.CSafeLoader):
    """Scalars by the YAML 1.2 core schema: `no` and `2024-01-01` are strings."""

    shown: str = ""


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), "tTfF")
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$"),
    list("-+.0123456789"),
)


def _construct_map(loader: _Loader, node: yaml.MappingNode) -> Any:
    result = Map(loader.shown, node.start_mark.line + 1)
    yield result
    for key_node, value_node in node.value:
        key = str(key_node.value)
        line = key_node.start_mark.line + 1
        if key in result:
            raise fail(Source(loader.shown, line), f"the key {key!r} is written twice")
        result[key] = loader.construct_object(value_node, deep=True)
        result.lines[key] = line


def _construct_seq(loader: _Loader, node: yaml.SequenceNode) -> Any:
    result = Seq(loader.shown, node.start_mark.line + 1)
    yield result
    for item in node.value:
        result.append(loader.construct_object(item, deep=True))
        result.lines.append(item.start_mark.line + 1)


def _construct_int(_loader: _Loader, node: yaml.ScalarNode) -> int:
    return int(node.value)


_Loader.add_constructor("tag:yaml.org,2002:map", _construct_map)
_Loader.add_constructor("tag:yaml.org,2002:seq", _construct_seq)
_Loader.add_constructor("tag:yaml.org,2002:int", _construct_int)


def parse_yaml(text: str, shown: str) -> Any:
    """Parse a YAML document.

    Raises:
        SourceError: broken YAML, a key written twice, a tag that is no plain data.
    """
    loader = _Loader(text)
    loader.shown = shown
    try:
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise fail(
            Source(shown, mark.line + 1 if mark else 1), f"not YAML: {error.problem or error.context}"
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise fail(Source(shown, 1), f"not YAML: {str(error).splitlines()[0]}") from error
    finally:
        loader.dispose()


_SPACE: Final = re.compile(r"[ \t\n\r]*")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")
_WORDS: Final = {"true": True, "false": False, "null": None}


_scan_string: Final[Callable[[str, int, bool], tuple[str, int]]] = vars(json_decoder)["scanstring"]
"""The standard decoder's own, in C."""


class _Json:
    """A JSON parser that counts lines; the standard one does not tell where a node is."""

    def __init__(self, text: str, shown: str) -> None:
        self.text = text
        self.shown = shown
        self.at = 0
        self.counted = 0
        self.line = 1

    def here(self) -> int:
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.line

    def broken(self, what: str) -> SourceError:
        return fail(Source(self.shown, self.here()), f"not JSON: {what}")

    def skip(self) -> str:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at : self.at + 1]

    def expect(self, sign: str) -> None:
        if self.skip() != sign:
            raise self.broken(f"expected {sign!r}")
        self.at += 1

    def string(self) -> str:
        try:
            value, self.at = _scan_string(self.text, self.at + 1, True)
        except JSONDecodeError as error:
            raise self.broken(error.msg) from error
        return value

    def value(self) -> Any:
        sign = self.skip()
        if sign == "{":
            return self.mapping()
        if sign == "[":
            return self.sequence()
        if sign == '"':
            return self.string()
        for word, value in _WORDS.items():
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        number = _NUMBER.match(self.text, self.at)
        if not number:
            raise self.broken("expected a value")
        self.at = number.end()
        return float(number[0]) if number[1] or number[2] else int(number[0])

    def mapping(self) -> Map:
        result = Map(self.shown, self.here())
        self.at += 1
        if self.skip() == "}":
            self.at += 1
            return result
        while True:
            if self.skip() != '"':
                raise self.broken("expected a key")
            line = self.here()
            key = self.string()
            if key in result:
                raise fail(Source(self.shown, line), f"the key {key!r} is written twice")
            self.expect(":")
            result[key] = self.value()
            result.lines[key] = line
            if self.skip() == "}":
                self.at += 1
                return result
            self.expect(",")

    def sequence(self) -> Seq:
        result = Seq(self.shown, self.here())
        self.at += 1
        if self.skip() == "]":
            self.at += 1
            return result
        while True:
            self.skip()
            result.lines.append(self.here())
            result.append(self.value())
            if self.skip() == "]":
                self.at += 1
                return result
            self.expect(",")


def parse_json(text: str, shown: str) -> Any:
    """Parse a JSON document.

    Raises:
        SourceError: broken JSON, a key written twice.
    """
    parser = _Json(text, shown)
    try:
        value = parser.value()
    except RecursionError as error:
        raise fail(Source(shown, 1), "not JSON: nested too deeply") from error
    if parser.skip():
        raise parser.broken("text after the end")
    return value
