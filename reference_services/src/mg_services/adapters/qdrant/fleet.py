"""Several Qdrant servers as one: reads go to one that is well, writes go to all, one that was away is repaired.

`copies`   each server holds everything by itself. A write is done when one server in order has it; a server that
           missed it is *behind*: it is read only when no other answers, and repaired from one in order as soon as it
           answers again. One process writes and repairs; it remembers who is behind. To the others, and to itself
           after a restart, the servers' counts of points tell.
`cluster`  the servers replicate among each other. A write goes to one of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal, TypeVar

from mg_core.clock import Clock
from mg_core.errors import ApiError, ConnectError, MgError
from mg_core.observe.logging import get_logger
from mg_core.tasks import end

from .node import Asked, Node, away
from .repair import copy_page, counting, drop_page

T = TypeVar("T")
Replication = Literal["copies", "cluster"]
Prepare = Callable[[Node], Awaitable[None]]
"""Makes the collections of a node as they have to be."""
Step = Callable[[str, Node, Node, Any], Awaitable[Any]]
_log = get_logger("mg.qdrant")


class Fleet:
    """Servers that hold the same.

    Args:
        nodes: at least one.
        replication: see the module.
        probe_s: seconds between two looks at every node; a failing call is noticed at once.
    """

    def __init__(self, nodes: Sequence[Node], *, replication: Replication, probe_s: float, clock: Clock) -> None:
        self.nodes = list(nodes)
        self.collections: dict[str, Prepare] = {}
        """Collections that a repair restores, and how each is made."""
        self._replication = replication
        self._probe_s = probe_s
        self._clock = clock
        self._turn = 0
        self._writing = asyncio.Lock()
        self._writes = False
        self._looking = asyncio.Lock()
        self._probing: asyncio.Task[None] | None = None

    async def read(self, call: Asked[T]) -> T:
        """Ask the nodes one after the other until one answers, beginning with another one each time.

        Raises:
            ConnectError: `service_unavailable`, none answered.
            MgError: what the request deserves, e.g. ApiError with status 404.
        """
        self._begin_probing()
        failures: list[MgError] = []
        emptied: list[Node] = []
        for node in self._in_turn():
            try:
                answer = await node.read(call)
            except MgError as error:
                missing = isinstance(error, ApiError) and error.status == 404 and len(self.nodes) > 1
                if not missing and not away(error):
                    raise
                failures.append(error)
                if missing:
                    emptied.append(node)
            else:
                for each in emptied:
                    self._leave_behind(each, "it lost a collection that others have")
                return answer
        raise next((e for e in failures if not away(e)), None) or self._nobody([e.message for e in failures])

    async def write(self, call: Asked[Any]) -> None:
        """Write to the nodes; done when one that is in order has it.

        Raises:
            ConnectError: `service_unavailable`, none has it for certain.
            MgError: what the request deserves.
        """
        self._begin_probing()
        async with self._writing:
            self._writes = True
            if self._replication == "cluster" or len(self.nodes) == 1:
                await self._write_one(call)
            else:
                await self._write_all(call)

    async def probe(self) -> None:
        """Look at every node once, and repair those that are back."""
        async with self._looking:
            await self._probe()

    async def _probe(self) -> None:
        gone = [node for node in self.nodes if not node.healthy]
        await asyncio.gather(*(node.answers() for node in self.nodes))
        back = [node for node in gone if node.healthy]
        for node in back:
            _log.info("vector_node_back", node=node.place)
        late = any(node.behind and node.healthy for node in self.nodes)
        if back or (late and not self._writes):
            for name in self.collections:
                await self.compare(name)
        for node in self.nodes:
            if self._writes and node.behind and node.healthy:
                await self._repair(node)

    async def compare(self, collection: str) -> None:
        """Find nodes with fewer points than others: they were away while another process wrote.

        A process that does not write trusts a node again once it has as many points as the others.
        """
        if self._replication == "cluster" or len(self.nodes) == 1:
            return
        async with self._writing:
            asked = (node.read(counting(collection)) for node in self.nodes)
            outcomes = await asyncio.gather(*asked, return_exceptions=True)
        counts = [outcome if isinstance(outcome, int) else -1 for outcome in outcomes]
        for node, count in zip(self.nodes, counts, strict=True):
            if count < max(counts):
                self._leave_behind(node, f"{max(count, 0)} of {max(counts)} points")
            elif not self._writes and count >= 0:
                node.behind = False

    async def aclose(self) -> None:
        """Stop probing and close the connections."""
        if self._probing is not None:
            await end((self._probing,))
        await asyncio.gather(*(node.aclose() for node in self.nodes))

    def _in_turn(self) -> list[Node]:
        start = self._turn = (self._turn + 1) % len(self.nodes)
        order = [*self.nodes[start:], *self.nodes[:start]]
        # A single node gets a second chance: a kept connection may have been closed under the request.
        chances = order * 2 if len(order) == 1 else order
        return sorted(chances, key=lambda node: (node.behind, not node.healthy))

    def _nobody(self, failures: list[str]) -> ConnectError:
        left_s = min((node.breaker.left_s for node in self.nodes), default=0.0)
        reason = failures[-1] if failures else "every copy is behind or away"
        return ConnectError(f"the vector store is away: {reason}", retry_after_s=left_s or None)

    async def _write_one(self, call: Asked[Any]) -> None:
        failures: list[str] = []
        for node in self._in_turn():
            try:
                await node.write(call)
            except MgError as error:
                if not away(error):
                    raise
                failures.append(error.message)
            else:
                return
        raise self._nobody(failures)

    async def _write_all(self, call: Asked[Any]) -> None:
        wanted = [node for node in self.nodes if not node.behind or node.joining]
        outcomes = await asyncio.gather(*(node.write(call) for node in wanted), return_exceptions=True)
        done = [n for n, outcome in zip(wanted, outcomes, strict=True) if not isinstance(outcome, BaseException)]
        errors = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        if not any(not node.joining for node in done):
            refused = [error for error in errors if not isinstance(error, MgError) or not away(error)]
            raise refused[0] if refused else self._nobody([str(error) for error in errors])
        for node, outcome in zip(wanted, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                self._leave_behind(node, str(outcome))

    def _leave_behind(self, node: Node, reason: str) -> None:
        if not node.behind:
            _log.warning("vector_node_behind", node=node.place, reason=reason[:200])
        node.behind, node.joining = True, False

    def _begin_probing(self) -> None:
        if self._probing is None and len(self.nodes) > 1:
            self._probing = asyncio.create_task(self._probe_forever())

    async def _probe_forever(self) -> None:
        while True:
            await self._clock.sleep(self._probe_s)
            try:
                await self.probe()
            except Exception:  # noqa: BLE001 - the probing goes on, whatever one round brings
                _log.exception("vector_probe_failed")

    async def _repair(self, node: Node) -> None:
        """Make a node equal to one in order.

        Each page is read and written while no write goes on, and from the first page on the node gets every write, so
        that in the end it has missed nothing.
        """
        source = next((each for each in self.nodes if not each.behind and each.healthy), None)
        if source is None:
            return
        _log.info("vector_node_repair_begins", node=node.place, source=source.place)
        node.joining = True
        try:
            for name, prepare in self.collections.items():
                await prepare(node)
                for step in (drop_page, copy_page):
                    await self._every_page(step, name, node, source)
        except MgError as error:
            node.joining = False
            _log.warning("vector_node_repair_stopped", node=node.place, reason=error.message)
            return
        if node.joining:  # a write that failed meanwhile has thrown it back
            node.behind = node.joining = False
            _log.info("vector_node_repaired", node=node.place)

    async def _every_page(self, step: Step, name: str, node: Node, source: Node) -> None:
        offset: Any = None
        while True:
            async with self._writing:
                offset = await step(name, node, source, offset)
            if offset is None:
                return
