"""The headers of requests that the runtime owns: one table; clients, servers, gateway and compiler derive from it.

    passes   from a caller to a service as it came
    reads    the gateway acts on it, and writes its own
    drops    it comes from the gateway or not at all: a caller's own is left out

The same names are metadata of gRPC calls. `grpc-timeout` and two more are other runtimes' words for the deadline:
they are read wherever they come in, and only gRPC's transports send one.

`unsendable` is the rule of what any header may be, for whoever takes one from a caller and for every transport.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from .errors import ConfigurationError

AUTHORIZATION: Final = "authorization"
REQUEST_ID: Final = "x-request-id"
TRACE_ID: Final = "x-trace-id"
TRACEPARENT: Final = "traceparent"
TRACESTATE: Final = "tracestate"
TIMEOUT_MS: Final = "x-request-timeout-ms"
ATTEMPT: Final = "mg-attempt"
USER_ID: Final = "x-user-id"
USER_ROLES: Final = "x-user-roles"
IDEMPOTENCY_KEY: Final = "idempotency-key"
ENVOY_TIMEOUT_MS: Final = "x-envoy-expected-rq-timeout-ms"
CONNECT_TIMEOUT_MS: Final = "connect-timeout-ms"
GRPC_TIMEOUT: Final = "grpc-timeout"


class Header(NamedTuple):
    """A row of the table."""

    name: str
    setter: Literal["runtime", "caller", "gateway", "contract"]
    """Who decides its value: the runtime for each call or attempt, the program that calls, the gateway for the user
    whose token it accepted, or the contract's media types."""
    abroad: Literal["always", "named", "never"]
    """Whether it goes to other people's hosts; `named`: where their contract asks for it."""
    gateway: Literal["passes", "reads", "drops"]
    owned: bool = True
    """No argument of a method, whatever a contract says."""


TABLE: Final = (
    Header(AUTHORIZATION, "caller", "named", "reads"),
    Header(REQUEST_ID, "runtime", "always", "reads"),
    Header(TRACE_ID, "gateway", "never", "drops"),
    Header(TRACEPARENT, "runtime", "always", "reads"),
    Header(TRACESTATE, "runtime", "always", "reads"),
    Header(TIMEOUT_MS, "runtime", "always", "reads"),
    Header(ATTEMPT, "runtime", "always", "passes"),
    Header(USER_ID, "gateway", "named", "drops"),
    Header(USER_ROLES, "gateway", "named", "drops"),
    Header(IDEMPOTENCY_KEY, "caller", "named", "passes"),
    Header("accept", "contract", "always", "passes"),
    Header("content-type", "contract", "always", "passes"),
    Header("user-agent", "runtime", "always", "passes", owned=False),
    Header(ENVOY_TIMEOUT_MS, "caller", "never", "reads", owned=False),
    Header(CONNECT_TIMEOUT_MS, "caller", "never", "reads", owned=False),
    Header(GRPC_TIMEOUT, "caller", "never", "reads", owned=False),
)

OWNED: Final = frozenset(row.name for row in TABLE if row.owned)
DEADLINES: Final = (TIMEOUT_MS, ENVOY_TIMEOUT_MS, CONNECT_TIMEOUT_MS, GRPC_TIMEOUT)
"""What callers may say about their deadline; services are told in the first of these."""
READ_BY_GATEWAY: Final = frozenset(row.name.encode() for row in TABLE if row.gateway == "reads")
DROPPED_BY_GATEWAY: Final = frozenset(row.name.encode() for row in TABLE if row.gateway == "drops")

_TOKEN: Final = frozenset("!#$%&'*+-.^_`|~" + string.digits + string.ascii_letters)
_VISIBLE: Final = bytes(range(0x20, 0x7F))

_good_names: set[str] = set()
"""Names that were looked at; a program uses few."""


def unsendable(name: str, value: str) -> str:
    """Why a header cannot be sent as it is; "" when it can.

    A name is a token. A value holds visible characters of latin-1, and blanks and tabs between them.
    """
    if not name or not _TOKEN.issuperset(name):
        return "has a name that is no token"
    if any(char > "\xff" for char in value):
        return "holds a character outside latin-1"
    if not all(" " <= char <= "~" or char >= "\xa0" or char == "\t" for char in value):
        return "holds a control character"
    return "begins or ends with a blank" if value != value.strip(" \t") else ""


def check_headers(headers: Mapping[str, str]) -> None:
    """Refuse headers that cannot be sent.

    Raises:
        ConfigurationError: names the header, and never its value.
    """
    # All values at once, by what costs least; whoever fails here is looked at more closely.
    block = "|".join(headers.values())
    if (
        headers.keys() <= _good_names
        and block.isascii()
        and not block.encode().translate(None, _VISIBLE)
        and " |" not in block
        and "| " not in block
        and block.strip(" ") == block
    ):
        return
    for name, value in headers.items():
        why = unsendable(name, value)
        if why:
            raise ConfigurationError(f"the header {name[:60]!r} {why}", code="invalid_argument")
    if len(_good_names) < 1024:
        _good_names.update(headers)
