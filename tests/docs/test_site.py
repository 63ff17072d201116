"""The site as a reader sees it: built, every page whole, every link leading somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
UNRENDERED = re.compile(r"-*8\s*<\s*-+|\{\{|\{%|^\s*(?:\?\?\?|!!!|:::|===)\+?\s|^\s*```|\]\([\w./#-]+\)", re.MULTILINE)
"""What a reader must not see: includes, templates, admonitions, fences and links as they are written."""
STAGE = "resilience/stage.py"
"""What the scenes have in common; a page about policies has no room for it."""


class Page(HTMLParser):
    """One built page.

    Attributes:
        text: what its article says.
        prose: the same without code.
        ids: anchors.
        targets: what it links to, or shows.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.prose = "", ""
        self.ids: set[str] = set()
        self.targets: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if name := given.get("id"):
            self.ids.add(name)
        if target := given.get("href") or given.get("src"):
            self.targets.append(target)
        if tag in {"article", "code"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"article", "code"}:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if "article" in self._open:
            self.text += data
            self.prose += "" if "code" in self._open else data


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    words = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[Path, Page]:
    return {file: Page(file.read_text(encoding="utf-8")) for file in site.rglob("*.html") if file.name != "404.html"}


def test_every_document_is_a_page_with_a_text(pages: dict[Path, Page]) -> None:
    documents = [file for file in DOCS.rglob("*.md") if "snippets" not in file.parts]

    assert len(pages) == len(documents) > 20
    assert [str(file) for file, page in pages.items() if len(page.text.split()) < 20] == []


def test_no_page_shows_what_should_have_been_rendered(pages: dict[Path, Page], site: Path) -> None:
    shown = [
        f"{file.relative_to(site)}: {found.group()!r}"
        for file, page in pages.items()
        for found in UNRENDERED.finditer(page.text)
    ]

    assert shown == []


def test_every_snippet_is_included_and_stands_on_its_page(pages: dict[Path, Page], site: Path) -> None:
    included = re.compile(r'^--8<-- "(.+)"$', re.MULTILINE)
    unused = {file.relative_to(DOCS / "snippets").as_posix() for file in (DOCS / "snippets").rglob("*.*")} - {STAGE}
    missing = []
    for document in DOCS.rglob("*.md"):
        name = document.relative_to(DOCS).with_suffix("")
        file = site / (name.parent if name.name == "index" else name) / "index.html"
        for snippet in included.findall(document.read_text(encoding="utf-8")):
            unused.discard(snippet)
            text = (DOCS / "snippets" / snippet).read_text(encoding="utf-8")
            if "".join(text.split()) not in "".join(pages[file].text.split()):
                missing.append(f"{name}: {snippet}")

    assert missing == []
    assert {name for name in unused if "__pycache__" not in name} == set()


def test_every_link_picture_and_anchor_is_there(pages: dict[Path, Page], site: Path) -> None:
    broken = []
    for file, page in pages.items():
        for target in page.targets:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            place = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            place = place / "index.html" if place.is_dir() else place
            anchored = not parts.fragment or place not in pages or parts.fragment in pages[place].ids
            if not place.is_file() or not anchored:
                broken.append(f"{file.relative_to(site)}: {target}")

    assert broken == []


@pytest.mark.parametrize(
    "text",
    ['--8 < --"a.py"', '--8<-- "a.py"', "{{ name }}", "!!! note", "??? note", "```python", "[a](b.md)"],
)
def test_each_leftover_is_recognised(text: str) -> None:
    assert UNRENDERED.search(f"before\n{text}\nafter")
