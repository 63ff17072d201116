"""AsyncAPI 3 documents to event contracts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from codegen import names
from codegen.frontends import services
from codegen.frontends.schemas import Schemas, is_class
from codegen.ir import Channel, Contract, EventOperation, Finding, LoadContext, LoadResult, Param, Policy, Source
from codegen.policies import override
from codegen.source import Documents, Map, SourceError, fail, unsupported

T = TypeVar("T")

SUFFIXES: Final = frozenset({".yaml", ".yml", ".json"})
WORDS: Final[Mapping[str, frozenset[str]]] = {
    "root": frozenset({"x-mg-service", "x-mg-policy"}),
    "channel": frozenset({"x-mg-pubnub", "x-mg-redis", "x-mg-delivery"}),
    "operation": frozenset({"x-mg-policy"}),
}
MEMBERS: Final[Mapping[str, Mapping[str, tuple[str, ...] | type[Any]]]] = {
    "x-mg-pubnub": {
        "kind": ("channel", "group", "presence"),
        "store": bool,
        "ttl_hours": int,
        "presence": bool,
        "max_bytes": int,
        "name": str,
        "members": list,
        "of": str,
        "timeout_s": int,
        "heartbeat_s": int,
    },
    "x-mg-redis": {"kind": ("pubsub",), "max_bytes": int},
    "x-mg-delivery": {
        "live": ("at_most_once",),
        "catch_up": ("history", "none"),
        "dedupe_key": str,
        "order_by": ("timetoken", "none"),
        "publisher": ("one_in_flight",),
    },
}
"""Members of our objects: the allowed values, or their type."""
MAX_BYTES: Final = 32 * 1024
_PLACE: Final = re.compile(r"\{([^{}]*)\}")
_ILLEGAL: Final = re.compile(r"[,:*/\\\s]")
_ARGUMENTS: Final = frozenset({"event", "since"})


def load(context: LoadContext) -> LoadResult:
    """Every AsyncAPI document below the context's folder, as one event contract each."""
    documents = Documents(context.shown)
    contracts: list[Contract] = []
    findings: list[Finding] = []
    for path in sorted(path for path in context.root.rglob("*") if path.suffix in SUFFIXES and path.is_file()):
        if not _claims(path):
            continue
        try:
            reader = Reader(documents.load(path), path, documents, context)
            contracts.append(reader.contract())
            findings.extend(reader.findings)
        except SourceError as error:
            findings.append(error.finding)
    return LoadResult(tuple(contracts), tuple(findings), tuple(documents.files))


def _claims(path: Path) -> bool:
    head = path.read_text(encoding="utf-8", errors="replace")
    return any(word in head for word in ("\nasyncapi:", '"asyncapi"')) or head.startswith("asyncapi:")


class Reader:
    """Reads one document."""

    def __init__(self, root: Any, path: Path, documents: Documents, context: LoadContext) -> None:
        if not isinstance(root, Map):
            raise fail(Source(documents.shown(path), 1), "an AsyncAPI document is a mapping")
        version = str(root.get("asyncapi", ""))
        if not version.startswith(("3.0", "3.1")):
            raise fail(root.at("asyncapi"), f"AsyncAPI {version or '(no version)'}: 3.0 and 3.1 are understood")
        self.root = root
        self.path = path
        self.documents = documents
        self.context = context
        self.schemas = Schemas(documents, legacy=False, foreign=context.foreign)
        self.findings: list[Finding] = []
        self.name = services.name_of(root, path)

    def contract(self) -> Contract:
        """The whole contract; what is wrong with it is in `findings`."""
        info = _mapping(self.root.get("info"))
        self._words(self.root, "root")
        default = self._policy(self.root, self.context.profiles[self.context.default_profile], "")
        nodes = _mapping(self.root.get("channels"))
        channels: list[Channel] = []
        for identifier in nodes:
            built = self._tried(partial(self._channel, identifier, nodes))
            if built is not None:
                channels.append(built)
        found = {channel.id: channel for channel in channels}
        for channel in channels:
            self._check(channel, found)
        operations = self._operations(found, default)
        self.findings.extend(self.schemas.notes)
        return Contract(
            name=self.name,
            kind="events",
            title=str(info.get("title", self.name)),
            version=str(info.get("version", "")),
            description=str(info.get("description", "")).strip(),
            source=self.root.at("asyncapi"),
            channels=tuple(self._with(channel, operations) for channel in channels),
            marks=services.marks_of(self.root, self.findings),
            schemas=dict(self.schemas.known),
            foreign=self.context.foreign,
        )

    def _with(self, channel: Channel, operations: list[tuple[str, EventOperation]]) -> Channel:
        mine = tuple(operation for target, operation in operations if target == channel.id)
        return Channel(
            id=channel.id,
            name=channel.name,
            address=channel.address,
            protocol=channel.protocol,
            params=channel.params,
            operations=mine,
            summary=channel.summary,
            source=channel.source,
            extensions=channel.extensions,
        )

    def _channel(self, identifier: str, nodes: Map) -> Channel:
        source = nodes.at(identifier)
        node, _ = self._followed(nodes[identifier], self.path, source)
        self._words(node, "channel")
        ours = {key: _sound(key, _mapping(node[key])) for key in MEMBERS if key in node}
        protocol = self._protocol(node, source)
        pubnub: Mapping[str, Any] = ours.get("x-mg-pubnub", {})
        address = pubnub.get("name") if pubnub.get("kind") == "group" else node.get("address")
        if not isinstance(address, str) or not address:
            raise fail(source, f"the channel {identifier!r} has no address")
        params = self._params(address, node, source)
        self._check_address(address, protocol, node.at("address"))
        return Channel(
            id=identifier,
            name=names.snake(identifier),
            address=address,
            protocol=protocol,
            params=params,
            operations=(),
            summary=str(node.get("summary") or node.get("description") or f"Channel {identifier}.").strip(),
            source=source,
            extensions={**ours, "types": self._messages(node, source)},
        )

    def _protocol(self, node: Map, source: Source) -> str:
        for key, protocol in (("x-mg-pubnub", "pubnub"), ("x-mg-redis", "redis")):
            if key in node:
                return protocol
        servers = [_mapping(server).get("protocol") for server in _mapping(self.root.get("servers")).values()]
        if "redis" in servers:
            return "redis"
        raise unsupported(
            source, "events travel over PubNub (x-mg-pubnub) or Redis (x-mg-redis); the channel names neither"
        )

    def _params(self, address: str, node: Map, source: Source) -> tuple[Param, ...]:
        declared = _mapping(node.get("parameters"))
        used = list(dict.fromkeys(_PLACE.findall(address)))
        for missing in [name for name in used if name not in declared]:
            raise fail(source, f"the address names {{{missing}}}, which is no parameter of the channel")
        for extra in [name for name in declared if name not in used]:
            raise fail(declared.at(extra), f"the parameter {extra!r} is not in the address {address!r}")
        return tuple(self._param(name, declared) for name in used)

    def _param(self, wire: str, declared: Map) -> Param:
        source = declared.at(wire)
        node, _ = self._followed(declared[wire], self.path, source)
        name = names.argument(wire)
        return Param(
            wire=wire,
            name=f"{name}_" if name in _ARGUMENTS else name,
            location="path",
            type="str",
            schema={"type": "string"},
            required=True,
            explode=False,
            description=str(node.get("description", "")).strip(),
            source=source,
        )

    def _check_address(self, address: str, protocol: str, source: Source) -> None:
        bare = _PLACE.sub("", address)
        if protocol == "redis":
            if re.search(r"\s", bare):
                self._say(source, f"the address {address!r} holds a space")
            return
        if found := _ILLEGAL.search(bare):
            self._say(source, f"the address {address!r} holds {found[0]!r}, which PubNub does not allow")
        if bare.count(".") > 2:
            self._say(source, f"the address {address!r} has more than two dots: PubNub's wildcards end there")
        if len(bare) > 92:
            self._say(source, f"the address {address!r} has more than 92 characters without its parameters")

    def _messages(self, node: Map, source: Source) -> tuple[str, ...]:
        messages = _mapping(node.get("messages"))
        if not messages:
            raise fail(source, "the channel has no messages")
        return tuple(self._message(key, messages) for key in messages)

    def _message(self, key: str, messages: Map) -> str:
        source = messages.at(key)
        node, path = self._followed(messages[key], self.path, source)
        for word in ("headers", "traits"):
            if word in node:
                raise unsupported(node.at(word), f"{word} of a message: an event is its payload")
        kind = node.get("contentType", self.root.get("defaultContentType", "application/json"))
        if kind != "application/json":
            raise unsupported(node.at("contentType"), f"content type {kind!r}: events are application/json")
        if not isinstance(node.get("payload"), Map):
            raise fail(node.at(), "the message has no payload")
        schema = self.schemas.convert(node["payload"], path)
        return self.schemas.annotation(schema, names.pascal(key), node.at("payload"))

    def _check(self, channel: Channel, found: Mapping[str, Channel]) -> None:
        pubnub = channel.extensions.get("x-mg-pubnub", {})
        delivery = channel.extensions.get("x-mg-delivery", {})
        members = pubnub.get("members", []) if pubnub.get("kind") == "group" else []
        if pubnub.get("kind") == "group" and not members:
            self._say(channel.source, f"the group {channel.id!r} has no members")
        for member in members:
            other = found.get(member)
            if other is None:
                self._say(
                    channel.source, f"the group {channel.id!r} names the channel {member!r}, which does not exist"
                )
            elif [p.wire for p in other.params] != [p.wire for p in channel.params]:
                self._say(
                    channel.source, f"the group {channel.id!r} and its member {member!r} have different parameters"
                )
        if delivery.get("catch_up") == "history" and not members and pubnub.get("store") is not True:
            self._say(channel.source, "catch_up: history needs a channel that stores (x-mg-pubnub: {store: true})")
        if pubnub.get("max_bytes", 0) > MAX_BYTES:
            self._say(channel.source, f"max_bytes {pubnub['max_bytes']}: PubNub takes at most {MAX_BYTES}")
        self._check_dedupe(channel, delivery.get("dedupe_key"))

    def _check_dedupe(self, channel: Channel, key: str | None) -> None:
        for kind in channel.extensions["types"] if key else ():
            schema = self.schemas.known.get(kind.removeprefix("models."), {})
            if not is_class(schema) or key not in schema.get("properties", {}):
                self._say(channel.source, f"dedupe_key {key!r} is no member of {kind.removeprefix('models.')}")

    def _operations(self, found: Mapping[str, Channel], default: Policy) -> list[tuple[str, EventOperation]]:
        nodes = _mapping(self.root.get("operations"))
        result: list[tuple[str, EventOperation]] = []
        for identifier in nodes:
            built = self._tried(partial(self._operation, identifier, nodes, found, default))
            if built is None:
                continue
            if any(built[1].name == other.name and built[1].action == other.action for _, other in result):
                self._say(built[1].source, f"the Python name {built[1].name!r} is used twice")
            result.append(built)
        return result

    def _operation(
        self, identifier: str, nodes: Map, found: Mapping[str, Channel], default: Policy
    ) -> tuple[str, EventOperation] | None:
        source = nodes.at(identifier)
        node = nodes[identifier]
        if not isinstance(node, Map):
            raise fail(source, f"the operation {identifier!r} is not a mapping")
        self._words(node, "operation")
        for word in ("reply", "traits", "messages"):
            if word in node:
                raise unsupported(
                    node.at(word), f"{word} of an operation: it carries all messages of its channel, one way"
                )
        reference = _mapping(node.get("channel")).get("$ref", "")
        target = str(reference).removeprefix("#/channels/")
        if not str(reference).startswith("#/channels/") or target not in _mapping(self.root.get("channels")):
            raise fail(node.at("channel"), f"the operation {identifier!r} names no channel of this document")
        if target not in found:
            return None
        action = self._action(identifier, node, found[target])
        return target, EventOperation(
            id=identifier,
            name=names.method(identifier),
            action=action,
            messages=found[target].extensions["types"],
            policy=self._policy(node, default, identifier),
            summary=str(node.get("summary") or node.get("description") or f"{identifier}.").strip(),
            source=source,
        )

    def _action(self, identifier: str, node: Map, channel: Channel) -> Literal["send", "receive"]:
        action = node.get("action")
        if action not in {"send", "receive"}:
            raise fail(node.at("action"), f"the action of {identifier!r} is send or receive, not {action!r}")
        kind = channel.extensions.get("x-mg-pubnub", {}).get("kind", "channel")
        if action == "send" and kind != "channel":
            raise fail(node.at("action"), f"nobody can send to a {kind}; publish to its channels")
        return "send" if action == "send" else "receive"

    def _policy(self, node: Map, default: Policy, name: str) -> Policy:
        stated = node.get("x-mg-policy")
        if stated is None:
            return default
        profile = stated.get("profile") if isinstance(stated, Map) else stated
        if profile is not None and profile not in self.context.profiles:
            allowed = ", ".join(sorted(self.context.profiles))
            raise fail(node.at("x-mg-policy"), f"unknown policy profile {profile!r}; allowed: {allowed}")
        base = self.context.profiles[profile] if profile is not None else default
        return override(base, stated, f"{base.name}+{name}") if isinstance(stated, Map) else base

    def _words(self, node: Map, place: str) -> None:
        allowed = WORDS[place]
        for key, value in node.items():
            if key.startswith("x-mg-") and key not in allowed:
                self._say(node.at(key), f"unknown word {key!r}; allowed here: {', '.join(sorted(allowed))}")
            elif key in MEMBERS:
                self._members(key, value, node.at(key))

    def _members(self, word: str, value: Any, source: Source) -> None:
        if not isinstance(value, Map):
            self._say(source, f"{word} is a mapping")
            return
        for key, item in value.items():
            if problem := _problem(word, key, item):
                self._say(value.at(key), problem)

    def _followed(self, node: Any, path: Path, source: Source) -> tuple[Map, Path]:
        seen: set[tuple[str, str]] = set()
        while isinstance(node, Map) and "$ref" in node:
            reference = str(node["$ref"])
            if (str(path), reference) in seen:
                raise fail(source, f"$ref in a circle: {reference}")
            seen.add((str(path), reference))
            node, path, _ = self.documents.resolve(reference, path, node.at("$ref"))
        if not isinstance(node, Map):
            raise fail(source, "a mapping is expected here")
        return node, path

    def _tried(self, build: Callable[[], T]) -> T | None:
        try:
            return build()
        except SourceError as error:
            self.findings.append(error.finding)
            return None

    def _say(self, source: Source, message: str) -> None:
        self.findings.append(Finding(source, message))


_KINDS: Final[Mapping[Any, str]] = {bool: "boolean", int: "whole number above 0", str: "text", list: "list"}


def _problem(word: str, key: str, item: Any) -> str | None:
    """What is wrong with one member of one of our objects."""
    allowed = MEMBERS[word].get(key)
    if allowed is None:
        return f"unknown member {key!r} of {word}; allowed: {', '.join(MEMBERS[word])}"
    if isinstance(allowed, tuple):
        return None if item in allowed else f"{word}.{key} is {item!r}; allowed: {', '.join(allowed)}"
    if not isinstance(item, allowed) or (allowed is int and (isinstance(item, bool) or item < 1)):
        return f"{word}.{key} is no {_KINDS[allowed]}: {item!r}"
    return None


def _sound(word: str, node: Map) -> dict[str, Any]:
    """The members of one of our objects that are right."""
    return {key: item for key, item in node.items() if _problem(word, key, item) is None}


def _mapping(node: Any) -> Map:
    return node if isinstance(node, Map) else Map("", 0)


__all__ = ["MEMBERS", "WORDS", "Reader", "load"]
