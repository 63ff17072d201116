"""What contracts say of the processes that answer them becomes one table; what cannot be is told with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from codegen import pipeline, services
from codegen.ir import Target

POLICIES = "profiles:\n  internal: {timeout: {attempt_s: 1, total_s: 3}}\n"
SHOP = """\
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
servers: [{url: "http://127.0.0.1:8101"}]
x-mg-service:
  name: shop
  title: Corner shop
  summary: sells things
  port: 8101
  engines: [postgres]
  upstreams: [bank]
x-mg-policy: internal
paths:
  /things:
    get:
      operationId: listThings
      x-mg-mcp: {tool: list_things}
      responses: {"204": {description: None.}}
"""
BANK = """\
openapi: 3.1.0
info: {title: Bank, version: 1.0.0}
x-mg-service:
  name: bank
  summary: moves money
  kind: standin
  instances:
    - {name: north, title: Bank of the north, port: 9101}
    - {name: south, title: Bank of the south, port: 9102}
x-mg-policy: internal
paths: {}
"""
DOOR = """\
openapi: 3.1.0
info: {title: Door, version: 1.0.0}
x-mg-service: {name: door, title: Door, summary: the entrance, port: 8100}
x-mg-policy: internal
paths:
  /v1/things:
    get:
      operationId: listThings
      x-mg-upstream: shop.listThings
      responses: {"204": {description: None.}}
"""
TOOLS = """\
services:
  - {name: helper, title: Helper, summary: tools, kind: tool_server, port: 3100}
"""
TARGET = Target("clients/_generated", "clients._generated", "clients", "servers", "servers", "docs")


def compile_set(folder: Path, **changed: str) -> pipeline.Result:
    texts = {"policies": POLICIES, "shop": SHOP, "bank": BANK, "door": DOOR, "services": TOOLS} | changed
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return pipeline.run(folder, folder, TARGET)


def test_every_process_is_a_row_after_those_that_it_calls(tmp_path: Path) -> None:
    rows = services.rows(compile_set(tmp_path).contracts)

    assert [(row.name, row.upstreams) for row in rows] == [
        ("north", ()),
        ("south", ()),
        ("shop", ("north", "south")),
        ("helper", ("shop",)),
        ("door", ("shop",)),
    ]
    shop = rows[2]
    assert (shop.title, shop.kind, shop.contract, shop.port, shop.engines, shop.source) == (
        "Corner shop", "service", "shop", 8101, ("postgres",), "shop.yaml:5",
    )  # fmt: skip
    assert (rows[1].contract, rows[1].title, rows[1].summary) == ("bank", "Bank of the south", "moves money")


def test_the_table_is_generated_and_tools_name_their_service(tmp_path: Path) -> None:
    files = compile_set(tmp_path).files

    table: dict[str, Any] = {}
    exec(files["servers/services.py"], table)  # noqa: S102 - it was generated just now
    assert list(table["SERVICES"]) == ["north", "south", "shop", "helper", "door"]
    assert "service='Corner shop'" in files["servers/mcp_tools.py"].replace('"', "'")


def test_a_set_without_processes_has_no_table(tmp_path: Path) -> None:
    plain = SHOP.replace(SHOP[SHOP.index("x-mg-service") : SHOP.index("x-mg-policy")], "x-mg-service: shop\n")
    (tmp_path / "policies.yaml").write_text(POLICIES, encoding="utf-8")
    (tmp_path / "shop.yaml").write_text(plain, encoding="utf-8")

    result = pipeline.run(tmp_path, tmp_path, TARGET)

    assert [str(finding) for finding in result.findings] == []
    assert "clients/_generated/shop/client.py" in result.files
    assert "servers/services.py" not in result.files


def test_a_foreign_set_may_have_a_file_of_this_name(tmp_path: Path) -> None:
    (tmp_path / "services.yaml").write_text("services: {web: {image: x}}\n", encoding="utf-8")
    (tmp_path / "shop.yaml").write_text(SHOP[: SHOP.index("x-mg-service")] + SHOP[SHOP.index("paths") :], "utf-8")

    result = pipeline.run(tmp_path, tmp_path, pipeline.foreign_target("theirs"), foreign=True)

    assert not result.failed
    assert "theirs/servers/services.py" not in result.files


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("shop", "  port: 8101", "  port: 70000", "shop.yaml:8: port is a number from 1 to 65535, not 70000"),
        ("shop", "  port: 8101", "  port: yes", "shop.yaml:8: port is a number from 1 to 65535, not 'yes'"),
        ("shop", "  port: 8101\n", "", "shop.yaml:5: port is a number from 1 to 65535, not None"),
        ("shop", "  port: 8101", "  port: 8102", "shop.yaml:8: shop has the port 8102, which no URL of `servers` has"),
        ("shop", "[postgres]", "[postgres, mysql]", "shop.yaml:9: unknown engine 'mysql'; there are: postgres, redis, "),
        ("shop", "[postgres]", "postgres", "shop.yaml:9: 'engines' is not a list"),
        ("shop", "[bank]", "\n    - bank\n    - banc", "shop.yaml:12: shop calls 'banc', and no service has this name"),
        ("shop", "  engines", "  motors", "shop.yaml:9: unknown member 'motors' of x-mg-service; allowed: engines, "),
        ("shop", "  title: Corner shop\n", "", "shop.yaml:5: x-mg-service needs 'title', a text"),
        ("shop", "  name: shop\n", "  name: Shop\n", "shop.yaml:5: 'Shop' is no name of a service: take a lower-case"),
        ("shop", "  port: 8101", "  port: 8101\n  grpc_port: 9", "shop.yaml:9: shop has a grpc_port, and no proto file"),
        ("shop", "[bank]", "[bank, shop]", "shop.yaml:5: no service of a ring can start first: shop calls shop"),
        ("shop", "[bank]", "[bank, door]", "no service of a ring can start first: "),
        ("bank", "kind: standin", "kind: stand-in", "bank.yaml:6: unknown kind 'stand-in'; there are: service, standin"),
        ("bank", "9102", "8100", "door.yaml:3: the port 8100 of door is that of south already"),
        ("bank", "name: south", "name: shop", "shop.yaml:5: the service 'shop' is declared in bank.yaml:9 already"),
        ("bank", "  kind:", "  port: 1\n  kind:", "bank.yaml:6: port stands in each instance"),
        ("bank", "title: Bank of the south", "tite: x", "bank.yaml:9: unknown member 'tite' of an instance; allowed: "),
        ("bank", "    - {name: south, title: Bank of the south, port: 9102}", "    - south", "bank.yaml:9: an instance is "),
        ("door", "{name: door, title: Door, summary: the entrance, port: 8100}", "[door]", "door.yaml:3: x-mg-service is"),
        ("door", "{name: door, title: Door, summary: the entrance, port: 8100}", "Door", "door.yaml:3: 'Door' is no name"),
        ("services", "services:", "service:", "services.yaml:1: unknown member 'service' of services.yaml; allowed: se"),
        ("services", "port: 3100", "port: 0", "services.yaml:2: port is a number from 1 to 65535, not 0"),
        ("services", "  - {", "  - mcp\n  - {", "services.yaml:2: an entry of services.yaml is a mapping"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_its_place(tmp_path: Path, name: str, old: str, new: str, expected: str) -> None:
    text = {"shop": SHOP, "bank": BANK, "door": DOOR, "services": TOOLS}[name]
    assert old in text
    told = [str(finding) for finding in compile_set(tmp_path, **{name: text.replace(old, new, 1)}).findings]

    assert any(expected in line for line in told), told


def test_a_service_of_a_proto_file_needs_its_port(tmp_path: Path) -> None:
    proto = 'syntax = "proto3";\npackage demo.v1;\nmessage A {}\nservice ShopService { rpc Get(A) returns (A); }\n'
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "shop.proto").write_text(proto, encoding="utf-8")

    told = [str(finding) for finding in compile_set(tmp_path).findings]

    assert "shop.yaml:5: shop needs a grpc_port: a proto file has a service of this name" in told
