"""A service is a row and its folder: nothing else has to hear of a new one, and no list of them is written by hand."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from codegen import pipeline, writer
from codegen.ir import Target
from mg_servers.services import SERVICES
from tests import architecture_rules as rules
from tests.architecture_rules import Finding, Module

ROOT = Path(__file__).resolve().parent.parent
TARGET = Target(
    clients_root="clients/_generated",
    clients_package="mg_clients._generated",
    clients_public="clients",
    servers_root="servers/_generated",
    servers_package="mg_servers._generated",
    servers_public="servers",
    docs_root="docs",
)
PORT = 8099
SHOP = f"""\
openapi: 3.1.0
info: {{title: Shop, version: 1.0.0}}
x-mg-service:
  name: shop
  title: Corner shop
  summary: sells things
  port: {PORT}
  engines: [redis]
  upstreams: [discovery]
x-mg-policy: internal
paths:
  /things/count:
    get:
      operationId: countThings
      summary: Count the things
      x-mg-mcp: {{tool: count_things}}
      responses:
        "200":
          description: Their number.
          content:
            application/json: {{schema: {{type: object, required: [count], properties: {{count: {{type: integer}}}}}}}}
"""
PUBLIC = """\
paths:
  /api/v1/things/count:
    get:
      operationId: countThings
      summary: Count the things
      x-mg-upstream: shop.countThings
      security: []
      responses:
        "200":
          description: Their number.
          content:
            application/json: {schema: {type: object, required: [count], properties: {count: {type: integer}}}}
"""
APP = '''\
"""The shop."""

from dataclasses import dataclass

from mg_clients.shop import models
from mg_core.rest.server import App
from mg_servers._generated.shop.service import ENDPOINTS
from mg_services.serving.resources import Resources
from mg_services.serving.service import Assembled
from mg_services.serving.settings import ServerSettings, engine_url, read


@dataclass(frozen=True, slots=True)
class ShopSettings(ServerSettings):
    redis_url: str = engine_url("redis")


class Shop:
    async def count_things(self, call):
        return models.CountThingsResponse(count=3)


def create(row, values):
    settings = read(ShopSettings, row, values)
    held = Resources()
    held.redis(settings.redis_url)
    hooks = {"checks": held.checks, "on_start": held.on_start, "on_stop": held.on_stop}
    return Assembled(settings, App(Shop(), ENDPOINTS, name=row.name, identity=None, **hooks))
'''
OVERLAY = """\
import sys
import mg_clients, mg_clients._generated, mg_servers, mg_servers._generated, mg_services.services
root = sys.argv.pop(1)
for package, folder in ((mg_clients, "clients"), (mg_clients._generated, "clients/_generated"), (mg_servers, "servers"),
                        (mg_servers._generated, "servers/_generated"), (mg_services.services, "services")):
    package.__path__.insert(0, root + "/" + folder)
"""
"""Puts what was made of the changed contracts before what is installed."""
FACTS = """\
import asyncio
import json
import httpx2
from mg_core.serving.run import serve_in_loop
from mg_services.control.registry import PARTS, part, waves
from mg_services.services.gateway.app import build
from mg_services.services.gateway.settings import GatewaySettings
from mg_services.services.mcp.settings import McpSettings
from mg_services.serving.settings import read
from mg_servers.mcp_tools import TOOLS
from mg_servers.services import SERVICES
from mg_services.services.gateway.contracts import UPSTREAMS

row = part("shop")
order = [p.name for wave in waves(PARTS) for p in wave]
upstreams = GatewaySettings().upstreams

async def ask():
    gateway = build(GatewaySettings(upstreams={**upstreams, "shop": "http://127.0.0.1:1"}))
    async with serve_in_loop(gateway) as url, httpx2.AsyncClient(trust_env=False) as http:
        return (await http.get(f"{url}/api/v1/things/count")).json()["message"]

print(json.dumps({
    "row": [row.port_variable, row.title, list(row.engines)],
    "after": order.index("discovery") < order.index("shop") < order.index("gateway"),
    "upstream": upstreams["shop"],
    "message": asyncio.run(ask()),
    "routed": [operation.id for operation in UPSTREAMS["shop"]],
    "mcp": "shop" in SERVICES["mcp"].upstreams,
    "target": dict(read(McpSettings, SERVICES["mcp"], {"MG_SHOP_GRPC_TARGET": "a:1"}).targets),
    "tool": [tool.service for tool in TOOLS if tool.name == "count_things"],
}))
"""
RUN = "from mg_services.serving.main import main\nsys.exit(main())\n"


@pytest.fixture(scope="module")
def overlay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is generated from our contracts and that of a shop, and the shop's folder."""
    folder = tmp_path_factory.mktemp("overlay")
    shutil.copytree(ROOT / "spec", folder / "spec")
    (folder / "spec/openapi/shop.yaml").write_text(SHOP, encoding="utf-8")
    gateway = folder / "spec/openapi/gateway.yaml"
    gateway.write_text(gateway.read_text(encoding="utf-8").replace("paths:\n", PUBLIC, 1), encoding="utf-8")
    result = pipeline.run(folder / "spec", folder, TARGET)
    assert not result.failed, result.findings
    writer.write(result.files, folder, TARGET)
    (folder / "services/shop").mkdir(parents=True)
    (folder / "services/shop/__init__.py").touch()
    (folder / "services/shop/app.py").write_text(APP, encoding="utf-8")
    return folder


def command(overlay: Path, program: str, *words: str) -> list[str]:
    return [sys.executable, "-c", OVERLAY + program, str(overlay), *words]


def test_everything_that_lists_services_knows_a_new_one(overlay: Path) -> None:
    done = subprocess.run(command(overlay, FACTS), capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "row": ["MG_SHOP_PORT", "Corner shop", ["redis"]],
        "after": True,
        "upstream": f"http://127.0.0.1:{PORT}",
        "message": "Corner shop service is temporarily unavailable",
        "routed": ["countThings"],
        "mcp": True,
        "target": {"shop": "a:1"},
        "tool": ["Corner shop"],
    }


def test_the_one_command_runs_it(overlay: Path) -> None:
    environment = {"MG_REDIS_URL": "redis://127.0.0.1:1", "MG_SHOP_PORT": "0"}
    process = subprocess.Popen(command(overlay, RUN, "shop"), stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().removeprefix("mg: shop on ").strip()
        counted = httpx2.get(f"{url}/things/count", trust_env=False).json()
        health = httpx2.get(f"{url}/health", trust_env=False).json()
    finally:
        process.terminate()
        process.communicate(timeout=20)

    assert counted == {"count": 3}
    assert (health["service"], health["status"]) == ("shop", "degraded")
    assert process.returncode == 0


NAMES = SERVICES.keys() | {row.contract for row in SERVICES.values() if row.contract}
LISTED = 3
"""Names of services in one literal that make it a list of services."""
EXCEPTIONS = {
    "reference_services/src/mg_services/data/catalog.py": "the platforms that carry one film",
    "reference_services/src/mg_services/control/demos/recommend.py": "the parts that the demo starts",
    "reference_services/src/mg_services/control/demos/journey.py": "the platforms that the user of the demo has",
}


def listed_services(code: list[Module]) -> Iterator[Finding]:
    """Tuples, lists, sets and dictionaries that name several services; `__all__` names modules."""
    for module in code:
        named = {id(one) for node in ast.walk(module.tree) for one in _modules_named(node)}
        for node in ast.walk(module.tree):
            names = {str(each.value) for each in _entries(node) if isinstance(each, ast.Constant)} & NAMES
            if len(names) >= LISTED and id(node) not in named:
                yield Finding(module.path, f"line {node.lineno} lists {', '.join(sorted(names))}")  # type: ignore[attr-defined]  # a literal


def _entries(node: ast.AST) -> Iterator[Any]:
    """The entries of a literal; of an entry that is a call, its first argument: `Part("auth", ...)` is listed too."""
    entries = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else ()
    for entry in node.keys if isinstance(node, ast.Dict) else entries:
        yield entry.args[0] if isinstance(entry, ast.Call) and entry.args else entry


def _modules_named(node: ast.AST) -> list[ast.expr]:
    named = isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets)
    return [node.value] if named and isinstance(node, ast.Assign) else []


def test_no_list_of_services_is_written_by_hand() -> None:
    code = [module for module in rules.modules(ROOT) if not module.generated]
    code.append(Module("noxfile", "noxfile.py", (ROOT / "noxfile.py").read_text(encoding="utf-8")))
    found = list(listed_services(code))

    assert [f"{each.place}: {each.says}" for each in found if each.place not in EXCEPTIONS] == []
    assert EXCEPTIONS.keys() == {each.place for each in found}


def test_no_service_reads_the_environment_by_itself() -> None:
    ours = ("mg_services.services.", "mg_services.standins.platforms.")
    code = [module for module in rules.modules(ROOT) if module.name.startswith(ours)]

    assert code
    assert [module.path for module in code if "os.environ" in module.text or "getenv" in module.text] == []


@pytest.mark.parametrize(
    "text",
    [
        'X = ("auth", "sona", "sync")',
        'X = {"auth": 1, "sona": 2, "sync": 3}',
        'X = {"netflix", "hulu", "hbo", "other"}',
        'def f():\n    return [P("auth", 1), P("sona", 2), "sync"]',
    ],
)
def test_a_list_of_services_is_found(text: str) -> None:
    assert list(listed_services([Module("mg_core.x", "x.py", text)]))


@pytest.mark.parametrize("text", ['X = ("auth", "sona")', '__all__ = ["auth", "sona", "sync"]', 'X = ("a", "b", "c")'])
def test_what_lists_no_services_is_let_be(text: str) -> None:
    assert not list(listed_services([Module("mg_core.x", "x.py", text)]))
