"""Making one Qdrant server equal to another, page by page."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Any, Final, cast

from qdrant_client import AsyncQdrantClient, models

from .node import Asked, Node

PAGE: Final = 100
"""Points of one page."""

Ids = Sequence[models.ExtendedPointId]
_Page = tuple[list[models.Record], Any]


async def drop_page(name: str, node: Node, source: Node, offset: Any) -> Any:
    """Delete those points of a page of `node` that `source` does not have; where the next page begins, or None."""
    page, following = await node.read(_scrolling(name, offset, with_content=False))
    ids = [point.id for point in page]
    if ids:
        kept = {point.id for point in await source.read(_retrieving(name, ids))}
        surplus = [each for each in ids if each not in kept]
        if surplus:
            await node.write(_deleting(name, surplus))
    return following


async def copy_page(name: str, node: Node, source: Node, offset: Any) -> Any:
    """Write a page of `source` to `node`; where the next page begins, or None."""
    page, following = await source.read(_scrolling(name, offset, with_content=True))
    if page:
        points = [models.PointStruct(id=p.id, vector=cast("list[float]", p.vector), payload=p.payload) for p in page]
        await node.write(_upserting(name, points))
    return following


def counting(name: str) -> Asked[int]:
    """A call that counts the points of a collection."""

    async def count(client: AsyncQdrantClient) -> int:
        return (await client.count(name)).count

    return count


def _scrolling(name: str, offset: Any, *, with_content: bool) -> Asked[_Page]:
    def scroll(client: AsyncQdrantClient) -> Awaitable[_Page]:
        return client.scroll(name, limit=PAGE, offset=offset, with_payload=with_content, with_vectors=with_content)

    return scroll


def _retrieving(name: str, ids: Ids) -> Asked[list[models.Record]]:
    return lambda client: client.retrieve(name, ids, with_payload=False)


def _deleting(name: str, ids: Ids) -> Asked[Any]:
    return lambda client: client.delete(name, models.PointIdsList(points=list(ids)), wait=True)


def _upserting(name: str, points: Sequence[models.PointStruct]) -> Asked[Any]:
    return lambda client: client.upsert(name, points, wait=True)
