"""What users have played, for analytics."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from mg_core.errors import ApiError
from mg_services.adapters.postgres import ConstraintError, Postgres

_PLAYED = """
INSERT INTO playback_events (user_id, content_id, event_type)
SELECT $1, played.id, 'played' FROM unnest($2::text[]) WITH ORDINALITY AS played (id, place) ORDER BY played.place
"""


class PlaybackStore:
    """A `PlaybackLog` in PostgreSQL."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def played(self, user_id: str, content_ids: Sequence[str]) -> None:
        """See `PlaybackLog.played`."""
        try:
            await self._postgres.execute(_PLAYED, uuid.UUID(user_id), list(content_ids))
        except (ValueError, ConstraintError) as error:
            if isinstance(error, ConstraintError) and error.kind != "foreign_key":
                raise
            raise ApiError("This user does not exist", code="user_not_found", status=404) from None
