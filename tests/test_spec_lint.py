"""Every OpenAPI document of ours is valid OpenAPI 3.1, and every `x-mg-*` word in it is one that we know."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from openapi_spec_validator import validate
from openapi_spec_validator.readers import read_from_filename
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

from mg_core import codes

SPEC = Path(__file__).resolve().parent.parent / "spec"
DOCUMENTS = sorted([*SPEC.glob("openapi/*.yaml"), *SPEC.glob("external/*.yaml")])
EVENTS = sorted(SPEC.glob("asyncapi/*.yaml"))
METHODS = {"get", "put", "post", "delete", "patch", "head", "options", "trace"}
CONTRACTS = {"auth", "discovery", "sona", "sync", "ingestion", "playback", "gateway"}
EXTERNAL = {"spotify", "apple_music", "streaming_platform"}


def check(document: Path) -> None:
    """Raise OpenAPIValidationError when a document is not OpenAPI 3.1, references followed."""
    content, base_uri = read_from_filename(str(document))
    validate(content, base_uri=base_uri)


def places(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], str]]:
    """(definition of the vocabulary, what stands there, where) of every place that may hold words of ours."""
    yield "root", document, "the top level"
    for path, item in document.get("paths", {}).items():
        for method in METHODS & item.keys():
            operation = item[method]
            yield "operation", operation, f"{method} {path}"
            for status, response in operation.get("responses", {}).items():
                yield "response", response, f"{method} {path} {status}"
    for name, response in document.get("components", {}).get("responses", {}).items():
        yield "response", response, f"response {name}"
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        yield "schema", schema, f"schema {name}"
    for name, channel in document.get("channels", {}).items():
        yield "channel", channel, f"channel {name}"


def mistakes(document: dict[str, Any]) -> list[str]:
    """Every place whose words are not in the vocabulary, with what is wrong there."""
    vocabulary = json.loads((SPEC / "vocabulary.schema.json").read_text(encoding="utf-8"))
    found = []
    for definition, node, where in places(document):
        schema = {"$ref": f"#/$defs/{definition}", "$defs": vocabulary["$defs"]}
        ours = {key: value for key, value in node.items() if key.startswith("x-mg-")}
        found += [f"{where}: {error.message}" for error in jsonschema_rs.iter_errors(schema, ours)]
    return found


@pytest.mark.parametrize("path", [*DOCUMENTS, *EVENTS], ids=lambda path: path.stem)
def test_words_of_ours_are_in_the_vocabulary(path: Path) -> None:
    assert mistakes(yaml.safe_load(path.read_text(encoding="utf-8"))) == []


def test_policy_profiles_fit_the_vocabulary() -> None:
    vocabulary = json.loads((SPEC / "vocabulary.schema.json").read_text(encoding="utf-8"))
    profiles = yaml.safe_load((SPEC / "policies.yaml").read_text(encoding="utf-8"))
    schema = {"$ref": "#/$defs/policies", "$defs": vocabulary["$defs"]}

    assert [error.message for error in jsonschema_rs.iter_errors(schema, profiles)] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"x-mg-service": "a", "x-mg-policy": "b", "x-mg-polcy": "c"},
        {"x-mg-service": "Not A Name", "x-mg-policy": "b"},
        {"x-mg-service": "a", "x-mg-policy": "b", "paths": {"/": {"get": {"x-mg-idempotency": "sometimes"}}}},
        {
            "x-mg-service": "a",
            "x-mg-policy": "b",
            "paths": {"/": {"get": {"responses": {"404": {"x-mg-errors": [{"code": "No"}]}}}}},
        },
    ],
)
def test_a_mistake_in_the_vocabulary_is_found(wrong: dict[str, Any]) -> None:
    assert len(mistakes(wrong)) == 1


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_document_is_valid_openapi(document: Path) -> None:
    check(document)

    assert yaml.safe_load(document.read_text(encoding="utf-8"))["openapi"].startswith("3.1")


def test_every_contract_is_written() -> None:
    assert {path.stem for path in SPEC.glob("openapi/*.yaml")} >= CONTRACTS
    assert {path.stem for path in SPEC.glob("external/*.yaml")} >= EXTERNAL


def test_a_broken_document_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("openapi: 3.1.0\ninfo: {title: x, version: '1'}\npaths: {/a: {get: {responses: 7}}}\n")

    with pytest.raises(OpenAPIValidationError):
        check(broken)


def test_every_common_error_of_the_contracts_is_in_the_table_of_codes() -> None:
    declared = re.findall(r"\{code: (\w+)", "".join(path.read_text() for path in (SPEC / "common").glob("*.yaml")))

    assert len(set(declared)) > 20
    assert {code for code in declared if codes.find(code) is None} == {"stale_results"}  # a warning, not an error
