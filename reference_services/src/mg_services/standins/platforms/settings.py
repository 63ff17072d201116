"""Settings of a stand-in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mg_core.contract.service import ServiceRow
from mg_core.errors import ConfigurationError
from mg_services.serving.settings import LOCAL_KEY, ServerSettings, Values, folder, setting, text

LATENCY_MS = (100.0, 200.0)
_LATENCY_MAX_MS = 600_000


def _latency(_row: ServiceRow, values: Values) -> tuple[float, float]:
    given = values.get("MG_LATENCY_MS", "").strip()
    if not given:
        return LATENCY_MS
    low, _, high = given.partition("-")
    try:
        bounds = float(low), float(high or low)
    except ValueError:
        bounds = (-1.0, -1.0)
    if not 0 <= bounds[0] <= bounds[1] <= _LATENCY_MAX_MS:
        raise ConfigurationError(f"MG_LATENCY_MS={given!r} is not LOW-HIGH or a number, 0 to {_LATENCY_MAX_MS} ms")
    return bounds


@dataclass(frozen=True, slots=True)
class EmulatorSettings(ServerSettings):
    """How one stand-in behaves."""

    platform: str = setting(lambda row, _values: row.name, "")
    """Name of its row."""
    latency_ms: tuple[float, float] = setting(_latency, LATENCY_MS)
    """MG_LATENCY_MS, LOW-HIGH: milliseconds before each answer, drawn evenly; 0 answers at once."""
    data_dir: Path = folder("MG_DATA_DIR", ".data")
    """A catalog that was fetched there is served; without one, a dozen well-known titles."""
    api_key: str = text("MG_{NAME}_API_KEY", LOCAL_KEY, secret=True)
    """X-API-Key that the streaming platforms ask for."""
    client_id: str = text("MG_SPOTIFY_CLIENT_ID", LOCAL_KEY)
    client_secret: str = text("MG_SPOTIFY_CLIENT_SECRET", LOCAL_KEY, secret=True)
    """What Spotify's token endpoint asks for."""
    developer_token: str = text("MG_APPLE_MUSIC_DEVELOPER_TOKEN", LOCAL_KEY, secret=True)
    """Bearer token that Apple Music asks for."""
    seed: int | None = None
    """Seed of the latency; None draws differently each time."""
