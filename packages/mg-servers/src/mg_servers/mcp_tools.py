"""The tools that the contracts offer over MCP, as data. Needs the extra `[grpc]`."""

from ._generated.mcp_tools import TOOLS

__all__ = ["TOOLS"]
