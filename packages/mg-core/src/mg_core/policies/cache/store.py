"""Response cache of safe operations, kept in the client.

Rules (t is the age of a stored answer)
    1. t ≤ `ttl_s`: answered from the store.
    2. t ≤ `ttl_s + stale_while_revalidate_s`: answered from the store, and one call in the background renews it. It
       has the caller's context but not the caller's deadline. If the service cannot answer, the stored answer stays.
    3. Older: asked again. If the service cannot answer (see `cannot_answer`) and t ≤ `ttl_s + stale_if_error_s`, the
       stored answer is given, with a warning. An answer such as 403 or 404 is an answer: what was stored is dropped.
    4. Calls for the same answer at the same time are merged into one request. Each caller keeps its own deadline; one
       that gives up takes nothing from the others, and the last one that gives up ends the request. A caller with more
       time left than a failed request had, or with no need of the limits that its caller put on its attempts, asks
       again itself.
    5. Answers are kept by what would be sent and for whom: address, header parameters, body, user and roles. A call
       with options that may change the answer (headers), or that wants to see its headers, passes the cache by; other
       options hold for the request that it makes, and its time limit for the wait for another's. A fallback is never
       stored.
    6. At most `MAX_ENTRIES` answers per operation, the one used longest ago goes first. What is given from the store
       is a shallow copy with a provenance; its members are shared: do not change them.

`merging.py` carries the rules out, for event loops and for threads. For threads the same rules hold, except that a
renewal is a daemon thread, at most `MAX_RENEWERS` per operation at a time (beyond that a stale answer is given and not
renewed), and that a request that began is not ended by callers giving up.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final, Literal, NamedTuple

from ... import context as _context
from ...contract.policy import CachePolicy
from ...contract.row import Row
from ...errors import ApiError, ConfigurationError, DeadlineExceededError, MgError
from ..provenance import Notice, Provenance, provenance_of, with_provenance

MAX_ENTRIES: Final = 1024
"""Answers kept per operation."""

Sent = Callable[[tuple[Any, ...], Any], Hashable]
"""(arguments, body) → what tells this request from others; None when it cannot be sent (the call itself says why)."""

Freshness = Literal["fresh", "stale", "old"]


def cannot_answer(error: MgError) -> bool:
    """Whether `error` says that the service cannot answer now: no answer, refused on this side, or a 5xx."""
    if isinstance(error, ConfigurationError):
        return False
    return error.fault in ("network", "local") or error.status >= 500


def is_definitive(error: MgError) -> bool:
    """Whether `error` is the service's word on this request: a 4xx that does not ask to come back later."""
    return isinstance(error, ApiError) and 400 <= error.status < 500 and error.status not in (408, 425, 429)


class Entry(NamedTuple):
    """A stored answer."""

    stored_at: float
    """Seconds of the client's clock."""
    value: Any


class ResponseCache:
    """Answers of one operation; decides, does no I/O. One thread at a time.

    Attributes:
        hits: calls answered from the store, stale answers included.
        stale: calls answered with something older than `ttl_s`.
        stood_in: those of them that got it instead of an error.
        misses: calls that made a request.
        merged: calls that waited for the request of another.
        renewals: requests made in the background.
        renewals_failed: those of them that failed.
        evicted: answers dropped to make room.
    """

    def __init__(self, row: Row, policy: CachePolicy, now: Callable[[], float], sent: Sent) -> None:
        """`now`: monotonic seconds. `sent`: what would be sent, in a form that can be compared."""
        self.policy = policy
        self.now = now
        self._row = row
        self._sent = sent
        self._entries: OrderedDict[Hashable, Entry] = OrderedDict()
        self.hits = self.stale = self.stood_in = self.misses = self.merged = 0
        self.renewals = self.renewals_failed = self.evicted = 0

    def __len__(self) -> int:
        """Answers in store."""
        return len(self._entries)

    def key(self, args: tuple[Any, ...], body: Any) -> Hashable:
        """What tells this request from others; None when it cannot be sent (the call itself says why)."""
        sent = self._sent(args, body)
        if sent is None:
            return None
        current = _context.current()
        return sent, ("", ()) if current is None else (current.user_id, current.roles)

    def look(self, key: Hashable) -> tuple[Freshness, Entry | None]:
        """How fresh the answer stored under `key` is, and the answer; "old" also when there is none."""
        entry = self._entries.get(key)
        if entry is None:
            return "old", None
        age_s, policy = self.now() - entry.stored_at, self.policy
        if age_s > policy.ttl_s + max(policy.stale_while_revalidate_s, policy.stale_if_error_s):
            del self._entries[key]
            return "old", None
        self._entries.move_to_end(key)
        if age_s <= policy.ttl_s:
            return "fresh", entry
        return ("stale" if age_s <= policy.ttl_s + policy.stale_while_revalidate_s else "old"), entry

    def store(self, key: Hashable, value: Any) -> None:
        """Keep a live answer; anything else is left alone."""
        if provenance_of(value).source != "live":
            return
        self._entries[key] = Entry(self.now(), value)
        self._entries.move_to_end(key)
        if len(self._entries) > MAX_ENTRIES:
            self._entries.popitem(last=False)
            self.evicted += 1

    def failed(self, key: Hashable, error: BaseException, *, renewal: bool) -> None:
        """A request for `key` ended with `error`; `renewal` if nobody waited for it."""
        self.renewals_failed += renewal
        if isinstance(error, MgError) and is_definitive(error):
            self._entries.pop(key, None)

    def given(self, entry: Entry) -> Any:
        """The answer of a fresh or stale entry, as a caller gets it."""
        age_s = self.now() - entry.stored_at
        fresh = age_s <= self.policy.ttl_s
        self.hits += 1
        self.stale += not fresh
        return with_provenance(entry.value, Provenance("cache" if fresh else "stale", age_s))

    def instead_of(self, error: MgError, key: Hashable) -> Any:
        """The stored answer that may be given instead of `error`; raises it when there is none."""
        entry = self._entries.get(key)
        if entry is None or not cannot_answer(error):
            raise error
        age_s = self.now() - entry.stored_at
        if age_s > self.policy.ttl_s + self.policy.stale_if_error_s:
            raise error
        self.hits += 1
        self.stale += 1
        self.stood_in += 1
        service = error.service or self._row.contract
        text = f"The results are {age_s:.0f} s old and may be outdated: {service} cannot answer now."
        notice = Notice("stale_results", text, service, self._row.id, cause=error.code)
        return with_provenance(entry.value, Provenance("stale", age_s, (notice,)))

    def too_late(self, *, narrowed: bool) -> DeadlineExceededError:
        """The error of a caller whose time ends while the request of another is under way.

        `narrowed`: the deadline is the caller's, not the policy's.
        """
        whose = "the caller's" if narrowed else "the policy's"
        error = DeadlineExceededError(f"{whose} deadline passed while another call asked for the same", retry_safe=True)
        error.service, error.operation = self._row.contract, self._row.id
        return error
