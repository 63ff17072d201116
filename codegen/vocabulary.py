"""Our words in contracts: what may stand where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from codegen.ir import Finding
from codegen.source import Map

WORDS: Final = {
    "root": frozenset({"x-mg-service", "x-mg-policy"}),
    "operation": frozenset({"x-mg-policy", "x-mg-idempotency", "x-mg-upstream", "x-mg-mcp", "x-mg-internal"}),
    "response": frozenset({"x-mg-errors"}),
    "schema": frozenset({"x-mg-closed"}),
    "error": frozenset({"code", "retryable", "retry_after_s", "description"}),
    "mcp": frozenset({"tool", "description", "title"}),
    "service": frozenset(
        {"name", "title", "summary", "kind", "port", "grpc_port", "engines", "upstreams", "instances"}
    ),
    "instance": frozenset({"name", "title", "port", "grpc_port"}),
    "services": frozenset({"services"}),
}


def unknown_words(node: Map, place: str) -> Iterator[Finding]:
    """Members of ours that are not allowed at a place."""
    allowed = WORDS[place]
    for key in node:
        if key.startswith("x-mg-") and key not in allowed:
            yield Finding(node.at(key), f"unknown word {key!r}; allowed here: {', '.join(sorted(allowed))}")


def unknown_members(node: Map, place: str, what: str) -> Iterator[Finding]:
    """Members of one of our objects that are not allowed."""
    allowed = WORDS[place]
    for key in node:
        if key not in allowed:
            yield Finding(node.at(key), f"unknown member {key!r} of {what}; allowed: {', '.join(sorted(allowed))}")
