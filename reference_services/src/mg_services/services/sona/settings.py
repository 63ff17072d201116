"""Settings of SONA."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from mg_services.adapters.qdrant.vectors import VectorSettings
from mg_services.serving.settings import ServerSettings, engine_url, flag, folder, one_of, setting, target, url

ModelKind = Literal["full", "words"]
MODELS: tuple[ModelKind, ...] = get_args(ModelKind)


@dataclass(frozen=True, slots=True)
class SonaSettings(ServerSettings):
    """Everything that can be set, with its unit."""

    postgres_dsn: str = engine_url("postgres")
    qdrant_url: str = engine_url("qdrant")
    """One URL, or several replicas separated by commas."""
    vectors: VectorSettings | None = setting(
        lambda _row, values: VectorSettings.from_environment(values), None, secret=True
    )
    """MG_QDRANT_REPLICATION, MG_QDRANT_API_KEY and the URLs; None takes `qdrant_url` with the usual values."""
    discovery_target: str = target("MG_DISCOVERY_GRPC_TARGET")
    """`host:port` of discovery, whose catalog is followed; without it, the copy that is here stays as it is."""
    follow_s: float = 10.0
    """Seconds between two looks at what has changed in the catalog: a title that was withdrawn is shown that long."""
    auth_url: str = url("MG_AUTH_URL")
    """The auth service, which knows what users have connected; without it, a list that is asked for without platforms
    is of all platforms."""
    connections_s: float = 1.0
    """Seconds that we believe what a user has connected."""
    data_dir: Path = folder("MG_DATA_DIR", ".data")
    """Keeps the trained model and the texts' vectors."""
    index_catalog: bool = flag("MG_SONA_INDEX", default=True)
    """Whether the catalog is brought into the index at the start; else the index is left as it is."""
    model: ModelKind = one_of("MG_SONA_MODEL", MODELS, "full")
    """`full` learns from watch histories and reads texts with a language model, which takes minutes at the first start;
    `words` compares the words of the texts only, and is ready in seconds."""
    search_s: float = 0.8
    """Seconds that the index gets for one list; after that it is by popularity."""
    remaining_share: float = 0.6
    """Part of what the caller still waits that the index may take: the rest is for the list by popularity."""
