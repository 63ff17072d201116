"""What every transport does alike: where a URL leads, what can be sent, and what a reply is.

Rules
    1. A base URL names http or https and a host. User and password in it are refused, not dropped and not sent: they
       would stand in every log that names the address.
    2. A header that cannot be sent as it is (`mg_core.headers`) is refused before a byte is sent. It is the caller's
       mistake and says nothing about the service.
    3. A body that is packed by gzip or deflate is unpacked, up to the limit of a body. Nobody asks for it unless the
       caller does (`accept-encoding`); other codings are told by name.
    4. Bytes beyond an answer (a second answer, a body after 204, more than its length) are nobody's: the answer
       counts, and the connection is closed.
"""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from ...errors import ConfigurationError, DecodeError
from ...headers import check_headers
from . import Reply

_PACKED: Final = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""Content codings that are unpacked → zlib's name for their container."""


class Origin(NamedTuple):
    """Where a URL leads."""

    secure: bool
    host: str
    """Without the brackets of an IPv6 address."""
    port: int
    authority: str
    """Value of the Host header."""


@lru_cache(1024)
def origin_of(base: str, name: str = "") -> Origin:
    """Where a URL without query leads; errors begin with `name`, that of the setting that it comes from.

    Raises:
        ConfigurationError: rule 1. No secret in the URL is shown.
    """
    told = f"{name}: " if name else ""
    try:
        parts = urlsplit(base)
        port, host = parts.port, parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or parts.query or parts.fragment or not _visible(base):
        raise ConfigurationError(
            f"{told}not a URL like http://host:port/prefix: {_shown(base)!r}", code="invalid_argument"
        )
    if "@" in parts.netloc:
        raise ConfigurationError(
            f"{told}the URL of {host} holds a user or a password, which are not sent from there: give a token, the "
            "header `authorization`, or as transport an httpx client that was made with auth=(user, password)",
            code="invalid_argument",
        )
    secure = parts.scheme == "https"
    return Origin(secure, host, port or (443 if secure else 80), parts.netloc)


def split_url(url: str) -> tuple[Origin, str]:
    """Origin and target of a request. Raises as `origin_of`."""
    cut = url.find("/", 8)
    return (origin_of(url[:cut]), url[cut:]) if cut > 0 else (origin_of(url), "/")


def check_head(target: str, headers: Mapping[str, str]) -> None:
    """Refuse what cannot be sent as it is.

    Raises:
        ConfigurationError: rule 2, or a target that is not visible ASCII.
    """
    check_headers(headers)
    if not _visible(target):
        raise ConfigurationError("the target of a request must be visible ASCII", code="invalid_argument")


def reply_of(status: int, pairs: Iterable[tuple[bytes, bytes]], body: bytes, max_body_bytes: int) -> Reply:
    """A reply as clients know it: lower-case names, repeated headers joined by a comma, the body unpacked.

    Raises:
        DecodeError: the body's coding is unknown or broken, or it would be longer than `max_body_bytes`.
    """
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name = raw_name.decode("latin-1").lower()
        value = raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    if "content-encoding" in headers and body:
        body = _unpacked(status, headers, body, max_body_bytes)
    return status, headers, body


def _unpacked(status: int, headers: Mapping[str, str], body: bytes, most: int) -> bytes:
    coding = headers["content-encoding"].strip().lower()
    if coding in ("", "identity"):
        return body
    try:
        found = _inflated(body, _PACKED[coding], most) if coding in _PACKED else None
        why = f"it cannot be read: content-encoding {coding[:60]!r}"
        if found is not None:
            if len(found) <= most:
                return found
            why = f"its {coding} body unpacks to more than {most} bytes"
    except zlib.error:
        why = f"its body is not {coding}, as its content-encoding says"
    error = DecodeError(f"the answer does not fit the contract: {why}", details={"status": status}, headers=headers)
    error.request_id = headers.get("x-request-id", "")
    raise error


def _inflated(body: bytes, container: int, most: int) -> bytes:
    """The unpacked body, or the first bytes of one that is longer than `most`."""
    if container == _PACKED["deflate"] and (body[0] & 0x0F != 8 or int.from_bytes(body[:2]) % 31):
        container = -15  # without zlib's header, as many send it
    parts, size = [], 0
    while body and size <= most:
        unpacker = zlib.decompressobj(container)
        part = unpacker.decompress(body, most - size + 1)
        parts.append(part)
        size += len(part)
        if not unpacker.eof and size <= most:
            raise zlib.error("cut short")
        body = unpacker.unused_data
    return b"".join(parts)


def see_end(response: Any, *, secure: bool) -> None:
    """See that nothing lies beyond an answer that was read whole; else its connection is not used again.

    `response`: of httpcore or httpx, either edition, not closed yet. They leave such bytes in their parser, where the
    next request would find them and take them for its answer, and no public door leads there.
    """
    holder = response.stream
    while not hasattr(holder, "_h11_state"):
        names = ("_stream", "_connection", "_httpcore_stream")
        holder = next((getattr(holder, name) for name in names if hasattr(holder, name)), None)
        if holder is None:
            return  # HTTP/2, or no connection at all
    parser = holder._h11_state  # noqa: SLF001 - see above
    if parser.trailing_data[0] or (secure and _holds_more(response)):
        parser.send_failed()  # what cannot be trusted any more is closed, not kept


def _holds_more(response: Any) -> bool:
    """Whether an asynchronous TLS stream has taken more from the network than the answer."""
    tls = response.extensions["network_stream"].get_extra_info("ssl_object")
    if not isinstance(tls, ssl.SSLObject):
        return False  # a blocking one leaves it to the kernel, where the pool looks for it
    try:
        tls.read(1)
    except ssl.SSLWantReadError:
        return False
    except ssl.SSLError:
        return True
    return True


def said(error: BaseException) -> str:
    """What an error says, short; its name when it says nothing."""
    return str(error)[:120] or type(error).__name__


def _visible(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text


def _shown(url: str) -> str:
    """A URL for a message: without user, password, query and fragment, wherever they stand."""
    return url.rpartition("@")[2].partition("?")[0].partition("#")[0][:80]
