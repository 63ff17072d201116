"""The pages about policies show what their code really prints and draws."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from mg_core.policies.steps import STEPS

ROOT = Path(__file__).resolve().parents[2]
SNIPPETS = ROOT / "docs" / "snippets" / "resilience"
PAGES = ROOT / "docs" / "resilience"
POLICIES = [step for step in STEPS if step.part]
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


def table(page: str, head: str) -> list[tuple[str, str]]:
    """The first two cells of each row of a page's table that begins with `head`; links as their words."""
    text = (ROOT / page).read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \|", text[text.index(f"| {head} |") :].partition("\n\n")[0], re.MULTILINE
    )
    return [(re.sub(r"\[(.+)\]\(.+\)", r"\1", name), words) for name, words in rows[1:]]


def test_tables_of_policies_have_the_steps_in_their_order_and_words() -> None:
    assert table("docs/resilience/index.md", "policy") == [(step.name, step.words) for step in POLICIES]
    assert table("README.md", "policy") == [(step.name, step.words) for step in POLICIES if step.name != "chaos"]


def test_other_pages_name_the_steps_in_their_order() -> None:
    order = [*(step.name for step in POLICIES), "transport"]
    (line,) = re.findall(r"^.* → .*$", (ROOT / "packages/mg-core/README.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert [name for name, _ in table("docs/explanation/a-call.md", "step")] == order
    assert line.split(" → ") == order


def test_every_page_is_listed() -> None:
    index = (PAGES / "index.md").read_text(encoding="utf-8")

    missing = [page.name for page in PAGES.glob("*.md") if page.name != "index.md" and f"({page.name})" not in index]

    assert missing == []
    assert SCENES
