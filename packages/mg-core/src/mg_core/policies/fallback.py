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
from typing import Any, Final

from ..call.provenance import Notice, Provenance, provenance_of, with_provenance
from ..contract.operation import Operation
from ..contract.policy import Policy
from ..errors import ConfigurationError, DecodeError, MgError
from ..rest.codec import Decoder
from .cache.store import cannot_answer

EMPTY: Final = ("", "null")
"""What data for an answer without a body may be."""


class FallbackAnswers:
    """The fallback of one operation.

    Attributes:
        used: calls that got the substitute.
        failed: calls whose fallback function failed.
    """

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        self.used = 0
        self.failed = 0

    def wrap(self, call: Callable[..., Awaitable[Any]], policy: Policy) -> Callable[..., Awaitable[Any]]:
        """`call(args, body, options)` with the policy's fallback behind it.

        Raises:
            ConfigurationError: see `substitute`.
        """
        make, limit_s = substitute(self._operation, policy, blocking=False), policy.timeout.attempt_s

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
        make = substitute(self._operation, policy, blocking=True)

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
                    raise _wrong(self._operation, "a client for threads cannot await what its function returns")
            return self._given(result, failure)

        return guarded

    def _given(self, result: Any, failure: MgError) -> Any:
        self.used += 1
        service = failure.service or self._operation.contract
        text = f"This is a substitute: {service} cannot answer now."
        notice = Notice("fallback_used", text, service, self._operation.id, cause=failure.code)
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


def substitute(operation: Operation, policy: Policy, *, blocking: bool) -> Callable[[MgError], Any]:
    """What makes the result of the policy's fallback out of the error.

    Raises:
        ConfigurationError: the data is not a body that the operation's first success answer allows, or an async
            function was given to a client for threads. Names the operation and where it is declared.
    """
    body = policy.fallback.body if policy.fallback is not None else ""
    if callable(body):
        if blocking and _is_async(body):
            raise _wrong(operation, "an async function needs an async client")
        return body
    if not isinstance(body, str):
        raise _wrong(operation, f"body must be JSON text or a function, not {type(body).__name__}")
    reply = next(iter(operation.replies), None)
    if reply is None or reply.model is None:
        if body.strip() not in EMPTY:
            raise _wrong(operation, "the operation's first success answer has no body")
        return lambda _failure: None
    decode, content = Decoder(operation).value, body.encode()
    headers = {"content-type": reply.media_type}
    try:
        decode((reply.status, headers, content))
    except DecodeError as error:
        raise _wrong(operation, error.message) from error
    return lambda _failure: decode((reply.status, headers, content))


def _is_async(function: Callable[..., Any]) -> bool:
    candidate: Any = function
    return inspect.iscoroutinefunction(candidate) or inspect.iscoroutinefunction(candidate.__call__)


def _wrong(operation: Operation, why: str) -> ConfigurationError:
    where = f" ({operation.source})" if operation.source else ""
    return ConfigurationError(f"{operation.contract}.{operation.id}: fallback: {why}{where}")
