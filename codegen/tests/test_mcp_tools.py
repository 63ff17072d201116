"""Marked operations become rows of the tool table, with schemas that hold; wrong marks are refused with their place."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from betterproto2 import Casing
from codegen import checks, pipeline
from codegen.frontends import protobuf
from codegen.ir import LoadContext

from mg_clients.rpc import messages as m
from mg_core.contract.policy import Policy, TimeoutPolicy
from mg_core.contract.tool import McpTool, RestTarget, RpcTarget
from mg_servers.mcp_tools import TOOLS

PROFILES = {"internal": Policy("internal", TimeoutPolicy(1.0, 3.0))}
PROTO = """\
syntax = "proto3";
package demo.v1;
import "google/protobuf/duration.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
import "mg/options.proto";
service DemoService {
  // Gets a thing.
  rpc Get(Thing) returns (Thing) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (mg.options.v1.mcp) = {tool: "get_thing" required: "name"};
  }
  rpc Watch(Thing) returns (stream Thing);
}
enum Kind {
  KIND_UNSPECIFIED = 0;
  // Round.
  KIND_BALL = 1;
}
message Thing {
  string user_id = 1;
  // Its name.
  string name = 2;
  int32 small = 3;
  uint64 big = 4;
  double share = 5;
  bool good = 6;
  bytes raw = 7;
  Kind kind = 8;
  repeated Kind kinds = 9;
  map<string, int32> counts = 10;
  google.protobuf.Timestamp at = 11;
  google.protobuf.Duration lasts = 12;
  google.protobuf.Int64Value maybe = 13;
  optional int32 perhaps = 14;
  oneof one {
    string left = 15;
    Thing right = 16;
  }
  repeated Thing children = 17;
}
"""
REST = """\
openapi: 3.1.0
info: {title: Shop, version: "1"}
x-mg-service: shop
paths:
  /items/{item_id}:
    put:
      operationId: putItem
      x-mg-idempotency: idempotent
      x-mg-mcp: {tool: put_item, title: Put}
      description: Puts an item on the shelf.
      parameters:
        - {name: item_id, in: path, required: true, schema: {type: string}, description: Which one.}
        - {name: at-once, in: query, schema: {type: boolean}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}}
components:
  schemas:
    Item:
      type: object
      required: [name]
      properties: {name: {type: string}, size: {$ref: "#/components/schemas/Size"}}
    Size: {type: object, properties: {cm: {type: integer}}}
"""


def generated(tmp_path: Path, package: str) -> dict[str, McpTool]:
    """The tool table of the two documents above, imported."""
    (tmp_path / "spec" / "proto").mkdir(parents=True)
    (tmp_path / "spec" / "proto" / "demo.proto").write_text(PROTO)
    (tmp_path / "spec" / "shop.yaml").write_text(REST)
    result = pipeline.run(tmp_path / "spec", tmp_path, pipeline.foreign_target(package), foreign=True)
    assert [str(finding) for finding in result.findings if finding.level != "note"] == []
    for path, text in result.files.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    sys.path.insert(0, str(tmp_path))
    try:
        module = importlib.import_module(f"{package}.servers.mcp_tools")
    finally:
        sys.path.remove(str(tmp_path))
    return {tool.name: tool for tool in module.TOOLS}


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> dict[str, McpTool]:
    return generated(tmp_path_factory.mktemp("tools"), "tool_table_case")


def fits(schema: dict[str, Any], value: Any) -> bool:
    """Whether a value fits."""
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid(value)


def test_a_row_says_what_the_contract_says(tools: dict[str, McpTool]) -> None:
    tool = tools["get_thing"]

    assert (tool.title, tool.description, tool.contract) == ("Get thing", "Gets a thing.", "demo")
    assert (tool.read_only, tool.idempotent, tool.keyed, tool.user_field) == (True, True, False, "user_id")
    assert tool.source == "spec/proto/demo.proto:9"
    assert isinstance(tool.target, RpcTarget)
    assert (tool.target.call, tool.target.method.path) == ("get", "/demo.v1.DemoService/Get")
    assert tool.input_schema["properties"]["name"] == {"type": "string", "description": "Its name."}


@pytest.mark.parametrize(
    ("arguments", "good"),
    [
        ({"name": "a"}, True),
        ({}, False),
        ({"name": 5}, False),
        ({"name": "a", "user_id": "b"}, False),
        ({"name": "a", "unknown": 1}, False),
        ({"name": "a", "small": 2**31}, False),
        ({"name": "a", "small": 2**31 - 1}, True),
        ({"name": "a", "small": True}, False),
        ({"name": "a", "big": -1}, False),
        ({"name": "a", "big": 2**64 - 1}, True),
        ({"name": "a", "kind": "KIND_BALL"}, True),
        ({"name": "a", "kind": "ball"}, False),
        ({"name": "a", "kinds": ["KIND_BALL", "KIND_BOX"]}, False),
        ({"name": "a", "counts": {"x": 1}}, True),
        ({"name": "a", "counts": {"x": "1"}}, False),
        ({"name": "a", "at": "2026-11-01T20:15:00Z"}, True),
        ({"name": "a", "at": "yesterday"}, False),
        ({"name": "a", "lasts": "1.5s"}, True),
        ({"name": "a", "lasts": "soon"}, False),
        ({"name": "a", "left": "x"}, True),
        ({"name": "a", "left": "x", "right": {}}, False),
        ({"name": "a", "children": [{"children": [{"unknown": 1}]}]}, False),
        ({"name": "a", "children": [{"user_id": "b", "children": [{}]}]}, True),
    ],
)
def test_arguments_are_checked(tools: dict[str, McpTool], arguments: dict[str, Any], *, good: bool) -> None:
    tool = tools["get_thing"]

    assert fits(tool.input_schema, arguments) is good
    if good:
        assert isinstance(tool.target, RpcTarget)
        message = tool.target.method.request.from_dict(arguments)
        assert tool.target.method.request.FromString(message.SerializeToString()) == message


def test_answers_fit_their_schema(tools: dict[str, McpTool]) -> None:
    tool = tools["get_thing"]
    assert isinstance(tool.target, RpcTarget)
    thing = tool.target.method.response
    full = thing(name="a", big=2**64 - 1, share=float("nan"), kind=77, raw=b"\x00", maybe=5, at=datetime.now(UTC))
    schema = tool.output_schema
    assert schema is not None

    for message in (thing(), full, thing(children=[full], counts={"x": 1})):
        problems = jsonschema_rs.Draft202012Validator(schema, validate_formats=True).iter_errors(said(message))
        assert [f"{error.instance_path}: {error.message}" for error in problems] == []
    assert not fits(schema, {**said(full), "big": 5})
    assert not fits(schema, {})


def said(message: Any) -> Any:
    """A message as the MCP server writes it."""
    return pruned(message.to_dict(casing=Casing.SNAKE, include_default_values=True))


def pruned(value: Any) -> Any:
    """Without what is absent."""
    if isinstance(value, dict):
        return {name: pruned(item) for name, item in value.items() if item is not None}
    return [pruned(item) for item in value] if isinstance(value, list) else value


def test_a_rest_operation_becomes_a_row(tools: dict[str, McpTool]) -> None:
    tool = tools["put_item"]

    assert (tool.title, tool.description, tool.contract) == ("Put", "Puts an item on the shelf.", "shop")
    assert (tool.read_only, tool.idempotent) == (False, True)
    assert isinstance(tool.target, RestTarget)
    assert (tool.target.call, dict(tool.target.arguments)) == (
        "put_item",
        {"item_id": "item_id", "at-once": "at_once"},
    )
    good = {"item_id": "a", "at-once": True, "body": {"name": "b", "size": {"cm": 5}}}
    assert fits(tool.input_schema, good)
    assert not fits(tool.input_schema, {**good, "body": {"name": "b", "size": {"cm": "5"}}})
    assert not fits(tool.input_schema, {"item_id": "a"})
    assert tool.output_schema is not None
    assert fits(tool.output_schema, {"name": "b"})
    assert not fits(tool.output_schema, {})


def test_our_tools_have_schemas_that_are_schemas() -> None:
    assert len(TOOLS) == 17
    for tool in TOOLS:
        jsonschema_rs.meta.validate(tool.input_schema)
        assert tool.output_schema is not None
        jsonschema_rs.meta.validate(tool.output_schema)
        assert "user_id" not in tool.input_schema["properties"]
        assert tool.description


def test_an_answer_of_ours_fits() -> None:
    search = next(tool for tool in TOOLS if tool.name == "search_content")
    item = m.ContentItem(content_id="a", type=m.ContentType.MOVIE, duration_ms=2**40)

    assert search.output_schema is not None
    assert fits(search.output_schema, said(m.SearchResponse(results=[item], total=1)))


def broken() -> Iterator[tuple[str, str, str]]:
    mark = '{tool: "get_thing" required: "name"}'
    yield mark, '{tool: "Get-Thing"}', "demo.proto:9: the tool name 'Get-Thing' is not allowed: a lower-case letter"
    yield mark, "{}", "demo.proto:9: the tool name '' is not allowed"
    yield mark, '{tool: "a" required: "nam"}', "demo.proto:9: Get requires the unknown field 'nam'; there are: name,"
    yield (
        mark,
        '{tool: "a" required: "user_id"}',
        "demo.proto:9: Get cannot require 'user_id': it comes from the session",
    )
    watch = "rpc Watch(Thing) returns (stream Thing);"
    marked = watch.replace(";", ' { option (mg.options.v1.mcp) = {tool: "TOOL"}; }')
    yield watch, marked.replace("TOOL", "watch"), "demo.proto:13: Watch streams: only a unary RPC can be a tool"
    again = marked.replace("TOOL", "get_thing").replace("stream ", "")
    yield watch, again, "demo.proto:13: the tool name 'get_thing' is taken by demo.proto:9"


@pytest.mark.parametrize(("old", "new", "expected"), list(broken()))
def test_a_wrong_mark_is_named_with_file_and_line(tmp_path: Path, old: str, new: str, expected: str) -> None:
    (tmp_path / "demo.proto").write_text(PROTO.replace(old, new))
    result = protobuf.load(LoadContext(tmp_path, tmp_path, PROFILES, "internal"))

    (finding,) = [*result.findings, *checks.check(result.contracts)]

    assert str(finding).startswith(expected)
