# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""The tools that the contracts offer over MCP, as data. Needs `[grpc]`."""

from ._generated.mcp_tools import TOOLS

__all__ = ["TOOLS"]
