"""Settings of SONA."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast, get_args

from mg_core.errors import ConfigurationError
from mg_services.adapters.qdrant.vectors import VectorSettings
from mg_services.serving.ports import port_of

ModelKind = Literal["full", "words"]


@dataclass(frozen=True, slots=True)
class SonaSettings:
    """Everything that can be set, with its unit."""

    postgres_dsn: str = field(default="", repr=False)
    """MG_POSTGRES_URL."""
    qdrant_url: str = ""
    """MG_QDRANT_URL: one URL, or several replicas separated by commas."""
    vectors: VectorSettings | None = field(default=None, repr=False)
    """MG_QDRANT_REPLICATION, MG_QDRANT_API_KEY and the URLs; None takes `qdrant_url` with the usual values."""
    discovery_target: str = ""
    """MG_DISCOVERY_GRPC_TARGET: `host:port` of discovery, whose catalog is followed; without it, the copy that is here
    stays as it is."""
    follow_s: float = 10.0
    """Seconds between two looks at what has changed in the catalog: a title that was withdrawn is shown that long."""
    auth_url: str = ""
    """MG_AUTH_URL: the auth service, which knows what users have connected; without it, a list that is asked for
    without platforms is of all platforms."""
    connections_s: float = 1.0
    """Seconds that we believe what a user has connected."""
    data_dir: Path = Path(".data")
    """MG_DATA_DIR: keeps the trained model and the texts' vectors."""
    host: str = "127.0.0.1"
    """MG_SONA_HOST: address to listen on."""
    port: int = 8082
    """MG_SONA_PORT: REST."""
    grpc_port: int = 9082
    """MG_SONA_GRPC_PORT; 0 takes a free one."""
    index_catalog: bool = True
    """MG_SONA_INDEX: whether the catalog is brought into the index at the start; `0` leaves the index as it is."""
    model: ModelKind = "full"
    """MG_SONA_MODEL: `full` learns from watch histories and reads texts with a language model, which takes minutes at
    the first start; `words` compares the words of the texts only, and is ready in seconds."""
    search_s: float = 0.8
    """Seconds that the index gets for one list; after that it is by popularity."""
    remaining_share: float = 0.6
    """Part of what the caller still waits that the index may take: the rest is for the list by popularity."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> SonaSettings:
        """Read the settings.

        Raises:
            ConfigurationError: a value that is missing or cannot be.
        """
        values = os.environ if environment is None else environment
        for name in ("MG_POSTGRES_URL", "MG_QDRANT_URL"):
            if not values.get(name):
                raise ConfigurationError(f"{name} is not set: give the URL of a running server, or use `mg up`")
        if (index := values.get("MG_SONA_INDEX", "1")) not in {"0", "1"}:
            raise ConfigurationError(f"MG_SONA_INDEX={index!r} is neither 0 nor 1")
        model = values.get("MG_SONA_MODEL", "full")
        if model not in get_args(ModelKind):
            raise ConfigurationError(f"MG_SONA_MODEL={model!r} is neither full nor words")
        return cls(
            postgres_dsn=values["MG_POSTGRES_URL"],
            qdrant_url=values["MG_QDRANT_URL"],
            vectors=VectorSettings.from_environment(values),
            discovery_target=values.get("MG_DISCOVERY_GRPC_TARGET", "").strip(),
            auth_url=values.get("MG_AUTH_URL", ""),
            data_dir=Path(values.get("MG_DATA_DIR", "") or ".data"),
            host=values.get("MG_SONA_HOST", "127.0.0.1"),
            port=port_of(values, "MG_SONA_PORT", 8082),
            grpc_port=port_of(values, "MG_SONA_GRPC_PORT", port_of(values, "MG_SONA_PORT", 8082) + 1000),
            index_catalog=index == "1",
            model=cast("ModelKind", model),
        )
