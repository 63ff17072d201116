"""The MCP server before the real discovery and auth services."""

from __future__ import annotations

from pathlib import Path

from reference_services.tests.discovery.conftest import Build, world
from reference_services.tests.mcp.hosts import running

from mg_core.serving.run import serve_in_loop
from mg_services.services.auth.app import AuthServer
from mg_services.services.auth.settings import AuthSettings
from tests.engine_fixtures import Database


async def test_a_host_searches_the_platforms_and_reads_a_title(
    database: Database, redis_url: str, tmp_path: Path
) -> None:
    wanted = Build(dict.fromkeys(("netflix", "hulu"), (0.0, 0.0)))
    auth = AuthServer(AuthSettings(postgres_dsn=database.dsn, redis_url=redis_url, data_dir=tmp_path, bcrypt_cost=4))
    async with world(database, redis_url, tmp_path, wanted) as found, serve_in_loop(auth.app, grace_s=0.2):
        targets = {
            "discovery": f"127.0.0.1:{found.service.grpc.port}",
            "auth": f"127.0.0.1:{auth.grpc.port}",
        }
        async with running(targets) as mcp, mcp.connect("http") as host:
            searched = await host.call_tool("search_content", {"query": "stranger things"})
            recommended = await host.call_tool("get_recommendations", {})
            connections = await host.call_tool("list_connections", {})
            missing = await host.call_tool("get_content", {"content_id": "netflix:0"})

    assert not searched.is_error, searched.content
    assert searched.structured_content is not None
    assert {item["platform"] for item in searched.structured_content["results"]} == {"netflix", "hulu"}
    assert searched.structured_content["results"][0]["title"] == "Stranger Things"
    assert not recommended.is_error, recommended.content
    assert not connections.is_error, connections.content
    assert connections.structured_content is not None
    assert connections.structured_content["connections"] == []
    assert missing.is_error
    assert "content_not_found" in str(missing.content[0])
