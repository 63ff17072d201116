"""Passwords: bcrypt in threads of its own, so that the event loop never waits for a hash."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import bcrypt

from mg_core.errors import ApiError

T = TypeVar("T")

MAX_PASSWORD_BYTES = 72
"""bcrypt reads no more; a longer password is refused instead of being cut."""


class PasswordHasher:
    """Hashes and checks passwords.

    Args:
        cost: bcrypt's work factor, 4 to 31.
        threads: hashes computed at the same time.
        queue: callers that may wait; one more is refused at once.
    """

    def __init__(self, *, cost: int = 12, threads: int = 2, queue: int = 32) -> None:
        self._cost = cost
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="bcrypt")
        self._places = asyncio.Semaphore(threads)
        self._limit = threads + queue
        self._present = 0
        # A well-formed hash that no password has; computing a real one would block the loop at start.
        self._stand_in = bcrypt.gensalt(cost) + secrets.token_hex(16)[:31].encode("ascii")

    async def hash(self, password: str) -> str:
        """The bcrypt hash, `$2b$12$...`.

        Raises:
            ApiError: `bulkhead_full`, too many callers wait; `invalid_request`, longer than 72 bytes.
        """
        secret = _secret(password)
        return (await self._run(lambda: bcrypt.hashpw(secret, bcrypt.gensalt(self._cost)))).decode("ascii")

    async def verify(self, password: str, known: str | None) -> bool:
        """Whether the password belongs to the hash; None costs the same time and is always False.

        Raises:
            ApiError: `bulkhead_full`, too many callers wait.
        """
        secret = _secret(password)
        target = known.encode("ascii") if known is not None else self._stand_in
        same = await self._run(lambda: bcrypt.checkpw(secret, target))
        return same and known is not None

    def close(self) -> None:
        """Let go of the threads; hashes that did not begin are dropped."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        if self._present >= self._limit:
            raise ApiError("too many passwords are being checked, try again", code="bulkhead_full", retry_after_s=1.0)
        self._present += 1
        try:
            # A caller that gives up while it waits never costs a hash.
            async with self._places:
                return await asyncio.get_running_loop().run_in_executor(self._executor, work)
        finally:
            self._present -= 1


def _secret(password: str) -> bytes:
    secret = password.encode()
    if len(secret) > MAX_PASSWORD_BYTES:
        raise ApiError(f"a password has at most {MAX_PASSWORD_BYTES} bytes", code="invalid_request", status=400)
    return secret
