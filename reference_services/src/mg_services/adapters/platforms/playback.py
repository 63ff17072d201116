"""Where a platform notes what was played on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class PlaybackLog(Protocol):
    """What users have played."""

    async def played(self, user_id: str, content_ids: Sequence[str]) -> None:
        """Note titles that a user has played, in playing order.

        Raises:
            ApiError: `user_not_found`, or `service_unavailable` when the log cannot be written.
        """
        ...
