"""The pages about policies show what their code really prints and draws."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SNIPPETS = ROOT / "docs" / "snippets" / "resilience"
PAGES = ROOT / "docs" / "resilience"
SCENES = sorted(path.stem for path in SNIPPETS.glob("*.py") if path.stem != "stage")


@pytest.fixture(scope="module")
def stage() -> Any:
    sys.path.insert(0, str(SNIPPETS))
    try:
        yield import_module("stage")
    finally:
        sys.path.remove(str(SNIPPETS))


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_prints_and_draws_what_its_page_shows(stage: Any, name: str) -> None:
    output, picture = stage.perform(name)

    assert output == (SNIPPETS / f"{name}.txt").read_text(encoding="utf-8")
    assert picture == (PAGES / f"{name}.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SCENES)
def test_each_scene_is_on_a_page_of_its_own(name: str) -> None:
    text = (PAGES / f"{name.replace('_', '-')}.md").read_text(encoding="utf-8")

    assert f'--8<-- "resilience/{name}.py"' in text
    assert f'--8<-- "resilience/{name}.txt"' in text
    assert f"]({name}.svg)" in text


def test_every_page_is_listed() -> None:
    index = (PAGES / "index.md").read_text(encoding="utf-8")

    missing = [page.name for page in PAGES.glob("*.md") if page.name != "index.md" and f"({page.name})" not in index]

    assert missing == []
    assert SCENES
