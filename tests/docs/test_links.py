"""What the documents point at is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
COMMAND = re.compile(r"nox -s ([a-z]+(?: [a-z]+)*)")
DOCUMENTS = [*ROOT.glob("*.md"), *(path for path in ROOT.glob("docs/**/*.md")), ROOT / "codegen" / "README.md"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    targets = [target for target in LINK.findall(document.read_text(encoding="utf-8")) if "://" not in target]

    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_documents_name_only_sessions_that_exist() -> None:
    sessions = set(re.findall(r"@nox\.session\ndef (\w+)", (ROOT / "noxfile.py").read_text(encoding="utf-8")))
    named = {
        word
        for document in DOCUMENTS
        for words in COMMAND.findall(document.read_text(encoding="utf-8"))
        for word in words.split()[:1]
    }

    assert sessions >= {"codegen", "lint", "types", "tests", "integration", "demo", "wheels", "bench", "docs"}
    assert named <= sessions
