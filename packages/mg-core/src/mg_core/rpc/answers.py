"""Cache and fallback of RPC clients: the rules of REST clients, with messages instead of JSON bodies."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from typing import Any

from mg_core import context as _context
from mg_core.call.answers import Answers
from mg_core.contract.operation import Operation
from mg_core.contract.policy import FallbackPolicy, Policy
from mg_core.errors import ConfigurationError, MgError
from mg_core.policies.cache.merging import CachedCalls
from mg_core.policies.cache.store import ResponseCache

from .transport import AnyMethod


class MessageCache(ResponseCache):
    """Keeps replies by the bytes of the request. A caller must not change a message that it was given.

    A message cannot carry where it comes from: `provenance_of` says `live` for it.
    """

    def key(self, args: tuple[Any, ...], body: Any) -> Hashable:
        """The request's wire form, and for whom."""
        try:
            data = bytes(body.SerializeToString())
        except (AttributeError, TypeError, ValueError, MgError):
            return None
        current = _context.current()
        return data, ("", ()) if current is None else (current.user_id, current.roles)


class RpcAnswers(Answers):
    """The caches and fallbacks of one RPC client."""

    def __init__(self, now: Callable[[], float], methods: Mapping[str, AnyMethod]) -> None:
        """`now`: monotonic seconds. `methods`: by name."""
        super().__init__(now, blocking=False)
        self._methods = methods

    def around(self, operation: Operation, policy: Policy, function: Callable[..., Any]) -> Callable[..., Any]:
        """See `Answers.around`; a fallback written as JSON is read as the method's reply.

        Raises:
            ConfigurationError: the JSON is no reply of this method.
        """
        if policy.fallback is not None and isinstance(policy.fallback.body, str):
            make = substitute(self._methods[operation.id], policy.fallback.body)
            policy = replace(policy, fallback=FallbackPolicy(make))
        return super().around(operation, policy, function)

    def _cached(self, operation: Operation, policy: Policy, function: Callable[..., Any]) -> Callable[..., Any]:
        key = operation.id, operation.source
        if policy.cache is not None and key not in self.caches:
            cache = self.caches[key] = MessageCache(operation, policy.cache, self._now)
            self._calls[key] = CachedCalls(cache)
        return super()._cached(operation, policy, function)


def substitute(method: AnyMethod, body: str) -> Callable[[MgError], Any]:
    """What makes the fallback's reply out of protobuf's JSON, a new message for each use.

    Raises:
        ConfigurationError: the JSON is no reply of this method, or its class reads no JSON.
    """
    read = getattr(method.response, "from_json", None)
    where = f"{method.contract or method.service}.{method.name}: fallback"
    if read is None:
        raise ConfigurationError(f"{where}: {method.response.__name__} reads no JSON; give a function")
    try:
        read(body)
    except Exception as error:
        raise ConfigurationError(f"{where}: no {method.response.__name__}: {error}") from error
    return lambda _failure: read(body)
