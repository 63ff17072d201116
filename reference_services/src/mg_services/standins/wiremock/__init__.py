"""Stubs in WireMock's JSON format, served without WireMock.

`python -m mg_services.standins.wiremock --mappings DIR --port N` serves DIR/mappings/*.json with bodies from
DIR/__files; `build(DIR)` gives the same as an ASGI application. What the format has and this server does not is
refused when the files are loaded. `stubs/` holds the stubs of the specification, section 6.3.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from .loader import load
from .server import StubServer

__all__ = ["SPECIFICATION_STUBS", "StubServer", "build", "load"]

SPECIFICATION_STUBS: Final = Path(__file__).parent / "stubs"
"""Spotify search, Netflix catalog and the rate limit of the specification."""


def build(directory: Path) -> StubServer:
    """The server of the stubs in `directory`, which holds `mappings/` and, if bodies are in files, `__files/`.

    Raises:
        ConfigurationError: a file cannot be read or says something that this server does not do.
    """
    return StubServer(load(directory))
