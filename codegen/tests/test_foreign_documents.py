"""Documents that others wrote: OpenAPI 3.0 habits, missing names, and what is refused or noted, never dropped."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from codegen import pipeline
from codegen.ir import Contract, RestOperation

ROOT = Path(__file__).resolve().parents[2]
TREE = {
    "type": "object",
    "properties": {"children": {"type": "array", "items": {"$ref": "#/components/schemas/tree-node"}}},
}


def compiled(tmp_path: Path, document: dict[str, Any], *, allow_unsupported: bool = False) -> pipeline.Result:
    (tmp_path / "shop.json").write_text(json.dumps(document, indent=1))
    target = pipeline.foreign_target("shop_sdk")
    return pipeline.run(tmp_path, tmp_path, target, foreign=True, allow_unsupported=allow_unsupported)


def document(
    operations: dict[str, Any], schemas: dict[str, Any] | None = None, *, version: str = "3.0.3"
) -> dict[str, Any]:
    return {
        "openapi": version,
        "info": {"title": "Shop", "version": "1"},
        "paths": operations,
        "components": {"schemas": schemas or {}},
    }


def answer(schema: dict[str, Any]) -> dict[str, Any]:
    return {"200": {"description": "Fine.", "content": {"application/json": {"schema": schema}}}}


def only(result: pipeline.Result) -> RestOperation:
    assert [str(finding) for finding in result.findings if finding.level != "note"] == []
    (contract,) = result.contracts
    (operation,) = contract.operations
    return operation


def notes(result: pipeline.Result) -> list[str]:
    return [str(finding) for finding in result.findings if finding.level == "note"]


def imported(tmp_path: Path, result: pipeline.Result, code: str) -> str:
    for path, text in result.files.items():
        file = tmp_path / "made" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    asked = [sys.executable, "-c", f"from shop_sdk.clients.shop import models\n{code}"]
    done = subprocess.run(asked, cwd=tmp_path / "made", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_missing_operation_id_is_made_of_method_and_path(tmp_path: Path) -> None:
    parameter = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    operation = only(
        compiled(
            tmp_path, document({"/users/{id}/keys": {"get": {"parameters": [parameter], "responses": answer({})}}})
        )
    )

    assert (operation.id, operation.name) == ("get_users_by_id_keys", "get_users_by_id_keys")


def test_two_operations_of_one_python_name_are_kept_apart(tmp_path: Path) -> None:
    pair = {
        "get": {"operationId": "get-it", "responses": answer({})},
        "put": {"operationId": "getIt", "responses": answer({})},
    }
    (contract,) = compiled(tmp_path, document({"/a": pair})).contracts

    assert [operation.name for operation in contract.operations] == ["get_it", "get_it_2"]
    assert [operation.constant for operation in contract.operations] == ["GET_IT", "GET_IT_2"]


def test_a_post_that_says_nothing_is_never_repeated_and_default_is_an_error(tmp_path: Path) -> None:
    responses = {**answer({}), "default": {"description": "Wrong."}}
    operation = only(compiled(tmp_path, document({"/a": {"post": {"responses": responses}}})))

    assert operation.idempotency == "never"
    assert [reply.status for reply in operation.replies] == [200]
    assert [case.status for case in operation.errors] == [4, 5]


def test_nullable_and_exclusive_bounds_of_3_0_become_2020_12(tmp_path: Path) -> None:
    schema = {"type": "integer", "nullable": True, "minimum": 0, "exclusiveMinimum": True}
    parameter = {"name": "n", "in": "query", "schema": schema}
    operation = only(
        compiled(tmp_path, document({"/a": {"get": {"parameters": [parameter], "responses": answer({})}}}))
    )

    assert operation.params[0].schema == {"type": ["integer", "null"], "exclusiveMinimum": 0}
    assert operation.params[0].type == "int"


def test_inline_bodies_and_answers_get_names_and_recursion_works(tmp_path: Path) -> None:
    body = {
        "type": "object",
        "required": ["name"],
        "properties": {"name": {"type": "string"}, "class": {"type": "integer"}},
    }
    reply = {"type": "object", "properties": {"root": {"$ref": "#/components/schemas/tree-node"}}}
    operation = {
        "operationId": "plantTree",
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": answer(reply),
    }
    result = compiled(tmp_path, document({"/a": {"post": operation}}, {"tree-node": TREE}))
    planted = only(result)

    assert planted.body is not None
    assert (planted.body.type, planted.replies[0].type) == ("models.PlantTreeRequest", "models.PlantTreeResponse")
    code = "print(models.PlantTreeResponse.model_validate({'root': {'children': [{'children': []}]}}).root.children[0])"
    assert imported(tmp_path, result, code) == "children=[]"


def test_unions_are_annotated_and_a_class_that_shadows_an_import_is_renamed(tmp_path: Path) -> None:
    shapes = {
        "List": {"type": "object", "properties": {"kind": {"type": "string"}}},
        "cat": {"type": "object", "required": ["lives"], "properties": {"lives": {"type": "integer"}}},
    }
    refs = [{"$ref": "#/components/schemas/List"}, {"$ref": "#/components/schemas/cat"}]
    operation = only(compiled(tmp_path, document({"/a": {"get": {"responses": answer({"oneOf": refs})}}}, shapes)))

    assert operation.replies[0].type == "models.ListModel | models.Cat"


def test_the_answers_of_others_are_read_leniently(tmp_path: Path) -> None:
    shape = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"n": {"type": "integer", "maximum": 5}, "mood": {"type": "string", "enum": ["good", "bad"]}},
    }
    result = compiled(
        tmp_path,
        document({"/a": {"get": {"responses": answer({"$ref": "#/components/schemas/state"})}}}, {"state": shape}),
    )

    code = "print(models.State.model_validate({'n': 6, 'mood': 'odd', 'new': 1}))"
    assert imported(tmp_path, result, code) == "n=6 mood=<Mood.odd: 'odd'>"


UNSUPPORTED = {
    "/cookie": {
        "get": {"parameters": [{"name": "sid", "in": "cookie", "schema": {"type": "string"}}], "responses": answer({})}
    },
    "/file": {"post": {"requestBody": {"content": {"multipart/form-data": {"schema": {}}}}, "responses": answer({})}},
    "/bytes": {"put": {"requestBody": {"content": {"application/octet-stream": {}}}, "responses": answer({})}},
    "/live": {"get": {"responses": {"200": {"description": "", "content": {"text/event-stream": {}}}}}},
    "/fine": {"get": {"responses": answer({})}},
}


def test_all_that_cannot_be_expressed_is_listed_and_nothing_is_made(tmp_path: Path) -> None:
    result = compiled(tmp_path, document(UNSUPPORTED))

    assert result.failed
    assert result.files == {}
    told = [finding.message for finding in result.findings]
    assert told == [
        "parameter 'sid' in cookie: only path, query and header are sent",
        "a request body of type multipart/form-data: only JSON and forms are sent",
        "a request body of type application/octet-stream: only JSON and forms are sent",
        "a reply of type text/event-stream: only whole replies are read",
    ]
    lines = (tmp_path / "shop.json").read_text().splitlines()
    places = [lines[finding.source.line - 1].strip() for finding in result.findings]
    assert [place.partition(":")[0].strip('"') for place in places] == [
        "name",
        "multipart/form-data",
        "application/octet-stream",
        "text/event-stream",
    ]


def test_they_can_be_left_out_and_are_named_then(tmp_path: Path) -> None:
    result = compiled(tmp_path, document(UNSUPPORTED), allow_unsupported=True)

    assert only(result).path == "/fine"
    assert len([note for note in notes(result) if "left out: " in note]) == 4


def test_callbacks_webhooks_and_keys_are_noted(tmp_path: Path) -> None:
    operation = {"callbacks": {"done": {}}, "responses": answer({}), "security": [{"key": []}]}
    whole = document({"/a": {"get": operation}}, version="3.1.0")
    whole["webhooks"] = {}
    whole["components"]["securitySchemes"] = {"key": {"type": "apiKey", "in": "query", "name": "k"}}
    result = compiled(tmp_path, whole)

    assert not only(result).secured
    assert [note.partition("note: ")[2].partition(":")[0] for note in notes(result)] == [
        "callbacks are left out",
        "the security scheme 'key' (apiKey in query) is not sent by the client",
        "webhooks are left out",
    ]


def test_bearer_oauth_and_optional_security_are_told_apart(tmp_path: Path) -> None:
    whole = document(
        {
            "/a": {
                "get": {"security": [{"oauth": ["read"]}], "responses": answer({})},
                "put": {"security": [{}, {"oauth": []}], "responses": answer({})},
                "delete": {"security": [], "responses": answer({})},
            }
        }
    )
    whole["components"]["securitySchemes"] = {"oauth": {"type": "oauth2", "flows": {}}}
    (contract,) = compiled(tmp_path, whole).contracts

    assert secured(contract) == {"GET": True, "PUT": False, "DELETE": False}


def secured(contract: Contract) -> dict[str, bool]:
    return {operation.method: operation.secured for operation in contract.operations}


@pytest.mark.parametrize("text", ['say """hi"""', "back\\slash", 'ends with "', "{{ braces }}", "%s {0}"])
def test_any_text_of_a_contract_ends_up_as_text(tmp_path: Path, text: str) -> None:
    operation = {
        "operationId": "say",
        "summary": text,
        "description": f"More: {text}",
        "parameters": [
            {"name": "q", "in": "query", "description": text, "schema": {"type": "string", "default": text}}
        ],
        "responses": answer({"$ref": "#/components/schemas/Said"}),
    }
    said = {"type": "object", "description": text, "properties": {"word": {"type": "string", "description": text}}}
    whole = document({"/a": {"get": operation}}, {"Said": said})
    whole["info"]["title"] = text
    result = compiled(tmp_path, whole)

    for path, made in result.files.items():
        if path.endswith(".py"):
            ast.parse(made)
    assert imported(tmp_path, result, "print(models.Said(word='x').word)") == "x"
