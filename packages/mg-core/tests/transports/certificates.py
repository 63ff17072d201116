"""A certificate authority that lives as long as a test run, and what it signs."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime

import trustme


class Authority:
    """Signs; clients that were given `client_side` trust it."""

    def __init__(self) -> None:
        self._authority = trustme.CA()

    def server_side(self, *names: str, expired: bool = False, clients: Authority | None = None) -> ssl.SSLContext:
        """Context of a server for these names; `clients` signs the certificates that it asks clients for."""
        ends = datetime(2020, 1, 1, tzinfo=UTC) if expired else None
        begins = datetime(2019, 1, 1, tzinfo=UTC) if expired else None
        certificate = self._authority.issue_cert(*names, not_before=begins, not_after=ends)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        if clients is not None:
            clients._authority.configure_trust(context)
            context.verify_mode = ssl.CERT_REQUIRED
        return context

    def client_side(self, identity: str = "") -> ssl.SSLContext:
        """Context of a client that trusts this authority, and shows a certificate for `identity`."""
        context = ssl.create_default_context()
        self._authority.configure_trust(context)
        if identity:
            self._authority.issue_cert(identity).configure_cert(context)
        return context
