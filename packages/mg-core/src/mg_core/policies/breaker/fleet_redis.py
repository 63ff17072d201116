"""A fleet's breakers over Redis: commands out, news in, both by tasks of their own; no call ever waits for them.

    async with Fleet(redis, quorum=2) as fleet:
        client = DiscoveryClient(url, breakers=fleet.source("discovery"))

Needs the extra `fleet`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Final, Self

from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from ...contract.policy import BreakerPolicy
from ...errors import ConfigurationError
from ...observe.logging import get_logger
from ...observe.samples import Sample, sample
from ...tasks import SWALLOWED_S, end
from .fleet import Command, FleetBreaker, News
from .fleet_scripts import SCRIPTS
from .groups import Breakers
from .machine import State

HEARTBEAT_S: Final = 5.0
"""Seconds without news after which the connection is tested; as many again, and it counts as lost."""

REST_S: Final = 0.5
"""Seconds for which Redis is left alone after it failed."""

_QUEUE: Final = 1000
_LOST: Final = (RedisError, OSError, TimeoutError)
_log = get_logger("mg_core.fleet")


class Fleet:
    """The breakers that this process shares with others, for one event loop.

    Attributes:
        connected: Redis answered last time.
        commands: commands that Redis answered.
        errors: commands and connections that failed.
        dropped: commands that were not sent, because Redis was down or the queue was full.
    """

    def __init__(
        self,
        redis: Redis,
        *,
        quorum: int = 2,
        node: str | None = None,
        prefix: str = "mg",
        timeout_s: float = 0.25,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Opens no connection.

        Args:
            redis: a client of redis-py; the caller closes it.
            quorum: processes that must have opened on their own evidence before all are opened; 1 or more. With 1,
                one bad process poisons all; with more processes asked for than there are, it never happens.
            node: name of this process among the voters; random by default.
            prefix: of keys and channel; a fleet is the processes that share it.
            timeout_s: seconds that Redis may take for a command.
            now: monotonic seconds; the clock of the clients that use these breakers.

        Raises:
            ConfigurationError: a quorum below 1 or a time limit of 0 or less.
        """
        if quorum < 1 or timeout_s <= 0:
            raise ConfigurationError("a fleet needs a quorum of at least 1 and a timeout_s above 0")
        self.connected = False
        self.commands = self.errors = self.dropped = 0
        self._redis: Any = redis
        self._quorum = quorum
        self._node = node or secrets.token_hex(8)
        self._prefix = prefix
        self._timeout_s = timeout_s
        self._now = now
        self._scripts = {kind: self._redis.register_script(text) for kind, text in SCRIPTS.items()}
        self._breakers: dict[str, FleetBreaker] = {}
        self._queue: asyncio.Queue[tuple[FleetBreaker, Command] | None] = asyncio.Queue(_QUEUE)
        self._keys: dict[int, str] = {}
        self._rest_until = 0.0
        self._tasks: list[asyncio.Task[None]] = []

    def source(self, service: str) -> Breakers:
        """The breakers of one service, for the client's argument `breakers`."""
        return Breakers(service, self._now, lambda name, policy, _now: self.breaker(name, policy), loop_only=True)

    def breaker(self, name: str, policy: BreakerPolicy) -> FleetBreaker:
        """The fleet's breaker of this name and these numbers; processes with other numbers share another one."""
        key = f"{name}:{policy.failures}:{policy.open_s:g}:{policy.trials}"
        found = self._breakers.get(key)
        if found is None:
            found = self._breakers[key] = FleetBreaker(name, policy, self._now, self._send, self.breaker)
            self._keys[id(found)] = key
            if self._tasks:
                found.rejoin()
        return found

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(self._work()), asyncio.create_task(self._listen())]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Send what is queued, withdraw from the fleet, and go on by local rules."""
        for breaker in self._breakers.values():
            breaker.wanted_elsewhere()
        if self.connected:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._timeout_s):
                    await self._queue.join()
        running, self._tasks = self._tasks, []
        await end(running, again_s=SWALLOWED_S)
        for breaker in self._breakers.values():
            breaker.unreachable()

    def metrics(self) -> Iterator[Sample]:
        """Rows for an exporter, as those of a client: `App(..., clients=(client, fleet))`."""
        yield sample("mg_fleet_connected", float(self.connected), {})
        yield sample("mg_fleet_commands_total", self.commands, {})
        yield sample("mg_fleet_errors_total", self.errors, {})
        yield sample("mg_fleet_dropped_total", self.dropped, {})

    def _send(self, breaker: FleetBreaker, command: Command) -> None:
        try:
            if self._tasks:
                self._queue.put_nowait((breaker, command))
        except asyncio.QueueFull:
            self.dropped += 1
            breaker.unreachable()

    def _nudge(self) -> None:
        with contextlib.suppress(asyncio.QueueFull):
            self._queue.put_nowait(None)

    async def _work(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._wait_s()):
                    item = await self._queue.get()
            except TimeoutError:
                self._wake()
                continue
            if item is not None:
                await self._execute(*item)
            self._queue.task_done()

    def _wake(self) -> None:
        for breaker in self._breakers.values():
            if self.connected:
                breaker.wake()
            else:
                breaker.rejoin()

    def _wait_s(self) -> float | None:
        times = [at for breaker in self._breakers.values() if (at := breaker.due()) is not None]
        if self._breakers and not self.connected:
            times.append(self._rest_until)
        return max(0.001, min(times) - self._now()) if times else None

    async def _execute(self, breaker: FleetBreaker, command: Command) -> None:
        if self._now() < self._rest_until:
            self.dropped += 1
            breaker.unreachable()
            return
        key = f"{self._prefix}:breaker:{{{self._keys[id(breaker)]}}}"
        numbers = breaker.policy
        values = (
            self._channel, self._keys[id(breaker)], self._node, self._quorum, max(1, round(numbers.open_s * 1000)),
            numbers.trials, command.generation, command.count,
        )  # fmt: skip
        try:
            async with asyncio.timeout(self._timeout_s):
                state, generation, left_ms, granted = await self._scripts[command.kind]([key, f"{key}:votes"], values)
        except _LOST as error:
            self._lost(error)
            breaker.unreachable()
            return
        self.commands += 1
        self._found()
        if command.kind not in ("withdraw", "give_back"):
            news = News(State(int(state)), int(generation), int(left_ms) / 1000, int(granted))
            breaker.learn(news, answer_to=command.kind)

    @property
    def _channel(self) -> str:
        return f"{self._prefix}:breakers"

    async def _listen(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await pubsub.subscribe(self._channel)
                    await self._hear(pubsub)
            except _LOST as error:
                self._lost(error)
                await asyncio.sleep(REST_S)

    async def _hear(self, pubsub: Any) -> None:
        silent = False
        while True:
            message = await pubsub.get_message(timeout=HEARTBEAT_S)
            if message is None:
                if silent:
                    raise RedisConnectionError("no sign of life")
                silent = True
                await pubsub.ping()
                continue
            silent = False
            if message["type"] == "subscribe":
                self._rest_until = 0.0
                for breaker in self._breakers.values():
                    breaker.rejoin()
            elif message["type"] == "message":
                self._take(message["data"])
                self._nudge()

    def _take(self, data: bytes | str) -> None:
        try:
            said = json.loads(data)
            kind, breaker = said["kind"], self._breakers.get(said["name"])
            news = News(State(said["state"]), int(said["generation"]), said["left_ms"] / 1000)
        except (ValueError, KeyError, TypeError):
            _log.warning("fleet_message_ignored", channel=self._channel)
            return
        if breaker is None:
            return
        if kind == "state":
            breaker.learn(news)
        elif kind == "wanted":
            breaker.wanted_elsewhere()
        elif kind == "returned":
            breaker.returned_elsewhere()

    def _lost(self, error: Exception) -> None:
        self.errors += 1
        self._rest_until = self._now() + REST_S
        if self.connected or self.errors == 1:
            _log.warning("fleet_store_lost", reason=type(error).__name__, rules="local")
        self.connected = False

    def _found(self) -> None:
        if not self.connected:
            _log.info("fleet_store_found")
            self._wake()
            self.connected = True
