"""What an adapter gives: pages of normalised items."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from mg_clients.discovery import ContentItem
from mg_core.rest.client import AsyncClient

_ID = re.compile(r"[A-Za-z0-9_:-]{1,100}")


@dataclass(frozen=True, slots=True)
class Page:
    """The first page of one platform."""

    items: list[ContentItem]
    total: int
    """Items over all pages, as far as the platform says."""


class SearchPlatform(Protocol):
    """A platform that can be searched."""

    @property
    def name(self) -> str:
        """Its name in content ids, e.g. `netflix`."""
        ...

    @property
    def client(self) -> AsyncClient:
        """Its client, which holds its breaker and its counters."""
        ...

    async def search(self, query: str, limit: int, *, user_id: str = "") -> Page:
        """The first `limit` items that fit, asked in the name of `user_id` where the platform knows users.

        Raises:
            MgError: the platform gave no usable answer.
        """
        ...

    async def aclose(self) -> None:
        """Close its connections."""
        ...


def is_usable_id(identifier: str) -> bool:
    """Whether a platform's id can be part of ours."""
    return _ID.fullmatch(identifier) is not None


def year_of(release_date: str | None) -> int | None:
    """Year of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; None for anything else."""
    text = (release_date or "")[:4]
    return int(text) if len(text) == 4 and text.isdigit() and 1800 <= int(text) <= 2200 else None
