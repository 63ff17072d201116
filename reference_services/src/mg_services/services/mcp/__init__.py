"""The MCP server: the tools of the contracts for language models, over stdio, streamable HTTP and SSE."""
