"""The gateway's whole job beside HAProxy, Envoy, nginx, Caddy and Traefik: requests per second of CPU time.

The job: check an ES256 token, set identity and security headers, forward to a service, pass 2 KB back; 64 connections.
The service behind all of them is the same nginx (or a small Python server where nginx is missing). CPU time is that of
the gateway's processes alone, from the scheduler. What each peer does:

    haproxy   jwt_verify on every request, headers from the payload
    envoy     jwt_authn with its cache, headers from the claims
    nginx     forwards only: the open-source nginx cannot check a token
    caddy     forward_auth to a server that always agrees (that server's time is not counted)
    traefik   forwardAuth, likewise

Left out: TLS, access logs, and tokens never seen before (each costs us one signature check, about 100 µs).
"""

from __future__ import annotations

import json
import os
import pstats
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.gateway_peers import CONFIGS, Setting
from bench.table import MissingProgramsError, Row
from mg_core.auth.tokens import TokenSigner

SECONDS = 3
CONNECTIONS = 64
ROUNDS = 2
TARGETS = {"haproxy": ">= 0.7", "envoy": ">= 0.7", "caddy": ">= 3", "traefik": ">= 3"}
PATH = "/api/v1/discovery/search?q=film"


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of the load generator against one gateway."""

    per_cpu_s: float
    """Requests per second of the gateway's CPU time."""
    per_s: float
    """Requests per second as they came."""


def run(json_path: str | None = None) -> list[Row]:
    """All rows; written to `json_path` as well when it is given."""
    missing = [name for name in ("wrk", "nginx", *CONFIGS) if shutil.which(name) is None]
    if "wrk" in missing:
        raise MissingProgramsError(f"not installed: {', '.join(missing)}; wrk is needed, the others are left out")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        setting = stack.enter_context(_setting(Path(folder)))
        best: dict[str, Measured] = {}
        commands: dict[str, Callable[[], list[str]]] = {"ours": lambda: _ours(setting)}
        for name, make in CONFIGS.items():
            if shutil.which(name) is not None:
                commands[name] = lambda make=make: make(setting)  # type: ignore[misc]
            else:
                print(f"  {name}: not installed, left out")
        for _ in range(ROUNDS):
            for name, command in commands.items():
                found = _measure(name, command(), setting)
                if name not in best or found.per_cpu_s > best[name].per_cpu_s:
                    best[name] = found
        _profile(setting)
    ours = best.pop("ours")
    print(f"  ours: {1e6 / ours.per_cpu_s:.0f} µs CPU a request, {ours.per_s:.0f} requests/s")
    for name, peer in best.items():
        print(f"  {name}: {1e6 / peer.per_cpu_s:.0f} µs CPU a request, {peer.per_s:.0f} requests/s")
    rows = [
        Row(
            f"gateway's job, {CONNECTIONS} connections, vs {name}",
            ours.per_cpu_s,
            peer.per_cpu_s,
            "requests per CPU second",
            TARGETS.get(name, ""),
        )
        for name, peer in best.items()
    ]
    if json_path:
        Path(json_path).write_text(json.dumps([row.as_dict() for row in rows], indent=2) + "\n", "utf-8")
    return rows


@contextmanager
def _setting(folder: Path) -> Iterator[Setting]:
    """Keys, a token, and the service that everybody forwards to."""
    signer = TokenSigner.generate()
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

    public = load_pem_private_key(signer.private_pem(), None).public_key()
    (folder / "public.pem").write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    site = folder / "site"
    (site / ".well-known").mkdir(parents=True)
    (site / ".well-known" / "jwks.json").write_text(json.dumps(signer.jwks()))
    (site / "search").write_text(json.dumps({"results": ["x" * 90] * 21})[:2048].ljust(2048))
    (site / "allow").write_text("yes")
    setting = Setting(
        folder,
        signer.sign("user-1", roles=("user",), claims={"email": "user@example.com"}),
        signer.jwks(),
        _free_port(),
        _free_port(),
    )
    with _process(_service(setting), _last_cores()):
        _until(setting.service_port)
        yield setting


def _service(setting: Setting) -> list[str]:
    folder = setting.folder
    if shutil.which("nginx") is None:
        return [sys.executable, "-m", "http.server", str(setting.service_port), "-d", str(folder / "site")]
    config = folder / "service.conf"
    config.write_text(f"""
daemon off; worker_processes 1; pid {folder}/service.pid; error_log {folder}/service.log; user root;
events {{ worker_connections 4096; }}
http {{ access_log off; keepalive_requests 10000000; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
server {{ listen 127.0.0.1:{setting.service_port} backlog=1024; root {folder}/site; default_type application/json;
location = /allow {{ add_header X-User-ID user-1; add_header X-User-Roles user; }} }} }}
""")
    return ["nginx", "-c", str(config), "-e", str(folder / "service.log")]


def _ours(setting: Setting) -> list[str]:
    return [sys.executable, "-m", "bench.gateway", str(setting.port), str(setting.service_port)]


def _measure(name: str, command: list[str], setting: Setting) -> Measured:
    """Start a gateway, warm it up, load it, stop it."""
    with _process(command, _first_cores()) as process:
        _until_good(setting)
        _wrk(setting, 1)
        before = _cpu_s(process.pid)
        count, took_s = _wrk(setting, SECONDS)
        used_s = _cpu_s(process.pid) - before
    if count == 0:
        raise RuntimeError(f"{name} answered nothing: see {setting.folder}")
    return Measured(count / used_s, count / took_s)


def _wrk(setting: Setting, seconds: int) -> tuple[int, float]:
    """Good answers, and seconds.

    Raises:
        RuntimeError: the gateway refused requests; its figure would mean nothing.
    """
    url = f"http://127.0.0.1:{setting.port}{PATH}"
    header = f"Authorization: Bearer {setting.token}"
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-H", header, url]
    done = subprocess.run(command, capture_output=True, text=True, check=True, preexec_fn=_last_cores())
    words = done.stdout.split()
    if "Non-2xx" in done.stdout:
        raise RuntimeError(f"requests were refused: {done.stdout}")
    at = words.index("requests")
    return int(words[at - 1]), float(words[at + 2].rstrip("s,"))


def _cpu_s(pid: int) -> float:
    """CPU seconds of a process and its children, all threads."""
    pids = [pid]
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
            if parent == pid:
                pids.append(int(entry.name))
    return sum(
        int(stat.read_text().split()[0]) / 1e9 for one in pids for stat in Path(f"/proc/{one}/task").glob("*/schedstat")
    )


def _profile(setting: Setting) -> None:
    """Where our time goes: the functions with the most time of their own, measured apart from the figures."""
    file = setting.folder / "profile"
    with _process([*_ours(setting), str(file)], _first_cores()):
        _until_good(setting)
        _wrk(setting, 2)
    stats = pstats.Stats(str(file))
    total = sum(row[2] for row in stats.stats.values())  # type: ignore[attr-defined]
    top = sorted(stats.stats.items(), key=lambda item: -item[1][2])[:14]  # type: ignore[attr-defined]
    print("  where our time goes (cProfile, own time; its overhead inflates small functions):")
    for (path, line, name), (_, calls, own_s, _, _) in top:
        where = f"{Path(path).parent.name}/{Path(path).name}:{line} {name}" if line else name
        print(f"    {own_s / total:6.1%}  {calls:8d} calls  {where}")


@contextmanager
def _process(command: list[str], place: Callable[[], None] | None) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=place)  # noqa: PLW1509
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _first_cores() -> Callable[[], None] | None:
    """Puts a process on the first core, for the gateway alone."""
    cores = sorted(os.sched_getaffinity(0))
    return (lambda: os.sched_setaffinity(0, cores[:1])) if len(cores) > 1 else None


def _last_cores() -> Callable[[], None] | None:
    """Puts a process on the other cores, with everything else."""
    cores = sorted(os.sched_getaffinity(0))
    return (lambda: os.sched_setaffinity(0, cores[1:])) if len(cores) > 1 else None


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _until_good(setting: Setting) -> None:
    """Wait until the gateway answers as it should; some open their port before they know their routes."""
    url = f"http://127.0.0.1:{setting.port}{PATH}"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {setting.token}"})
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(request, timeout=1):  # noqa: S310 - http
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"no good answer from {url}")


def _until(port: int) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"nothing listens on port {port}")


def _serve(port: int, service_port: int, profile: str) -> None:
    """The gateway as `mg up` runs it, in front of one service."""
    import cProfile

    from mg_core.contract.policy import RateLimitPolicy
    from mg_core.serving.run import run as serve
    from mg_services.services.gateway.app import build
    from mg_services.services.gateway.settings import GATEWAY, GatewaySettings

    settings = GatewaySettings(
        upstreams=dict.fromkeys(GATEWAY.upstreams, f"http://127.0.0.1:{service_port}"),
        rate_limit=RateLimitPolicy(per_s=1e6, burst=1_000_000),
    )
    app = build(settings)
    if not profile:
        serve(app, port=port)
        return
    profiler = cProfile.Profile()
    profiler.runcall(serve, app, port=port)
    profiler.dump_stats(profile)


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
