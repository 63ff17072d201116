"""Titles between the shapes of the two contracts: REST counts popularity to 100 and ratings to 10, gRPC to 1 and 5."""

from __future__ import annotations

from collections.abc import Iterable

from mg_clients.discovery import ContentItem, ContentType, Platform
from mg_clients.rpc import messages

from .domain import Failure, Suggestion

_NUMBERS = {
    "movie": messages.ContentType.MOVIE,
    "series": messages.ContentType.SERIES,
    "episode": messages.ContentType.EPISODE,
    "track": messages.ContentType.TRACK,
    "album": messages.ContentType.ALBUM,
    "playlist": messages.ContentType.PLAYLIST,
}
_KINDS = {number: kind for kind, number in _NUMBERS.items()}
_DESCRIPTION_MAX = 5000


def kinds_of(numbers: Iterable[messages.ContentType]) -> tuple[str, ...]:
    """Kinds as REST names them; those that it does not know are left out."""
    return tuple(_KINDS[number] for number in numbers if number in _KINDS)


def message_of(item: ContentItem, *, described: bool = True) -> messages.ContentItem:
    """An item as gRPC says it.

    Args:
        item: as REST says it; its artists and shows have no kind there.
        described: with its description.
    """
    return messages.ContentItem(
        content_id=item.id,
        platform=str(item.platform),
        title=item.title,
        type=_NUMBERS.get(str(item.type), messages.ContentType.UNSPECIFIED),
        seasons=item.seasons,
        genres=list(item.genres or ()),
        release_year=item.year,
        description=(item.overview or "")[:_DESCRIPTION_MAX] if described else "",
        url=item.url or "",
        rating=None if item.rating is None else item.rating / 2,
        relevance_score=item.relevance_score,
        available=item.available,
        popularity=None if item.popularity is None else min(1.0, item.popularity / 100),
        duration_ms=item.duration_ms,
    )


def item_of(message: messages.ContentItem) -> ContentItem:
    """An item as REST says it."""
    return ContentItem(
        id=message.content_id,
        platform=Platform(message.platform),
        title=message.title,
        type=ContentType(_KINDS.get(message.type, "movie")),
        year=message.release_year,
        seasons=message.seasons,
        genres=list(message.genres),
        overview=message.description or None,
        url=message.url or None,
        available=message.available,
        popularity=None if message.popularity is None else round(100 * message.popularity, 2),
        rating=None if message.rating is None else 2 * message.rating,
        duration_ms=message.duration_ms,
    )


def error_of(failure: Failure) -> messages.PlatformError:
    """A missing platform as gRPC says it."""
    return messages.PlatformError(
        platform=failure.platform, error=failure.code, message=failure.message, retry_after_s=failure.retry_after_s
    )


def recommendation_of(row: Suggestion) -> messages.Recommendation:
    """A recommended title as gRPC says it; a score by popularity is a share there, too."""
    score = row.score or 0.0
    return messages.Recommendation(
        title=row.item.title,
        platform=str(row.item.platform),
        similarity_score=row.similarity,
        reason=row.reason,
        score=score if score <= 1 else score / 100,
        item=message_of(row.item),
        because_of=list(row.because_of),
    )
