"""The ends of calls to a bus: an event to a message on a channel, the opening of a subscription."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, cast

from ..call.call import Call
from ..call.ends import BareEnds
from ..call.options import CallOptions
from ..contract.channel import EventOperation
from ..contract.policy import Policy
from ..contract.row import Row
from ..errors import ConfigurationError
from .bus import Bus, Subscription
from .codec import encode


class Message(NamedTuple):
    """What publishing carries."""

    channel: str
    payload: bytes
    ttl_s: float | None


class Following(NamedTuple):
    """What opening a subscription carries."""

    channel: str
    """Name of the channel or group."""
    members: tuple[str, ...]
    """Channels of a group; empty for a channel."""
    since: str | None


class EventCarrier:
    """See `Carrier`: one bus."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus

    def ends(self, row: Row, policy: Policy) -> EventEnds:
        """See `Carrier.ends`; rows are `EventOperation`s.

        Raises:
            ConfigurationError: the policy names a part that means nothing for events.
        """
        for part in ("hedge", "cache", "fallback"):
            if getattr(policy, part) is not None:
                raise ConfigurationError(f"{row.contract}.{row.id}: {part} means nothing for events ({row.source})")
        return EventEnds(self.bus, cast("EventOperation", row))


class EventEnds(BareEnds):
    """See `Ends`: a reply is the message's token, or the open subscription."""

    def __init__(self, bus: Bus, operation: EventOperation) -> None:
        self._bus = bus
        self._operation = operation
        self.send: Callable[[Call[Any], float], Awaitable[Any]] = (
            self._publish if operation.action == "send" else self._follow
        )

    def make(
        self, args: tuple[Any, ...], body: Any, options: CallOptions | None, deadline: float, now: float
    ) -> Call[Any]:
        """See `Ends.make`: `args` is (name of the channel,), `body` the event; or a `Following` to open."""
        channel = self._operation.channel
        if self._operation.action == "send":
            event = encode(body, self._operation.payloads[channel.id], max_bytes=channel.max_bytes)
            call: Call[Any] = Call(f"bus://{args[0]}", {}, Message(args[0], event, channel.ttl_s), deadline)
        else:
            call = Call(f"bus://{body.channel}", {}, body, deadline)
        call.inherit(identity=False)
        if options is not None:
            call.apply(options, now)
        return call

    async def _publish(self, call: Call[Message], _left_s: float) -> str:
        message = call.payload
        return await self._bus.publish(message.channel, message.payload, ttl_s=message.ttl_s)

    async def _follow(self, call: Call[Following], _left_s: float) -> Subscription:
        wanted = call.payload
        if not wanted.members:
            return await self._bus.subscribe((wanted.channel,), since=wanted.since)
        await self._bus.add_to_group(wanted.channel, wanted.members)
        return await self._bus.subscribe(group=wanted.channel, since=wanted.since)
