"""Runtime of contract-first clients and servers: the names that its users need.

    from mg_core import ApiError, CallOptions, RetryPolicy

A name is loaded when it is first used: importing this package costs nothing. Beside it there are `mg_core.testing`,
`mg_core.events`, `mg_core.rpc` and the adapters in `mg_core.contrib`; every other module may change with any release.
"""

from importlib import import_module

TYPE_CHECKING = False  # a type checker takes it for True; typing itself costs more than this package may
if TYPE_CHECKING:
    from .call.credentials import Token as Token
    from .call.credentials import TokenSource as TokenSource
    from .call.options import CallOptions as CallOptions
    from .call.options import ReplyInfo as ReplyInfo
    from .call.partial import Partial as Partial
    from .call.partial import gather_partial as gather_partial
    from .clock import Clock as Clock
    from .contract.policy import BreakerPolicy as BreakerPolicy
    from .contract.policy import BulkheadPolicy as BulkheadPolicy
    from .contract.policy import CachePolicy as CachePolicy
    from .contract.policy import ChaosPolicy as ChaosPolicy
    from .contract.policy import FallbackPolicy as FallbackPolicy
    from .contract.policy import HedgePolicy as HedgePolicy
    from .contract.policy import Policy as Policy
    from .contract.policy import RateLimitPolicy as RateLimitPolicy
    from .contract.policy import RetryPolicy as RetryPolicy
    from .contract.policy import TimeoutPolicy as TimeoutPolicy
    from .deadline import budget as budget
    from .errors import ApiError as ApiError
    from .errors import AttemptTimeoutError as AttemptTimeoutError
    from .errors import BulkheadFullError as BulkheadFullError
    from .errors import CircuitOpenError as CircuitOpenError
    from .errors import ConfigurationError as ConfigurationError
    from .errors import ConnectError as ConnectError
    from .errors import ConnectionLostError as ConnectionLostError
    from .errors import DeadlineExceededError as DeadlineExceededError
    from .errors import DecodeError as DecodeError
    from .errors import MgError as MgError
    from .errors import RateLimitedError as RateLimitedError
    from .errors import RejectedError as RejectedError
    from .errors import TimeoutExceededError as TimeoutExceededError
    from .errors import TokenError as TokenError
    from .errors import TransportError as TransportError
    from .policies.breaker.fleet_redis import Fleet as Fleet
    from .policies.provenance import Notice as Notice
    from .policies.provenance import Provenance as Provenance
    from .policies.provenance import provenance_of as provenance_of
    from .rest.client import AsyncClient as AsyncClient
    from .rest.client import Client as Client
    from .rest.exchange import ServerCall as ServerCall
    from .rest.server import App as App
    from .rest.transports import BlockingTransport as BlockingTransport
    from .rest.transports import Reply as Reply
    from .rest.transports import Transport as Transport
    from .rest.transports.blocking import BlockingHttpTransport as BlockingHttpTransport
    from .rest.transports.fast import FastTransport as FastTransport
    from .rest.transports.httpcore import HttpTransport as HttpTransport
    from .serving.run import run as run

_HOMES = {
    "call.credentials": ("Token", "TokenSource"),
    "call.options": ("CallOptions", "ReplyInfo"),
    "call.partial": ("Partial", "gather_partial"),
    "clock": ("Clock",),
    "contract.policy": (
        "BreakerPolicy", "BulkheadPolicy", "CachePolicy", "ChaosPolicy", "FallbackPolicy", "HedgePolicy", "Policy",
        "RateLimitPolicy", "RetryPolicy", "TimeoutPolicy",
    ),
    "deadline": ("budget",),
    "errors": (
        "ApiError", "AttemptTimeoutError", "BulkheadFullError", "CircuitOpenError", "ConfigurationError",
        "ConnectError", "ConnectionLostError", "DeadlineExceededError", "DecodeError", "MgError", "RateLimitedError",
        "RejectedError", "TimeoutExceededError", "TokenError", "TransportError",
    ),
    "policies.breaker.fleet_redis": ("Fleet",),
    "policies.provenance": ("Notice", "Provenance", "provenance_of"),
    "rest.client": ("AsyncClient", "Client"),
    "rest.exchange": ("ServerCall",),
    "rest.server": ("App",),
    "rest.transports": ("BlockingTransport", "Reply", "Transport"),
    "rest.transports.blocking": ("BlockingHttpTransport",),
    "rest.transports.fast": ("FastTransport",),
    "rest.transports.httpcore": ("HttpTransport",),
    "serving.run": ("run",),
}  # fmt: skip
__all__ = tuple(name for names in _HOMES.values() for name in names)

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        for home, names in _HOMES.items():
            if name in names:
                found = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
                return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
