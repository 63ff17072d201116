"""REST: clients, the server half, the wire."""
