"""Addresses in the settings of gateway and MCP server: read by the rule of every transport."""

from __future__ import annotations

import pytest

from mg_core.errors import ConfigurationError
from mg_services.services.gateway.settings import GatewaySettings
from mg_services.services.mcp.settings import McpSettings

WRONG = ("http://ann:hush@auth:8081", "http://auth:8081/api", "auth:8081", "http://auth:x", "http://[::1")


@pytest.mark.parametrize("url", [*WRONG, "https://auth:8081", ""])
def test_the_address_of_an_upstream_is_host_and_port(url: str) -> None:
    with pytest.raises(ConfigurationError, match="MG_AUTH_URL") as caught:
        GatewaySettings(upstreams={"auth": url}).origin("auth")

    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("url", WRONG)
def test_the_mcp_server_takes_no_other_address_either(url: str) -> None:
    with pytest.raises(ConfigurationError, match="MG_AUTH_URL") as caught:
        McpSettings.from_environment({"MG_AUTH_URL": url})

    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(("url", "origin"), [("http://auth/", ("auth", 80)), ("http://[::1]:9", ("::1", 9))])
def test_an_address_that_fits_is_read(url: str, origin: tuple[str, int]) -> None:
    assert GatewaySettings(upstreams={"auth": url}).origin("auth") == origin
    assert McpSettings.from_environment({"MG_AUTH_URL": url}).auth_url == url.rstrip("/")
