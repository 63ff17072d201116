"""Partial results: several calls at once, of which some may fail without failing the whole.

    page = await gather_partial(
        required={"profile": auth.me()},
        optional={"netflix": netflix.search(q=q), "hulu": hulu.search(q=q)},
        within_s=2.0,
    )
    page.values["netflix"], page.warnings, page.complete

Rules
    1. A required part that fails ends the others; its own error is raised (the first one's, if several fail).
    2. An optional part that fails with an error of the tree in `errors.py` or a TimeoutError becomes a notice with
       that error's code. Any other exception, ConfigurationError among them, is a fault of the program: it is raised.
    3. Time is up after `within_s`, or at the current request's deadline if that is earlier; parts see the same
       deadline. A late optional part becomes a notice `deadline_exceeded`, a late required one raises
       DeadlineExceededError. Leave time to use the result: nothing is kept back.
    4. On return, error and cancellation every part has ended: what still ran was cancelled and waited for.
    5. Warnings that parts carry (a stale answer, a fallback) are handed up with the name of the part.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from .. import deadline as _deadline
from ..clock import Clock, SystemClock
from ..errors import ConfigurationError, DeadlineExceededError, MgError, TimeoutExceededError
from ..policies.provenance import Notice, provenance_of
from ..tasks import end

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Partial(Generic[T]):
    """What arrived, and what should be said about it.

    With parts of different types annotate the result as `Partial[Any]`.
    """

    values: dict[str, T] = field(default_factory=dict)
    """Results by the name of their part, in the order in which parts were given."""
    warnings: tuple[Notice, ...] = ()
    """In the order of parts: why one is missing, or what it warns of itself."""
    missing: tuple[str, ...] = ()
    """Names of the optional parts that gave no result."""

    @property
    def complete(self) -> bool:
        """Whether every part gave a result, be it a stale one."""
        return not self.missing


class _PartCancelledError(Exception):
    """A part was cancelled: by somebody else, or here, when nobody wants to know any more."""


@dataclass(slots=True)
class _Gathering(Generic[T]):
    """One run: what parts leave behind."""

    limit_s: float | None
    values: dict[str, T] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)

    async def wait_for(self, name: str, part: Awaitable[T], *, optional: bool) -> None:
        """Wait for one part and note what comes of it; what cannot be a notice is raised."""
        failure: Exception
        limit = asyncio.timeout(self.limit_s)
        try:
            async with limit:
                self.values[name] = await part
            return
        except asyncio.CancelledError as error:
            failure = _PartCancelledError(f"{name} was cancelled")
            failure.__cause__ = error
        except TimeoutError as error:
            failure = _late(name) if limit.expired() else error
        except MgError as error:
            failure = error
        if not optional or isinstance(failure, ConfigurationError):
            raise failure
        self.notices[name] = _notice(name, failure)


async def gather_partial(
    required: Mapping[str, Awaitable[T]] | None = None,
    optional: Mapping[str, Awaitable[T]] | None = None,
    *,
    within_s: float | None = None,
    clock: Clock | None = None,
) -> Partial[T]:
    """Run all parts at once; see the rules of this module.

    Args:
        required: parts without which there is no result, by name.
        optional: parts that may be missing, by name; no name in both.
        within_s: seconds for all of it; None leaves only the current request's deadline.
        clock: the clock that deadlines are counted on.

    Raises:
        DeadlineExceededError: a required part was late.
        ConfigurationError: a name stands in both, or `within_s` is negative.
    """
    required, optional = required or {}, optional or {}
    now = (clock or SystemClock()).monotonic
    parts = [*required.values(), *optional.values()]
    try:
        _check(required, optional, within_s)
        scope = contextlib.nullcontext() if within_s is None else _deadline.budget(within_s, now=now())
        with scope:
            gathering: _Gathering[T] = _Gathering(_deadline.remaining_s(now()))
            if gathering.limit_s is not None and gathering.limit_s <= 0:
                _nothing_begins(gathering, required, optional)
            else:
                await _run(gathering, required, optional)
    finally:
        await _end(parts)
    return _result(gathering, [*required, *optional])


async def _run(
    gathering: _Gathering[T], required: Mapping[str, Awaitable[T]], optional: Mapping[str, Awaitable[T]]
) -> None:
    # Not asyncio.TaskGroup: until 3.13 it leaves its caller marked as cancelled, which breaks timeouts around it.
    tasks = [
        asyncio.create_task(gathering.wait_for(name, part, optional=parts is optional))
        for parts in (required, optional)
        for name, part in parts.items()
    ]
    if not tasks:
        return
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        failures = [task.exception() for task in tasks if task in ended and not task.cancelled()]
    finally:
        await end(tasks)
    for failure in failures:
        if isinstance(failure, _PartCancelledError):
            raise asyncio.CancelledError(str(failure)) from failure.__cause__
        if failure is not None:
            raise failure


def _nothing_begins(gathering: _Gathering[Any], required: Mapping[str, Any], optional: Mapping[str, Any]) -> None:
    for name in required:
        raise _late(name)
    for name in optional:
        gathering.notices[name] = _notice(name, _late(name))


async def _end(parts: list[Awaitable[Any]]) -> None:
    """Close what never began and end what was handed in as a task and has no one to wait for it any more."""
    for part in parts:
        if inspect.iscoroutine(part):
            part.close()
    await end(part for part in parts if isinstance(part, asyncio.Future))


def _result(gathering: _Gathering[T], names: list[str]) -> Partial[T]:
    values = {name: gathering.values[name] for name in names if name in gathering.values}
    warnings: list[Notice] = []
    for name in names:
        if name in gathering.notices:
            warnings.append(gathering.notices[name])
        else:
            warnings += [replace(notice, part=name) for notice in provenance_of(values.get(name)).warnings]
    return Partial(values, tuple(warnings), tuple(name for name in names if name in gathering.notices))


def _check(required: Mapping[str, Any], optional: Mapping[str, Any], within_s: float | None) -> None:
    both = required.keys() & optional.keys()
    if both:
        raise ConfigurationError(f"part {min(both)!r} is both required and optional", code="invalid_argument")
    if within_s is not None and not within_s >= 0:
        raise ConfigurationError(f"within_s must not be negative, it is {within_s!r}", code="invalid_argument")


def _late(name: str) -> DeadlineExceededError:
    return DeadlineExceededError(f"{name} gave no answer in time")


def _notice(name: str, failure: Exception) -> Notice:
    if isinstance(failure, MgError):
        code = failure.code
        return Notice(code, failure.message, failure.service, failure.operation, cause=code, part=name)
    if isinstance(failure, _PartCancelledError):
        return Notice("cancelled", str(failure), cause="cancelled", part=name)
    code = TimeoutExceededError.default_code
    return Notice(code, f"{name} gave no answer in time", cause=code, part=name)
