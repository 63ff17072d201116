"""A table has one owner: what the SQL of each module names, against what it may name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import mg_services
from mg_services.data.owners import OWNERS

SOURCE = Path(mg_services.__file__).parent
MIGRATIONS = SOURCE / "data" / "migrations"

EXEMPT = {
    "data": "migrations make the tables, and the seed fills the catalog as ingestion will",
    "control": "demos set the scene: accounts and histories that nobody would type in",
    "engines": "starts the server, before any table is there",
}
"""Folder of mg_services → why its SQL may name any table."""

DRIVER = {"adapters/postgres.py": "the one place that turns the driver into ours"}
"""Module that may import asyncpg, beside the exempt ones → why."""

_SQL = re.compile(r"\b(?:SELECT|INSERT|UPDATE|DELETE|TRUNCATE|LOCK|COPY|ALTER|FROM|JOIN|TABLE)\b")
_CREATED = re.compile(r"^CREATE TABLE (\w+)", re.MULTILINE)
_DROPPED = re.compile(r"^DROP TABLE (\w+)", re.MULTILINE)


def texts_of(code: str) -> Iterator[str]:
    """Every text of a module that is no docstring; the fixed parts of a formatted one are one text."""
    tree = ast.parse(code)
    prose = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield " ".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in prose:
            yield node.value


def tables_of(code: str) -> set[str]:
    """Tables that the SQL of a module names."""
    sql = [text for text in texts_of(code) if _SQL.search(text)]
    return {table for table in OWNERS if any(re.search(rf"\b{table}\b", text) for text in sql)}


def allowed(module: str) -> set[str]:
    """Tables that a module may name, by its path in mg_services."""
    folder, *rest = module.split("/")
    return {table for table, owner in OWNERS.items() if folder == "services" and owner == rest[0]}


def modules() -> list[str]:
    """Paths of the modules that are held to the rule."""
    paths = (path.relative_to(SOURCE) for path in sorted(SOURCE.rglob("*.py")))
    return [path.as_posix() for path in paths if path.parts[0] not in EXEMPT]


def test_modules_name_tables_of_their_own_service_only() -> None:
    strange = {
        module: found
        for module in modules()
        if (found := tables_of((SOURCE / module).read_text(encoding="utf-8")) - allowed(module))
    }

    assert not strange, "ask the owner's contract, or keep a copy: see mg_services.data.owners"


def test_every_table_has_an_owner_that_exists_and_uses_it() -> None:
    scripts = [path.read_text(encoding="utf-8") for path in sorted(MIGRATIONS.glob("V*.sql"))]
    there = {name for text in scripts for name in _CREATED.findall(text)}
    there -= {name for text in scripts for name in _DROPPED.findall(text)}

    assert there == OWNERS.keys()
    assert set(OWNERS.values()) <= {path.name for path in (SOURCE / "services").iterdir()}


def test_the_driver_stays_in_its_adapter() -> None:
    importing = {
        module
        for module in modules()
        if re.search(r"^\s*(?:import|from) asyncpg\b", (SOURCE / module).read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert importing == DRIVER.keys()


@pytest.mark.parametrize(
    "code",
    [
        'q = "SELECT 1 FROM watch_history"',
        'q = "SELECT id FROM content, users WHERE true"',
        'q = "DELETE FROM users"',
        'q = f"UPDATE users SET name = {name}"',
        'def f():\n    """Reads."""\n    g("LOCK TABLE users")\n',
    ],
)
def test_the_rule_finds_a_table_wherever_it_stands(code: str) -> None:
    assert tables_of(code) & {"users", "watch_history"}


@pytest.mark.parametrize("code", ['"""SELECT FROM users."""', 'x = "the users content"', 'x = "SELECT content_id"'])
def test_the_rule_finds_nothing_in_prose(code: str) -> None:
    assert tables_of(code) == set()
