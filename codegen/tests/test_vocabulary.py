"""The compiler knows the same words of ours as the vocabulary's JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from codegen.frontends.services import ENGINES, KINDS
from codegen.vocabulary import WORDS

VOCABULARY = Path(__file__).resolve().parents[2] / "spec" / "vocabulary.schema.json"


@pytest.mark.parametrize("place", ["root", "operation", "response", "schema"])
def test_words_of_a_place_are_those_of_the_schema(place: str) -> None:
    known = json.loads(VOCABULARY.read_text(encoding="utf-8"))["$defs"][place]["properties"]

    assert set(known) == WORDS[place]


def test_members_of_an_error_and_of_a_tool_are_those_of_the_schema() -> None:
    known = json.loads(VOCABULARY.read_text(encoding="utf-8"))["$defs"]

    assert set(known["response"]["properties"]["x-mg-errors"]["items"]["properties"]) == WORDS["error"]
    assert set(known["operation"]["properties"]["x-mg-mcp"]["properties"]) == WORDS["mcp"]


def test_members_of_a_service_are_those_of_the_schema() -> None:
    known = json.loads(VOCABULARY.read_text(encoding="utf-8"))["$defs"]
    service = known["service"]["properties"]

    assert set(service) == WORDS["service"]
    assert set(service["instances"]["items"]["properties"]) == WORDS["instance"]
    assert set(known["services"]["properties"]) == WORDS["services"]
    assert tuple(service["kind"]["enum"]) == KINDS
    assert tuple(service["engines"]["items"]["enum"]) == ENGINES
