"""Typed REST calls beside raw HTTP clients: CPU per call of the client process alone, and calls per second.

Ours do everything that the contract names (deadline, retry with budget, breaker, attempt timeout, trace headers,
metrics) and return validated pydantic models; peers return `.json()`.
"""

from __future__ import annotations

import asyncio
import gc
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from typing import Any

import aiohttp
import httpx
import httpx2
import uvloop
from pyreqwest.client import ClientBuilder, SyncClientBuilder

from bench.table import Row
from mg_clients.discovery import AsyncDiscoveryClient, DiscoveryClient
from mg_core.rest.transports.fast import FastTransport

ROUNDS = 9
CALLS = 60
IN_FLIGHT = 64
BURST = 256
BURST_ROUNDS = 4

Call = Callable[[], Awaitable[Any]]


def run() -> list[Row]:
    """All rows."""
    with _server() as port:
        url = f"http://127.0.0.1:{port}"
        sync_us = _sync(url)
        async_us, per_s = uvloop.run(_async(url))
    return [*_one_at_a_time(sync_us, async_us), *_in_flight(per_s), *_imports()]


def _one_at_a_time(sync_us: dict[str, float], async_us: dict[str, float]) -> list[Row]:
    unit = "µs CPU"
    rows = []
    for kind, found, promised in (
        ("sync", sync_us, {"default": "<= 1.0"}),
        ("async", async_us, {"default": "<= 1.0", "fast": "<= 0.7"}),
    ):
        for ours, target in promised.items():
            for peer in [name for name in found if name not in ("default", "fast")]:
                what = f"{kind}, one at a time: {ours} / {peer}"
                rows.append(Row(what, found[ours], found[peer], unit, target if peer == "httpx" else ""))
    return rows


def _in_flight(per_s: dict[str, float]) -> list[Row]:
    rows = []
    for ours, peer, target in (
        ("fast", "httpx2", ">= 5"),
        ("fast", "httpx", ""),
        ("fast", "aiohttp", ""),
        ("fast", "pyreqwest", ""),
        ("default", "httpx2", ""),
        ("default", "httpx", ""),
    ):
        rows.append(Row(f"async, {IN_FLIGHT} in flight: {ours} / {peer}", per_s[ours], per_s[peer], "calls/s", target))
    return rows


def _sync(url: str) -> dict[str, float]:
    target = f"{url}/search?q=film&limit=20"
    with ExitStack() as stack:
        ours = stack.enter_context(DiscoveryClient(url))
        plain = stack.enter_context(httpx.Client())
        kept = stack.enter_context(httpx2.Client())
        rust = stack.enter_context(SyncClientBuilder().build())
        variants: dict[str, Callable[[], Any]] = {
            "default": lambda: ours.search(q="film", limit=20),
            "httpx": lambda: plain.get(target).json(),
            "httpx2": lambda: kept.get(target).json(),
            "pyreqwest": lambda: rust.get(target).build().send().json(),
        }
        best = dict.fromkeys(variants, float("inf"))
        for _ in range(ROUNDS):
            for name, call in variants.items():
                call()
                best[name] = min(best[name], _cpu_us(call, CALLS))
    return best


def _cpu_us(call: Callable[[], Any], calls: int) -> float:
    gc.collect()
    began = time.process_time_ns()
    for _ in range(calls):
        call()
    return (time.process_time_ns() - began) / calls / 1000


async def _async(url: str) -> tuple[dict[str, float], dict[str, float]]:
    async with AsyncExitStack() as stack:
        variants = await _async_variants(url, stack)
        best_us = dict.fromkeys(variants, float("inf"))
        for _ in range(ROUNDS):
            for name, call in variants.items():
                await call()
                gc.collect()
                began = time.process_time_ns()
                for _ in range(CALLS):
                    await call()
                best_us[name] = min(best_us[name], (time.process_time_ns() - began) / CALLS / 1000)
        per_s = dict.fromkeys(variants, 0.0)
        for _ in range(BURST_ROUNDS):
            for name, call in variants.items():
                per_s[name] = max(per_s[name], await _burst(call))
    return best_us, per_s


async def _async_variants(url: str, stack: AsyncExitStack) -> dict[str, Call]:
    target = f"{url}/search?q=film&limit=20"
    ours = await stack.enter_async_context(AsyncDiscoveryClient(url))
    fast = FastTransport()
    stack.push_async_callback(fast.aclose)
    quick = await stack.enter_async_context(AsyncDiscoveryClient(url, transport=fast))
    plain = await stack.enter_async_context(httpx.AsyncClient())
    kept = await stack.enter_async_context(httpx2.AsyncClient())
    session = await stack.enter_async_context(aiohttp.ClientSession())
    rust = await stack.enter_async_context(ClientBuilder().build())

    async def with_httpx() -> Any:
        return (await plain.get(target)).json()

    async def with_httpx2() -> Any:
        return (await kept.get(target)).json()

    async def with_aiohttp() -> Any:
        async with session.get(target) as response:
            return await response.json()

    async def with_pyreqwest() -> Any:
        return await (await rust.get(target).build().send()).json()

    return {
        "default": lambda: ours.search(q="film", limit=20),
        "fast": lambda: quick.search(q="film", limit=20),
        "httpx": with_httpx,
        "httpx2": with_httpx2,
        "aiohttp": with_aiohttp,
        "pyreqwest": with_pyreqwest,
    }


async def _burst(call: Call) -> float:
    """Calls per second with `IN_FLIGHT` at any time."""

    async def worker() -> None:
        for _ in range(BURST // IN_FLIGHT):
            await call()

    gc.collect()
    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))
    return BURST / (time.perf_counter() - began)


RAW_CLIENT = "import httpx2; from mg_clients.discovery import models; httpx2.AsyncClient()"
FIRST_CLIENT = "from mg_clients.discovery import AsyncDiscoveryClient; AsyncDiscoveryClient('http://127.0.0.1:1')"


def _imports() -> list[Row]:
    names = {"bare": "pass", "package": "import mg_clients", "first": FIRST_CLIENT, "raw": RAW_CLIENT}
    best = {name: min(_import_ms(statement) for _ in range(5)) for name, statement in names.items()}
    package, first, raw = (best[name] - best["bare"] for name in ("package", "first", "raw"))
    return [
        Row(
            "import mg_clients / first httpx2 client with the same models", max(0.0, package), raw, "ms CPU", "<= 0.05"
        ),
        Row("first client of ours / first httpx2 client with the same models", first, raw, "ms CPU", "<= 1.0"),
    ]


def _import_ms(statement: str) -> float:
    program = f"import time\n{statement}\nprint(time.process_time_ns())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)) / 1e6


@contextmanager
def _server() -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-m", "bench.page_server"], stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout is None:
            raise RuntimeError("the page server has no output")
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(timeout=10)
