from __future__ import annotations

import ast
from pathlib import Path

import pytest

from .__main__ import explained
from .operators import mutants

SOURCE = '''
"""Docstring: 5 < 6."""
LIMIT: int = 3

class Box:
    """One."""

    def take(self, n: int) -> bool:
        """Take n < 4."""
        if self.left <= n and not self.shut:
            self.left -= n
            raise ValueError("more than 3")
        return min(self.left, 2) == 1
'''


def changes(source: str = SOURCE) -> set[tuple[str, str]]:
    return {(mutant.was, mutant.becomes) for mutant in mutants(source)}


def test_comparisons_are_moved_to_their_bound_and_turned() -> None:
    assert {("self.left <= n", "self.left < n"), ("self.left <= n", "self.left > n")} <= changes()


@pytest.mark.parametrize(
    "change",
    [
        ("3", "4"),
        ("not self.shut", "self.shut"),
        ("self.left <= n and (not self.shut)", "self.left <= n or not self.shut"),
        ("self.left -= n", "self.left += n"),
        ("self.left -= n", "pass"),
        ("min(self.left, 2)", "max(self.left, 2)"),
        ("return min(self.left, 2) == 1", "return None"),
    ],
)
def test_a_change_of_each_kind_is_made(change: tuple[str, str]) -> None:
    assert change in changes()


def test_messages_annotations_and_docstrings_are_left_alone() -> None:
    assert not [was for was, _ in changes() if "4" in was or "6" in was or "more" in was or "int" in was]


def test_each_mutant_is_one_change_that_compiles() -> None:
    original = ast.unparse(ast.parse(SOURCE))
    for mutant in mutants(SOURCE):
        compile(mutant.source, "mutant", "exec")
        differing = [a for a, b in zip(original.splitlines(), mutant.source.splitlines(), strict=True) if a != b]
        assert len(differing) == 1, mutant.key


def test_names_of_mutants_are_unique_and_survive_a_shift_of_lines() -> None:
    keys = [mutant.key for mutant in mutants("a = 1 < 2\nb = 1 < 2\n")]

    assert len(set(keys)) == len(keys)
    assert [mutant.key for mutant in mutants("\n\n# more\na = 1 < 2\nb = 1 < 2\n")] == keys


def test_program_text_is_broken_line_by_line() -> None:
    source = 'def text() -> str:\n    return "\\n".join(["if a is None:", "    b += 1", "return c"])\n'

    found = changes(source)

    assert {("if a is None:", "if a is not None:"), ("b += 1", "b += 0"), ("b += 1", "pass")} <= found
    assert ("return c", "pass") not in found


def test_a_survivor_without_a_reason_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "survivors.toml"
    path.write_text('[[survivor]]\nfile = "a.py"\nwhere = ""\nwas = "1"\nbecomes = "2"\nwhy = " "\n')

    with pytest.raises(ValueError, match="no reason"):
        explained(path)


def test_every_known_survivor_is_a_mutant_of_the_code_as_it_is() -> None:
    root = Path(__file__).parents[2] / "packages/mg-core/src/mg_core"
    known = explained()

    existing = {
        (name, *mutant.key)
        for name in {key[0] for key in known}
        for mutant in mutants((root / name).read_text("utf-8"))
    }

    assert set(known) <= existing
