"""The parts of the platform that can be started today: name, module, port.

Everything that starts, lists or checks services reads this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["service", "emulator", "mcp"]
"""`mcp` is the one part that speaks another protocol than its contract's REST."""


@dataclass(frozen=True, slots=True)
class Part:
    """One process of the platform."""

    name: str
    """What `mg up --only`, `mg status` and the environment call it."""
    kind: Kind
    module: str
    """`python -m MODULE` runs it."""
    port: int
    """Default TCP port on 127.0.0.1 (specification, section 6)."""
    summary: str
    arguments: tuple[str, ...] = ()
    """Words after `python -m MODULE`."""
    grpc: bool = False
    """Whether it answers over gRPC as well, on its port + 1000."""

    @property
    def port_variable(self) -> str:
        """Environment variable that overrides the port, e.g. `MG_AUTH_PORT`."""
        return f"MG_{self.name.upper()}_PORT"

    @property
    def grpc_port_variable(self) -> str:
        """Environment variable with the port for gRPC, e.g. `MG_SONA_GRPC_PORT`."""
        return f"MG_{self.name.upper()}_GRPC_PORT"

    @property
    def grpc_target_variable(self) -> str:
        """Environment variable by which other parts find its gRPC, `host:port`, e.g. `MG_SONA_GRPC_TARGET`."""
        return f"MG_{self.name.upper()}_GRPC_TARGET"

    @property
    def url_variable(self) -> str:
        """Environment variable by which other parts find this one, e.g. `MG_AUTH_URL`."""
        return f"MG_{self.name.upper()}_URL"


PARTS: tuple[Part, ...] = (
    Part("netflix", "emulator", "mg_services.standins.platforms", 9001, "stand-in for Netflix", ("netflix",)),
    Part("hbo", "emulator", "mg_services.standins.platforms", 9002, "stand-in for HBO Max", ("hbo",)),
    Part("disney", "emulator", "mg_services.standins.platforms", 9003, "stand-in for Disney+", ("disney",)),
    Part("hulu", "emulator", "mg_services.standins.platforms", 9004, "stand-in for Hulu", ("hulu",)),
    Part("prime", "emulator", "mg_services.standins.platforms", 9005, "stand-in for Prime Video", ("prime",)),
    Part("spotify", "emulator", "mg_services.standins.platforms", 9006, "stand-in for Spotify", ("spotify",)),
    Part(
        "apple_music", "emulator", "mg_services.standins.platforms", 9007, "stand-in for Apple Music", ("apple_music",)
    ),
    Part("auth", "service", "mg_services.services.auth", 8084, "accounts, tokens, sessions", grpc=True),
    Part("sona", "service", "mg_services.services.sona", 8082, "recommendations and ranking", grpc=True),
    Part("discovery", "service", "mg_services.services.discovery", 8081, "search across the platforms", grpc=True),
    Part("gateway", "service", "mg_services.services.gateway", 8080, "the public entrance"),
    Part("mcp", "mcp", "mg_services.services.mcp", 3000, "tools for language models"),
)
"""In starting order: a part may call the parts above it; emulators call none, so they start side by side."""


def part(name: str) -> Part:
    """The part called `name`.

    Raises:
        KeyError: with a sentence that lists the names.
    """
    for candidate in PARTS:
        if candidate.name == name:
            return candidate
    raise KeyError(f"no part is called {name!r}; there are {', '.join(p.name for p in PARTS)}")
