"""Every job of the repository: `nox -l` lists them, `nox -s NAME` runs one, `nox` alone runs the tests.

    nox -s tests                         everything that must pass
    nox -s tests -- -k breaker           those tests alone; -- tests/rpc takes a folder, -- -n 0 one process
    nox -s tests lint docs               one after the other; a check that two of them make is made once
    nox -s integration -- -k discovery   those tests that need servers, on real ones

All sessions share one environment, `.nox/mg`, installed once from requirements.lock (by hash) and renewed when
a lock or a package changes. uv is used where it is installed, else virtualenv and pip.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import nox

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "none"
nox.options.sessions = ["tests"]

ROOT = Path(__file__).resolve().parent
PACKAGES = ("packages/mg-core", "packages/mg-clients", "packages/mg-servers", "reference_services")
TYPED = (
    *(f"{package}/src" for package in PACKAGES),
    "codegen",
    "reference_services/tests",
    "conftest.py",
    "tests",
    "examples",
    *(["bench"] if any(ROOT.glob("bench/*.py")) else []),
)
REDOCLY = "@redocly/cli@2.77.0"
PYTHONS = ((3, 11), (3, 12), (3, 13), (3, 14))
WORKERS = ("-n", "auto", "--maxprocesses", "8", "--dist", "loadgroup")
"""pytest's workers: one a core; `tests/workers.py` says what goes where. Eight engines are enough for any machine."""
START_S = 120.0
"""Seconds that a platform may take to answer in the session `wheels`."""


def _once(check: Callable[[_Environment], None]) -> Callable[[_Environment], None]:
    """A check that several sessions make; when one `nox` runs them all, the first that passes is enough."""
    passed: list[bool] = []

    def run_once(run: _Environment) -> None:
        if not passed:
            check(run)
            passed.append(True)

    return run_once


@nox.session
def codegen(session: nox.Session) -> None:
    """Generate code and reference from spec/; `-- --check` only compares and prints the difference."""
    run = _environment(session)
    run.python("-m", "codegen", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style (ruff) and contracts (redocly, buf, openapi-spec-validator, our own rules). Needs npx."""
    run = _environment(session)
    _drift(run)
    _style(run)
    run.tool("buf", "lint", "spec/proto")
    rest = sorted(str(path.relative_to(ROOT)) for kind in ("openapi", "external") for path in _documents(kind))
    run.tool("openapi-spec-validator", *rest)
    npx = shutil.which("npx")
    if npx is None:
        session.error("lint runs redocly, which needs npx: install Node 20 or newer")
    events = sorted(str(path.relative_to(ROOT)) for path in _documents("asyncapi"))
    config = ROOT / "spec" / "redocly.yaml"
    options = ("--config", str(config.relative_to(ROOT))) if config.exists() else ()
    run.external(npx, "--yes", REDOCLY, "lint", *options, *rest, *events, env={"REDOCLY_TELEMETRY": "off"})


@nox.session
def types(session: nox.Session) -> None:
    """Type-check packages, generated code, compiler and tests with mypy --strict."""
    _types(_environment(session))


@nox.session
def tests(session: nox.Session) -> None:
    """Run everything that must pass: drift gate, style, types, all tests; `-- -k breaker` runs only those tests."""
    run = _environment(session)
    if not session.posargs:
        _drift(run)
        _style(run)
        _types(run)
    run.python("-m", "pytest", *WORKERS, *session.posargs)


@nox.session
def integration(session: nox.Session) -> None:
    """Run the tests that need servers on those of MG_POSTGRES_URL and MG_REDIS_URL, or this machine's (apt)."""
    run = _environment(session)
    if not {"MG_POSTGRES_URL", "MG_REDIS_URL"} <= os.environ.keys():
        _install_servers(session)
    run.python("-m", "tests.real_servers", *WORKERS, *session.posargs)


@nox.session
def demo(session: nox.Session) -> None:
    """Start the platform, drive it as a user would, take Netflix down and back; `-- recommend` shows another part."""
    _environment(session).tool("mg", "demo", *session.posargs)


@nox.session
def wheels(session: nox.Session) -> None:
    """Build the wheels, install them in empty environments, run both example apps against a running platform."""
    dist = ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    builder = _environment(session)
    for package in PACKAGES:
        builder.build_wheel(package, dist)
    built = {path.name.split("-")[0]: path for path in dist.glob("*.whl")}
    clients = _Environment(session, "wheels-clients", fresh=True)
    clients.install(f"{built['mg_clients']}[fast]", str(built["mg_core"]))
    clients.python("examples/import_cost.py")
    platform = _Environment(session, "wheels-platform", fresh=True)
    names = ("mg_core", "mg_clients", "mg_servers")
    platform.install(f"{built['mg_reference_services']}[embedded]", *(str(built[name]) for name in names))
    with _running_platform(session, platform):
        clients.python("examples/async_app.py")
        clients.python("examples/sync_app.py")


@nox.session
def bench(session: nox.Session) -> None:
    """Compare our speed with that of peers in one run; `-- clients` runs one comparison, `-- -h` lists them."""
    run = _environment(session, "bench", extra="bench/requirements.txt")
    run.python("-m", "bench", *session.posargs)


@nox.session
def mutants(session: nox.Session) -> None:
    """Break the policies in small ways and see that a test notices: some ways of each module, or `-- --all`."""
    _environment(session).python("-m", "tests.mutants", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation into site/; a warning is an error."""
    run = _environment(session)
    run.tool("mkdocs", "build", "--strict", *session.posargs, env={"NO_MKDOCS_2_WARNING": "1"})


@_once
def _drift(run: _Environment) -> None:
    run.python("-m", "codegen", "--check")


@_once
def _style(run: _Environment) -> None:
    run.tool("ruff", "check", "--quiet", ".")
    run.tool("ruff", "format", "--check", "--quiet", ".")


@_once
def _types(run: _Environment) -> None:
    run.tool("mypy", *TYPED)
    for package in PACKAGES[:-1]:
        own = f"{package}/tests"
        if any((ROOT / own).glob("**/*.py")):
            run.tool("mypy", own, env={"MYPYPATH": own})


def _documents(kind: str) -> list[Path]:
    return sorted((ROOT / "spec" / kind).glob("*.yaml"))


def _install_servers(session: nox.Session) -> None:
    """Install PostgreSQL and Redis with apt-get where they are missing and this user may do it."""
    found_postgres = shutil.which("initdb") or sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    missing = [] if found_postgres else ["postgresql"]
    missing += [] if shutil.which("redis-server") else ["redis-server"]
    if not missing:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        session.error(f"install {' and '.join(missing)}, or set MG_POSTGRES_URL and MG_REDIS_URL")
    session.log(f"installing {', '.join(missing)}, which this machine has not")
    session.run("apt-get", "update", "-q", external=True, silent=True)
    session.run("apt-get", "install", "-y", "-q", *missing, external=True, silent=True)


@contextlib.contextmanager
def _running_platform(session: nox.Session, run: _Environment) -> Iterator[None]:
    """`mg up` until its gateway answers; stopped at the end."""
    if _answers(8080):
        session.error("something answers on port 8080 already: stop it first (`mg status` names a platform that runs)")
    process = subprocess.Popen([run.bin / "mg", "up"], cwd=run.place, env={**os.environ, **run.env})
    try:
        end = monotonic() + START_S
        while not _answers(8080):
            if process.poll() is not None or monotonic() > end:
                session.error("the platform did not start: its output above says why")
            sleep(0.2)
        yield
        if process.poll() is not None:
            session.error("the platform ended before its callers did: its output above says why")
    finally:
        process.terminate()
        process.wait(timeout=30)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _environment(session: nox.Session, name: str = "mg", extra: str | None = None) -> _Environment:
    """The environment of the lock and the four packages (editable), installed when something has changed."""
    print(f"\n──── {session.name} " + "─" * 100, flush=True)
    run = _Environment(session, name)
    inputs = ["requirements.lock", *(f"{package}/pyproject.toml" for package in PACKAGES)]
    inputs += [extra] if extra and (ROOT / extra).exists() else []
    stamp = hashlib.sha256(b"\0".join((ROOT / path).read_bytes() for path in inputs)).hexdigest()
    installed = run.place / "installed"
    if installed.exists() and installed.read_text() == stamp:
        return run
    session.log(f"installing the locked packages into {run.place.relative_to(ROOT)} (once)")
    run.install("--require-hashes", "-r", "requirements.lock")
    run.install("--no-deps", *(word for package in PACKAGES for word in ("-e", package)))
    if extra in inputs:
        run.install("-r", str(extra))
    installed.write_text(stamp)
    return run


def _interpreter(session: nox.Session) -> str:
    """A Python that the packages support: the one running nox, else the newest on PATH."""
    if sys.version_info[:2] in PYTHONS:
        return sys.executable
    candidates = (shutil.which(f"python{major}.{minor}") for major, minor in reversed(PYTHONS))
    found = next(filter(None, candidates), None)
    if found is None:
        session.error(f"Python 3.11 to 3.14 is needed; this is {sys.version.split()[0]}")
    return found


class _Environment:
    """One virtual environment under .nox/, made with uv or virtualenv, and the commands that run in it."""

    def __init__(self, session: nox.Session, name: str, *, fresh: bool = False) -> None:
        self.session = session
        self.place = ROOT / ".nox" / name
        self.bin = self.place / ("Scripts" if os.name == "nt" else "bin")
        path = f"{self.bin}{os.pathsep}{os.environ.get('PATH', '')}"
        # Images for containers often forbid bytecode; without it each of the many processes compiles everything again.
        self.env = {"PATH": path, "VIRTUAL_ENV": str(self.place), "PYTHONDONTWRITEBYTECODE": ""}
        self.uv = _working_uv()
        if fresh:
            shutil.rmtree(self.place, ignore_errors=True)
        if not self._complete():
            self._create()

    def _complete(self) -> bool:
        """True when the environment exists and its interpreter still runs one of our Pythons."""
        with contextlib.suppress(OSError):
            asked = [self.bin / "python", "-c", "import sys; print(*sys.version_info[:2])"]
            said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split()
            return tuple(map(int, said)) in PYTHONS
        return False

    def _create(self) -> None:
        shutil.rmtree(self.place, ignore_errors=True)
        python = _interpreter(self.session)
        maker = (self.uv, "venv", "--quiet") if self.uv else (sys.executable, "-m", "virtualenv", "--quiet")
        self.external(*maker, "--python", python, str(self.place))

    def install(self, *what: str) -> None:
        """Install packages, quietly."""
        if self.uv:
            self.external(self.uv, "pip", "install", "--quiet", "--python", str(self.bin / "python"), *what)
        else:
            self.python("-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what)

    def build_wheel(self, package: str, dist: Path) -> None:
        """Build one package's wheel into `dist`."""
        if self.uv:
            self.external(self.uv, "build", "--quiet", "--wheel", "--out-dir", str(dist), package)
        else:
            self.python("-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(dist), f"./{package}")

    def python(self, *words: str, env: dict[str, str] | None = None) -> None:
        """Run this environment's Python."""
        self.external(str(self.bin / "python"), *words, env=env)

    def tool(self, name: str, *words: str, env: dict[str, str] | None = None) -> None:
        """Run a command that is installed in this environment."""
        self.external(str(self.bin / name), *words, env=env)

    def external(self, *words: str, env: dict[str, str] | None = None) -> None:
        """Run a program with this environment first on PATH."""
        self.session.run(*words, env={**self.env, **(env or {})}, external=True)


def _working_uv() -> str | None:
    """Path of uv; None where there is none or only a shim that cannot run it."""
    found = shutil.which("uv")
    if found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0:
        return found
    return None
