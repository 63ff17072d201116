"""Fallback: a substitute for the answer of a service that cannot answer.

Rules
    1. Used only when the service cannot answer: no answer, refused on this side, or a 5xx. A 4xx is an answer; wrong
       use and cancellation are none of a fallback's business.
    2. It stands outside of the cache: a stale answer is preferred to a substitute.
    3. Data is checked against the operation's first success answer when the function is compiled, and decoded anew
       for each use. A function gets the error; an async one has `timeout.attempt_s` seconds.
    4. A function that fails changes nothing: the original error is raised, with a note and the failure as context.
       A function declines by raising the error that it was given.
    5. The result carries the provenance `fallback` and the notice `fallback_used` with the error's code as its cause.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from ..contract.policy import Policy
from ..contract.row import Row
from ..errors import ConfigurationError, DecodeError, MgError
from .cache.store import cannot_answer
from .provenance import Notice, Provenance, provenance_of, with_provenance

Read = Callable[[str], Callable[[], Any]]
"""JSON text → what makes the result of it, a new one for each use. Raises DecodeError for what the operation's first
success answer does not allow."""


class FallbackAnswers:
    """The fallback of one operation.

    Attributes:
        used: calls that got the substitute.
        failed: calls whose fallback function failed.
    """

    def __init__(self, row: Row, read: Read) -> None:
        self._row = row
        self._read = read
        self.used = 0
        self.failed = 0

    def wrap(self, call: Callable[..., Awaitable[Any]], policy: Policy) -> Callable[..., Awaitable[Any]]:
        """`call(args, body, options)` with the policy's fallback behind it.

        Raises:
            ConfigurationError: the data is not a body that the operation's first success answer allows, or an async
                function was given to a client for threads. Names the operation and where it is declared.
        """
        make, limit_s = self._substitute(policy, blocking=False), policy.timeout.attempt_s

        async def guarded(args: tuple[Any, ...], body: Any, options: Any) -> Any:
            try:
                return await call(args, body, options)
            except MgError as error:
                if not cannot_answer(error):
                    raise
                failure = error
            with _Making(self, failure):
                result = make(failure)
                if inspect.isawaitable(result):
                    async with asyncio.timeout(limit_s):
                        result = await result
            return self._given(result, failure)

        return guarded

    def wrap_blocking(self, call: Callable[..., Any], policy: Policy) -> Callable[..., Any]:
        """As `wrap`, for threads."""
        make = self._substitute(policy, blocking=True)

        def guarded(args: tuple[Any, ...], body: Any, options: Any) -> Any:
            try:
                return call(args, body, options)
            except MgError as error:
                if not cannot_answer(error):
                    raise
                failure = error
            with _Making(self, failure):
                result = make(failure)
                if inspect.iscoroutine(result):
                    result.close()
                if inspect.isawaitable(result):
                    raise _wrong(self._row, "a client for threads cannot await what its function returns")
            return self._given(result, failure)

        return guarded

    def _substitute(self, policy: Policy, *, blocking: bool) -> Callable[[MgError], Any]:
        """What makes the result of the policy's fallback out of the error."""
        body = policy.fallback.body if policy.fallback is not None else ""
        if callable(body):
            if blocking and _is_async(body):
                raise _wrong(self._row, "an async function needs an async client")
            return body
        if not isinstance(body, str):
            raise _wrong(self._row, f"body must be JSON text or a function, not {type(body).__name__}")
        try:
            make = self._read(body)
        except DecodeError as error:
            raise _wrong(self._row, error.message) from error
        return lambda _failure: make()

    def _given(self, result: Any, failure: MgError) -> Any:
        self.used += 1
        service = failure.service or self._row.contract
        text = f"This is a substitute: {service} cannot answer now."
        notice = Notice("fallback_used", text, service, self._row.id, cause=failure.code)
        return with_provenance(result, Provenance("fallback", 0.0, (notice, *provenance_of(result).warnings)))


@dataclass(slots=True)
class _Making:
    """Whatever a program's own function raises, the caller gets the original error."""

    answers: FallbackAnswers
    failure: MgError

    def __enter__(self) -> None:
        """Nothing."""

    def __exit__(self, kind: object, second: BaseException | None, traceback: object) -> None:
        """Raise the original error instead of `second`; cancellation passes."""
        if not isinstance(second, Exception) or second is self.failure:
            return
        self.answers.failed += 1
        self.failure.add_note(f"The fallback failed as well: {type(second).__name__}: {second}")
        raise self.failure


def _is_async(function: Callable[..., Any]) -> bool:
    candidate: Any = function
    return inspect.iscoroutinefunction(candidate) or inspect.iscoroutinefunction(candidate.__call__)


def _wrong(row: Row, why: str) -> ConfigurationError:
    where = f" ({row.source})" if row.source else ""
    return ConfigurationError(f"{row.contract}.{row.id}: fallback: {why}{where}")
