"""The ledger and the tests agree: every entry is proved by a test or says why it is not, every id is known."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture_rules import folders_of_tests

ROOT = Path(__file__).resolve().parent.parent
LEDGER = ROOT / "tests" / "scenarios.yaml"
FIELDS = {"id", "seed", "category", "title", "must", "gap", "partial"}


def entries() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load(LEDGER.read_text(encoding="utf-8"))
    return loaded


def marked_tests(root: Path) -> dict[str, list[str]]:
    """Scenario id → places of the tests that carry it."""
    found: dict[str, list[str]] = {}
    for folder in folders_of_tests(root):
        for file in sorted(folder.rglob("test_*.py")):
            for scenario, line in marks(ast.parse(file.read_text(encoding="utf-8"))):
                found.setdefault(scenario, []).append(f"{file.relative_to(root)}:{line}")
    return found


def marks(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every `pytest.mark.scenario("ID", ...)` in a module, as decorator or as pytestmark."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.scenario"):
            for word in node.args:
                if not (isinstance(word, ast.Constant) and isinstance(word.value, str)):
                    message = f"line {node.lineno}: the id of a scenario is a literal"
                    raise TypeError(message)
                yield word.value, node.lineno


def disagreements(ledger: list[dict[str, Any]], tests: dict[str, list[str]]) -> list[str]:
    """Everything on which a ledger and the marks of the tests disagree, one sentence each."""
    found = [f"{places[0]}: {scenario} is not in the ledger" for scenario, places in tests.items()
             if scenario not in {entry["id"] for entry in ledger}]  # fmt: skip
    for entry in ledger:
        proved, gap, partial = entry["id"] in tests, entry.get("gap"), entry.get("partial")
        if not proved and not gap:
            found.append(f"{entry['id']}: no test carries it and no gap is stated")
        if not proved and partial:
            found.append(f"{entry['id']}: partial says that a test proves something, but none carries it")
        if proved and gap and not partial:
            found.append(f"{entry['id']}: has a test and a gap; `partial` must say what the test proves")
        if partial and not gap:
            found.append(f"{entry['id']}: partial without a gap")
    return found


def test_every_entry_is_proved_or_says_why_not_and_every_id_is_known() -> None:
    assert disagreements(entries(), marked_tests(ROOT)) == []


def test_entries_are_well_formed_and_unique() -> None:
    ledger = entries()

    assert len(ledger) == 102
    assert len({entry["id"] for entry in ledger}) == len(ledger)
    assert [entry["id"] for entry in ledger if not (FIELDS - {"gap", "partial"} <= entry.keys() <= FIELDS)] == []
    assert [entry["id"] for entry in ledger if entry["category"] not in range(1, 9) or not entry["must"]] == []


@pytest.mark.parametrize(
    ("entry", "tests", "says"),
    [
        ({"id": "A-1"}, {}, "no test carries it"),
        ({"id": "A-1"}, {"A-1": ["t:1"], "A-2": ["t:2"]}, "not in the ledger"),
        ({"id": "A-1", "gap": "x"}, {"A-1": ["t:1"]}, "must say what the test proves"),
        ({"id": "A-1", "gap": "x", "partial": "y"}, {}, "but none carries it"),
        ({"id": "A-1", "partial": "y"}, {"A-1": ["t:1"]}, "partial without a gap"),
    ],
)
def test_each_disagreement_is_found(entry: dict[str, Any], tests: dict[str, list[str]], says: str) -> None:
    (found,) = disagreements([entry], tests)

    assert says in found


def test_agreement_is_silent() -> None:
    ledger = [{"id": "A-1"}, {"id": "A-2", "gap": "x"}, {"id": "A-3", "gap": "x", "partial": "y"}]

    assert disagreements(ledger, {"A-1": ["t:1"], "A-3": ["t:2"]}) == []


def test_marks_are_read_from_decorators_and_module_marks(tmp_path: Path) -> None:
    folder = tmp_path / "reference_services" / "tests" / "auth"
    folder.mkdir(parents=True)
    folder.joinpath("test_x.py").write_text(
        'import pytest\npytestmark = pytest.mark.scenario("A-1")\n'
        '@pytest.mark.scenario("A-2", "A-3")\ndef test_y() -> None: ...\n'
    )

    assert marked_tests(tmp_path) == {
        "A-1": ["reference_services/tests/auth/test_x.py:2"],
        "A-2": ["reference_services/tests/auth/test_x.py:3"],
        "A-3": ["reference_services/tests/auth/test_x.py:3"],
    }
