"""Processes of the embedded engines: which user they run as, how they start, how they end.

PostgreSQL refuses to run as root. A root caller (containers, CI) therefore starts it inside of a user namespace
that maps root to an ordinary user: no account is created and no permission of any folder is changed. Where
namespaces are refused, the engine runs as `nobody`, and then its folders have to be reachable for that user.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from mg_core.errors import ConfigurationError

Report = Callable[[str], None]
"""Called with one line of progress for a person."""

Source = Literal["url", "machine", "wheel"]
"""Where an engine comes from: a URL of a running server, the machine's own programs, a Python package."""

_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")


def silent(line: str) -> None:
    """A `Report` that drops every line."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The user that an engine runs as."""

    prefix: tuple[str, ...] = ()
    """Command that comes before the engine's own."""
    user: str | None = None
    """Account to switch to; None stays the caller."""

    def command(self, arguments: Sequence[str], *, death_signal: str = "") -> list[str]:
        """The full command; with a signal name, the engine gets it when the process that started it dies."""
        # The namespace clears the death signal, so that it has to be set inside of it.
        guarded = bool(death_signal) and shutil.which("setpriv") is not None
        guard = ["setpriv", "--pdeathsig", death_signal, "--"] if guarded else []
        return [*self.prefix, *guard, *arguments]

    def options(self) -> dict[str, Any]:
        """Keyword arguments of `subprocess.Popen`."""
        if self.user is None:
            return {}
        return {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give a file or folder to the user, if it is another than the caller."""
        if self.user is not None:
            account = pwd.getpwnam(self.user)
            os.chown(path, account.pw_uid, account.pw_gid)

    def check(self, program: Path, folder: Path) -> None:
        """Check that the user can run the program and enter the folder.

        Raises:
            ConfigurationError: it cannot; names the path.
        """
        if self.user is None:
            return
        for path, words in ((program, [str(program), "--version"]), (folder, ["ls", str(folder)])):
            with suppress(OSError):
                if subprocess.run(words, capture_output=True, check=False, cwd="/", **self.options()).returncode == 0:
                    continue
            message = f"user {self.user} cannot reach {path}: set MG_DATA_DIR to a folder that it can enter"
            raise ConfigurationError(message)


def choose_identity() -> Identity:
    """The caller itself unless it is root; for root a namespace, or `nobody` where namespaces are refused."""
    if os.geteuid() != 0:
        return Identity()
    if shutil.which("unshare") and shutil.which("setpriv"):
        probe = subprocess.run([*_NAMESPACE, "setpriv", "true"], capture_output=True, check=False)
        if probe.returncode == 0:
            return Identity(prefix=_NAMESPACE)
    return Identity(user="nobody")


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def version_of(program: Path) -> str:
    """What `program --version` prints.

    Raises:
        ConfigurationError: the program does not run on this machine.
    """
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError) as error:
        message = f"{program} does not run on this machine: {type(error).__name__}"
        raise ConfigurationError(message) from None
    return done.stdout.strip()


def major_of(version: str) -> int:
    """The major version in `postgres (PostgreSQL) 18.6` or `Redis server v=7.0.15 sha=...`.

    Raises:
        ConfigurationError: there is no version in it.
    """
    found = re.search(r"(?:v=|\s)(\d+)\.", version)
    if found is None:
        message = f"not a version: {version[:80]!r}"
        raise ConfigurationError(message)
    return int(found[1])


class EngineProcess:
    """One running engine."""

    def __init__(self, name: str, log: Path) -> None:
        self.name = name
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Process id; 0 when it was not started."""
        return self._process.pid if self._process else 0

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def spawn(self, command: Sequence[str], *, identity: Identity, stdin: bytes = b"") -> None:
        """Start the process; its output goes to the log file.

        Call it from the thread that lives as long as the engine shall: the death signal hangs on the thread.
        """
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd="/",
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
                **identity.options(),
            )
        if self._process.stdin is not None:
            with suppress(BrokenPipeError), self._process.stdin:
                self._process.stdin.write(stdin)

    def last_words(self) -> str:
        """The line of the log that says best why it ended."""
        if not self._log.is_file():
            return "no log"
        lines = [line.strip() for line in self._log.read_text("utf-8", "replace").splitlines() if line.strip()]
        fatal = [line for line in lines if "FATAL" in line or "error" in line.lower() or "ERR" in line]
        return ((fatal or lines or ["no word in its log"])[-1])[:300]

    async def stop(self, gentle: signal.Signals, *, within_s: float = 10.0) -> None:
        """End the process: the gentle signal first, a kill when that takes longer than `within_s`."""
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(gentle)
            try:
                await asyncio.to_thread(process.wait, within_s)
            except subprocess.TimeoutExpired:
                process.kill()
        await asyncio.to_thread(process.wait)
        self._process = None

    async def kill(self) -> None:
        """End the process at once and without its cooperation, as a crash does."""
        if self._process is not None:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)
            self._process = None
