"""Each message class of ours beside google's (upb), made from the same descriptors, and random messages of them."""

from __future__ import annotations

import importlib
import math
import random
import signal
import struct
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from codegen import pipeline, writer
from codegen.emitters.codec_plan import plans
from codegen.frontends import protobuf
from codegen.ir import LoadContext, Target
from codegen.ir_rpc import ProtoSet
from google.protobuf import descriptor_pool, message_factory
from google.protobuf.descriptor import FieldDescriptor as Kind

from mg_core.contract.policy import Policy, TimeoutPolicy

HERE = Path(__file__).parent
TORTURE = HERE / "torture"
ROOT = HERE.parents[1]
PAIRS = {"google.protobuf.Timestamp", "google.protobuf.Duration"}
WORDS = ["", "a", "Zoë", "東京", "\U0001f3ac", "x" * 127, "y" * 128, "z" * 300, "\x00"]
INTEGERS = {
    **dict.fromkeys((Kind.TYPE_INT32, Kind.TYPE_SINT32, Kind.TYPE_SFIXED32), (-(1 << 31), (1 << 31) - 1)),
    **dict.fromkeys((Kind.TYPE_INT64, Kind.TYPE_SINT64, Kind.TYPE_SFIXED64), (-(1 << 63), (1 << 63) - 1)),
    **dict.fromkeys((Kind.TYPE_UINT32, Kind.TYPE_FIXED32), (0, (1 << 32) - 1)),
    **dict.fromkeys((Kind.TYPE_UINT64, Kind.TYPE_FIXED64), (0, (1 << 64) - 1)),
}


@dataclass(frozen=True)
class Pair:
    """One message type in two runtimes."""

    name: str
    ours: Any
    upb: Any


@cache
def torture_target() -> Target:
    """Generate the torture contracts, and make them importable as `torture_sdk`."""
    target = pipeline.foreign_target("torture_sdk")
    folder = tempfile.mkdtemp(prefix="torture-")
    writer.write(pipeline.run(TORTURE, TORTURE, target, foreign=True).files, Path(folder), target)
    sys.path.insert(0, folder)
    return target


@cache
def torture() -> dict[str, Pair]:
    """The message types of the torture contracts, well-known ones included."""
    return _pairs(TORTURE, f"{torture_target().clients_package}.pb")


@cache
def ours() -> dict[str, Pair]:
    """The message types of our own contracts."""
    return _pairs(ROOT / "spec", "mg_clients._generated.pb")


def _pairs(spec: Path, package: str) -> dict[str, Pair]:
    proto_set = proto_set_of(spec)
    pool = descriptor_pool.DescriptorPool()
    for file in proto_set.files:
        pool.Add(file)
    found = {}
    for place, listed in plans(proto_set).items():
        module = importlib.import_module(f"{package}.{place}")
        for plan in listed:
            google = message_factory.GetMessageClass(pool.FindMessageTypeByName(plan.proto_name))
            found[plan.proto_name] = Pair(plan.proto_name, getattr(module, plan.ref.name), google)
    return found


def proto_set_of(spec: Path) -> ProtoSet:
    policy = Policy("internal", TimeoutPolicy(1.0, 3.0))
    profiles = dict.fromkeys(("internal", "platform", "external"), policy)
    result = protobuf.load(LoadContext(spec, spec, profiles, "internal"))
    found: ProtoSet = result.contracts[0].extra
    return found


@contextmanager
def bounded(seconds: int) -> Iterator[None]:
    """Fail instead of hanging: codecs wait for nothing, so only a signal can end them."""

    def stop(*_: object) -> None:
        message = f"not done within {seconds} s"
        raise AssertionError(message)

    old = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, old)


def fill(message: Any, rng: random.Random, depth: int = 3) -> Any:
    """Set a random half of the fields of one of google's messages; times in microseconds, inside their ranges."""
    name = message.DESCRIPTOR.full_name
    if name in PAIRS:
        span = 315_576_000_000 if name.endswith("Duration") else 60_000_000_000
        message.seconds = rng.choice([0, 1, -1, rng.randint(-span, span)])
        nanos = 1000 * rng.randrange(1_000_000)
        message.nanos = -nanos if name.endswith("Duration") and message.seconds < 0 else nanos
        return message
    for field in message.DESCRIPTOR.fields:
        if rng.random() < 0.5:
            _fill_field(message, field, rng, depth)
    return message


def _fill_field(message: Any, field: Any, rng: random.Random, depth: int) -> None:
    nested = field.type == Kind.TYPE_MESSAGE
    if nested and field.message_type.GetOptions().map_entry:
        _fill_map(getattr(message, field.name), field.message_type, rng, depth)
    elif field.is_repeated:
        values = getattr(message, field.name)
        for _ in range(rng.choice([1, 1, 2, 5])):
            if not nested:
                values.append(scalar(field, rng))
            elif depth:
                fill(values.add(), rng, depth - 1)
    elif not nested:
        setattr(message, field.name, scalar(field, rng))
    elif depth:
        getattr(message, field.name).SetInParent()
        fill(getattr(message, field.name), rng, depth - 1)


def _fill_map(values: Any, entry: Any, rng: random.Random, depth: int) -> None:
    key, value = entry.fields_by_name["key"], entry.fields_by_name["value"]
    for _ in range(rng.choice([1, 2, 3])):
        if value.type != Kind.TYPE_MESSAGE:
            values[scalar(key, rng)] = scalar(value, rng)
        elif depth:
            fill(values[scalar(key, rng)], rng, depth - 1)


def scalar(field: Any, rng: random.Random) -> Any:
    """A random value, often one at an edge."""
    kind = field.type
    if kind in INTEGERS:
        low, high = INTEGERS[kind]
        return rng.choice([low, high, 0, 1, 127, 128, rng.randint(low, high), rng.randint(0, 300)])
    if kind == Kind.TYPE_BOOL:
        return rng.random() < 0.5
    if kind == Kind.TYPE_STRING:
        return rng.choice(WORDS)
    if kind == Kind.TYPE_BYTES:
        return rng.randbytes(rng.choice([0, 1, 5, 127, 128, 200]))
    if kind == Kind.TYPE_ENUM:
        return rng.choice([0, 1, 2, 77, 200, -1, (1 << 31) - 1, -(1 << 31)])
    edges = [0.0, -0.0, 1.5, -2.25, math.inf, -math.inf, math.nan, 5e-324, rng.uniform(-1e6, 1e6)]
    value = rng.choice(edges)
    return struct.unpack("<f", struct.pack("<f", value))[0] if kind == Kind.TYPE_FLOAT else value


def out_of_range(message: Any) -> bool:
    """Whether one of google's messages holds a time that Python's times cannot be."""
    found = False
    for moment in _nested(message):
        if moment.DESCRIPTOR.full_name == "google.protobuf.Timestamp":
            found |= not (-62_135_596_800 <= moment.seconds <= 253_402_300_799 and 0 <= moment.nanos < 10**9)
        elif moment.DESCRIPTOR.full_name == "google.protobuf.Duration":
            found |= abs(moment.seconds) > 315_576_000_000 or abs(moment.nanos) >= 10**9
            found |= moment.seconds * moment.nanos < 0
    return found


def known(message: Any) -> str:
    """What one of google's messages means to us, as text.

    Nanoseconds are cut off, and unknown fields of what is a plain Python value are left out.
    """
    for part in _nested(message):
        full = part.DESCRIPTOR.full_name
        if full in PAIRS:
            part.DiscardUnknownFields()
            part.nanos = int(part.nanos / 1000) * 1000
        elif full.startswith("google.protobuf.") and full.endswith("Value") and full != "google.protobuf.ListValue":
            part.DiscardUnknownFields()
    return str(message)


def _nested(message: Any) -> Iterator[Any]:
    for field, value in message.ListFields():
        if field.type != Kind.TYPE_MESSAGE:
            continue
        if field.message_type.GetOptions().map_entry:
            if field.message_type.fields_by_name["value"].type != Kind.TYPE_MESSAGE:
                continue
            parts = list(value.values())
        else:
            parts = list(value) if field.is_repeated else [value]
        for part in parts:
            yield part
            yield from _nested(part)
