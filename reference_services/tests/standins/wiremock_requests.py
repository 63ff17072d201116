"""What the stub server and the real WireMock are asked, in this order, and how an answer is written down."""

from __future__ import annotations

import base64
import http.client
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from mg_services.standins.wiremock import SPECIFICATION_STUBS

HERE: Final = Path(__file__).parent
ANSWERS: Final = HERE / "wiremock_answers.json"
"""What WireMock answered, recorded by `python -m reference_services.tests.standins.wiremock_record`."""
LIMIT_S: Final = 10.0

OWN_HEADERS: Final = frozenset(
    {"matched-stub-id", "transfer-encoding", "content-length", "connection", "date", "server", "vary"}
)
"""Headers that come from the server and from no stub."""


@dataclass(frozen=True)
class Ask:
    """One request."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None

    @property
    def name(self) -> str:
        """How it is listed; the place in the list makes it unique."""
        shown = "" if self.body is None else f" {self.body.decode()}"
        return f"{self.method} {self.url}{''.join(f' {name}={value}' for name, value in self.headers)}{shown}"


@dataclass(frozen=True)
class Suite:
    """A directory of stubs and what is asked of it."""

    stubs: Path
    """Holds `mappings` and `__files`."""
    asks: tuple[Ask, ...] = field(default=())


def ask(port: int, request: Ask) -> dict[str, Any]:
    """The answer on the wire: status, headers of the stub and body; or how the connection broke."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_S)
    started = time.perf_counter()
    try:
        connection.putrequest(request.method, request.url)
        for name, value in request.headers:
            connection.putheader(name, value)
        if request.body is not None:
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body)
        reply = connection.getresponse()
        body = reply.read()
    except (http.client.HTTPException, OSError) as error:
        return {"broken": type(error).__name__, "seconds": time.perf_counter() - started}
    finally:
        connection.close()
    answer: dict[str, Any] = {"status": reply.status, "seconds": time.perf_counter() - started}
    if reply.status == 404:
        return answer  # no stub: the words of the explanation are each server's own
    headers = [(name.lower(), value) for name, value in reply.getheaders() if name.lower() not in OWN_HEADERS]
    return {**answer, "headers": sorted(map(list, headers)), "body": base64.b64encode(body).decode()}


def _get(*urls: str) -> tuple[Ask, ...]:
    return tuple(Ask("GET", url) for url in urls)


def _post(url: str, *bodies: str) -> tuple[Ask, ...]:
    return tuple(Ask("POST", url, (("Content-Type", "application/json"),), body.encode()) for body in bodies)


def _header(url: str, *values: str) -> tuple[Ask, ...]:
    return tuple(Ask("GET", url, (("X-Kind", value),)) for value in values)


_ADDRESSES = (
    *_get("/exact?a=1&b=2", "/exact?b=2&a=1", "/exact", "/space%20here", "/path", "/path?x=1", "/path/", "/path%20two"),
    *_get("/pattern/42", "/pattern/42?x=1", "/pattern/x", "/users/7/books", "/users/7/films?sort=up", "/users/x/books"),
    *_get("/case/A", "/CASE/", "/Case", "/", "/nothing"),
    *(Ask(method, "/any") for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")),
    *(Ask(method, "/nomethod") for method in ("GET", "DELETE")),
    Ask("POST", "/path"),
)
_VALUES = (
    *_header("/h/equal", "Full", "full", "Full "),
    *_header("/h/folded", "FULL", "empty"),
    *_header("/h/contains", "Full", "FULL"),
    *_header("/h/matches", "Full", "xFull", "Fullx"),
    *_header("/h/not", "Full", "Empty"),
    *_header("/h/absent", "Full", ""),
    *_get("/h/equal", "/h/contains", "/h/not", "/h/absent", "/h/matches"),
    Ask("GET", "/h/equal", (("X-Kind", "Other"), ("X-Kind", "Full"))),
    Ask("GET", "/h/not", (("X-Kind", "Full"), ("X-Kind", "Empty"))),
    *_get("/q/equal?q=a%20b%2Bc", "/q/equal?q=a+b%2Bc", "/q/equal?q=a%20b+c", "/q/equal", "/q/equal?q=x&q=a+b%2Bc"),
    *_get("/q/matches?q=abc&n=1", "/q/matches?n=1&q=abc&z=0", "/q/matches?q=abc", "/q/matches?q=ABC&n=1"),
    *_get("/q/absent", "/q/absent?q=1", "/q/absent?q", "/q/absent?q=", "/q/empty?q=", "/q/empty?q", "/q/empty"),
    *_get("/q/not?q=y", "/q/not?q=x", "/q/not", "/q/dot?q=axb", "/q/dot?q=a%0Ab", "/q/dot?q=a%E2%80%A8b"),
    *_get("/q/digit?q=5", "/q/digit?q=%D9%A3", "/q/unicode?gr%C3%B6%C3%9Fe=%C3%9F", "/q/unicode?gr%C3%B6%C3%9Fe=s"),
)
_BODIES = (
    *_post("/b/equal", "whole", "wholex", "Whole"),
    *_post("/b/two", "one two", "two", "twoone"),
    *_post("/b/matches", "abcz", "abc", "a\nz"),
    *_post("/b/dotall", "a\nz"),
    *_post("/b/not", "abc", "xyz", ""),
    *_post("/b/absent", "", "x"),
    Ask("POST", "/b/absent"),
    *_post("/j/strict", '{"b":{"d":"x","c":null},"a":[1,2]}', '{"a":[2,1],"b":{"c":null,"d":"x"}}'),
    *_post("/j/strict", '{"a":[1,2],"b":{"c":null,"d":"x","e":1}}', '{"a":[1,2],"b":{"d":"x"}}', "no json", ""),
    *_post("/j/strict", '{"a":[1.0,2],"b":{"c":null,"d":"x"}}', '{"a":[true,2],"b":{"c":null,"d":"x"}}'),
    *_post("/j/strict", '{"a":["1",2],"b":{"c":null,"d":"x"}}'),
    *_post("/j/text", '{"a": 1}', '{"a":1.00}', '{"a":2}', "[]"),
    *_post("/j/order", '{"a":[{"b":[3,2]},1]}', '{"a":[1,{"b":[2,3]}]}', '{"a":[1,1,{"b":[2,3]}]}', '{"a":[1]}'),
    *_post("/j/extra", '{"a":{"b":1,"c":2},"l":[1,2],"z":0}', '{"a":{},"l":[1,2]}', '{"a":{"b":1},"l":[1,2,3]}'),
    *_post("/j/extra", '{"a":{"b":1},"l":[0,1,2]}', '{"a":{"b":1},"l":[2,1]}', '{"a":{"b":1},"l":[1]}'),
    *_post("/j/both", '[{"a":1,"b":2},{"a":1}]', '[{"a":1,"b":2},{"x":0},{"a":1,"c":3}]', '[{"a":1},{"a":1}]'),
    *_post("/p/there", '{"a":{"b":1}}', '{"a":{"b":null}}', '{"a":{}}', '{"a":[]}', '{"a":{"b":""}}', '{"a":{"b":[]}}'),
    *_post("/p/there", '{"a":{"b":false}}', "no json", "", "[]"),
    *_post("/p/index", '{"list":[0,{"na me":1}]}', '{"list":[{"na me":1}]}', '{"list":{"1":{"na me":1}}}'),
    *_post("/p/deep", '{"a":[{"name":1}]}', '{"name":"x"}', '{"a":[{"nam":1}]}', "[[]]"),
    *_post("/p/filter", '{"list":[{"price":5},{"price":10}]}', '{"list":[{"price":9.99}]}', '{"list":[]}', '{"x":1}'),
    *_post("/p/filter", '{"list":[{"price":"12"}]}', '{"list":[{"cost":12}]}'),
    *_post("/p/named", '{"list":[{"name":"moon"}]}', '{"list":[{"name":"Moon"}]}', '{"list":[{}]}'),
    *_post("/p/value", '{"a":1}', '{"a":"1"}', '{"a":1.0}', '{"a":[1]}', '{"a":["x","1"]}', '{"b":1}', '{"a":null}'),
    *_post("/p/contains", '{"a":"moon"}', '{"a":"sun"}', '{"a":["moon"]}', '{"a":{"x":"moon"}}'),
    *_post(
        "/p/every",
        '{"list":[{"name":["moon"]}]}',
        '{"list":[{"name":"sun"},{"name":"moon"}]}',
        '{"list":[{"name":"sun"}]}',
        '{"list":[]}',
    ),
    *_post("/p/object", '{"a":{"x":[1]}}', '{"a":{"x":[2]}}', '{"a":{"x":[1],"y":1}}'),
    *_post("/p/array", '{"a":[[1,2]]}', '{"a":[1,2]}', '{"a":[]}', '{"a":{}}'),
    *_post(
        "/p/not",
        '{"a":null}',
        '{"a":{"x":"x"}}',
        '{"a":["x","x"]}',
        '{"a":[["x"]]}',
        '{"a":"x"}',
        '{"a":"y"}',
        '{"b":1}',
        '{"a":[]}',
        '{"a":["x","y"]}',
    ),
    *_post("/p/last", '{"list":[1,{"k":2}]}', '{"list":[{"k":2},1]}'),
    *_post("/p/absent", "no json", "", '{"a":[]}', '{"b":1}', '{"a":1}', '{"a":null}'),
)
_SCENARIOS = (
    *_get("/s", "/s", "/s", "/s", "/list"),
    Ask("POST", "/s/back"),
    *_get("/s"),
    Ask("POST", "/list"),
    *_get("/list", "/list", "/s"),
    Ask("POST", "/__admin/scenarios/reset"),
    *_get("/s", "/list"),
    Ask("POST", "/__admin/reset"),
    *_get("/s", "/list"),
)
_REPLIES = _get(
    *(f"/r/{name}" for name in ("empty", "text", "list", "json", "json-text", "base64", "file", "204", "599", "302")),
    *("/r/delay", "/r/dribble", "/f/empty", "/f/chunk", "/f/random", "/f/reset", "/f/delayed"),
)
_ORDER = _get("/tie", "/nested", "/prior", "/priority", "/default-prio", "/my-prio")
_COUNTS = (
    *_post("/__admin/requests/count", '{"urlPath": "/s"}', '{"method": "POST", "url": "/list"}'),
    *_post("/__admin/requests/count", '{"urlPattern": "/none.*"}', '{"method": "ANY", "urlPattern": "/.*"}'),
)

TOKEN = (("Authorization", "Bearer abc"),)
SUITES: Final = {
    "specification": Suite(
        SPECIFICATION_STUBS,
        (
            Ask("GET", "/v1/search?q=Taylor+Swift&type=artist", TOKEN),
            Ask("GET", "/v1/search", TOKEN),
            *_get("/v1/search?q=x", "/catalog/search?q=stranger&page=1", "/catalog/search", "/catalog/other"),
            Ask("GET", "/v1/search?q=x", (("Authorization", "Basic abc"),)),
            *_get("/rate-limited", "/rate-limited?x=1"),
            Ask("POST", "/rate-limited"),
        ),
    ),
    "rules": Suite(
        HERE / "wiremock_stubs",
        (*_ADDRESSES, *_VALUES, *_BODIES, *_ORDER, *_REPLIES, *_SCENARIOS, *_COUNTS),
    ),
}
"""By name in the recorded answers."""
