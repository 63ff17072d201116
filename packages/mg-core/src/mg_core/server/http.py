"""The public face of the server half.

    app = App(DiscoveryHandlers(store), ENDPOINTS, name="discovery")

`App` is a raw ASGI application: run it with `mg_core.server.run`, or any ASGI server.
"""

from mg_core.auth.identity import Identity

from .app import App
from .call import Endpoint, ServerCall
from .lifecycle import Check, Hook
from .problems import ProblemError

__all__ = ["App", "Check", "Endpoint", "Hook", "Identity", "ProblemError", "ServerCall"]
