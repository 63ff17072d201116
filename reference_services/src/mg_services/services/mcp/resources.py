"""Titles of the catalog as resources: `media://content/{content_id}`."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import quote, unquote

import mcp_types as types

from mg_core.observe.logging import get_logger

from .callers import Caller
from .toolbox import Toolbox, ToolFailedError

PREFIX: Final = "media://content/"
READING: Final = "get_content"
"""Tool that reads one title."""
LISTING: Final = "get_recommendations"
"""Tool that finds the titles to list."""
LISTED: Final = 10
"""Titles in the list."""
MAX_URI_CHARS: Final = 512

TEMPLATE: Final = types.ResourceTemplate(
    name="title",
    title="One title of the catalog",
    uri_template=f"{PREFIX}{{content_id}}",
    description="Everything known about one title, by the content_id that tools report.",
    mime_type="application/json",
)

logger = get_logger("mg.mcp")


def content_id(uri: str) -> str:
    """The title that a URI names; empty when it names none."""
    if not uri.startswith(PREFIX) or len(uri) > MAX_URI_CHARS:
        return ""
    return unquote(uri.removeprefix(PREFIX))


async def listed(toolbox: Toolbox, caller: Caller) -> list[types.Resource]:
    """A few titles that suit the user; none when the service is away, because hosts ask for this list first of all."""
    if not toolbox.offers(LISTING):
        return []
    try:
        found = await toolbox.call(LISTING, {"limit": LISTED}, caller)
    except ToolFailedError as error:
        logger.warning("resources_not_listed", error=error.body["error"], request_id=caller.request_id)
        return []
    rows = [row.get("item") or {} for row in found.get("recommendations", [])]
    return [_resource(item) for item in rows if item.get("content_id")]


async def read(toolbox: Toolbox, uri: str, caller: Caller) -> types.ReadResourceResult:
    """One title as JSON.

    Raises:
        ToolFailedError: the service did not give it.
    """
    answer = await toolbox.call(READING, {"content_id": content_id(uri)}, caller)
    text = json.dumps(answer.get("item", {}), ensure_ascii=False)
    return types.ReadResourceResult(
        contents=[types.TextResourceContents(uri=uri, mime_type="application/json", text=text)]
    )


def _resource(item: dict[str, Any]) -> types.Resource:
    return types.Resource(
        uri=f"{PREFIX}{quote(str(item['content_id']), safe=':')}",
        name=str(item["content_id"]),
        title=str(item.get("title") or item["content_id"]),
        description=str(item.get("description", ""))[:300] or None,
        mime_type="application/json",
    )
