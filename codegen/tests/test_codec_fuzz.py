"""Our codec beside google's: the same bytes for good messages, the same verdict and meaning for mutated ones.

`MG_FUZZ_MUTANTS` sets how many mutants are tried (10,000), `MG_FUZZ_SEED` where the random numbers begin. Three
things may differ: nanoseconds are cut off to microseconds, times outside of the ranges of protobuf are refused, and so
is field number 0 in a message without fields and in an unknown group, where google's Python takes it.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
from codegen.tests.codec_pairs import Pair, bounded, fill, known, ours, out_of_range, torture
from google.protobuf.message import DecodeError as UpbError

from mg_core.rpc.wire import WireError

MUTANTS = int(os.environ.get("MG_FUZZ_MUTANTS", "10000"))
SEED = int(os.environ.get("MG_FUZZ_SEED", "4"))
LIMIT_S = 60 + MUTANTS // 500


def pairs() -> list[Pair]:
    """All message types of both sets; a well-known type of each set is a type of its own."""
    return [*ours().values(), *torture().values()]


def good(pair: Pair, rng: random.Random) -> bytes:
    return bytes(fill(pair.upb(), rng).SerializeToString(deterministic=True))


def test_good_messages_come_back_byte_for_byte() -> None:
    rng, checked = random.Random(SEED), 0
    with bounded(LIMIT_S):
        for pair in pairs():
            for _ in range(12):
                data = good(pair, rng)
                message = pair.ours.FromString(data)

                assert bytes(message) == data, pair.name
                assert message.SerializeToString() == data
                assert bytes(pair.ours.parse(bytes(message))) == data
                checked += 1
    assert checked > 1000


def mutant(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """One to three changes."""
    made = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        place = rng.randrange(len(made) + 1)
        match rng.randrange(9):
            case 0 if made:
                made[place % len(made)] ^= 1 << rng.randrange(8)
            case 1 if made:
                made[place % len(made)] = rng.choice([0, 1, 2, 3, 4, 5, 6, 7, 10, 127, 128, 255])
            case 2:
                made[place:place] = rng.randbytes(rng.randrange(1, 4))
            case 3:
                del made[place : place + rng.randrange(1, 5)]
            case 4:
                del made[place:]
            case 5:
                made += rng.choice(others)
            case 6:
                made[place:place] = made[: rng.randrange(len(made) + 1)]
            case 7 if made and made[place % len(made)] < 128:
                place %= len(made)
                made[place : place + 1] = bytes([made[place] | 128, *[128] * rng.randrange(3), 0])
            case _:
                made[place:place] = rng.choice(
                    [b"\x0b\x0c", b"\x0b", b"\x0c", b"\xff" * 9 + b"\x01", b"\xf8\xff\xff\xff\x0f\x05"]
                )
    return bytes(made)


def refusal(pair: Pair, data: bytes, theirs: Any, error: WireError) -> str:
    if theirs is None:
        return "both refuse"
    if "field number 0" in error.message:
        return "no field 0"
    assert "out of range" in error.message, f"{pair.name} {data.hex()}: upb accepts it, ours: {error}"
    assert out_of_range(theirs), f"{pair.name} {data.hex()}: {error}"
    return "no time"


def verdict(pair: Pair, data: bytes) -> str:
    """Compare both readings of some bytes; the name of what they agree about."""
    theirs: Any = None
    with suppress(UpbError):
        theirs = pair.upb.FromString(data)
    try:
        message = pair.ours.FromString(data)
    except WireError as error:
        return refusal(pair, data, theirs, error)
    assert theirs is not None, f"{pair.name} {data.hex()}: upb refuses it"
    again = pair.upb.FromString(bytes(message))
    if again.SerializeToString(deterministic=True) == theirs.SerializeToString(deterministic=True):
        return "equal"
    assert known(again) == known(theirs), f"{pair.name} {data.hex()}"
    return "equal but for nanoseconds"


def test_mutants_are_judged_as_google_judges_them() -> None:
    rng, found = random.Random(SEED), Counter[str]()
    chosen = pairs()
    # The torture contracts say more than ours.
    chosen += list(torture().values()) * 3
    samples = {pair.name: [good(pair, rng) for _ in range(4)] for pair in chosen}
    with bounded(LIMIT_S):
        for _ in range(MUTANTS):
            pair = rng.choice(chosen)
            mine = samples[pair.name]
            data = mutant(rng, rng.choice(mine), mine)
            found[verdict(pair, data)] += 1

    assert found["both refuse"] > MUTANTS / 10, found
    assert found["equal"] > MUTANTS / 10, found
    assert found["equal but for nanoseconds"] < MUTANTS / 50, found
    assert found["no field 0"] <= MUTANTS / 1000, found


def test_random_bytes_are_judged_as_google_judges_them() -> None:
    rng, chosen = random.Random(SEED + 1), pairs()
    with bounded(LIMIT_S):
        for _ in range(MUTANTS // 5):
            verdict(rng.choice(chosen), rng.randbytes(rng.randrange(12)))


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("torture.v1.Tree", b"\x12\x03\x98\x06\x01"),  # merged again and again, an unknown field each time
        ("torture.v1.Tree", b"\x12\x02\x22\x00"),
        ("torture.v1.Tree", b"\x98\x06\x01"),
        ("torture.v1.Tree", b"\x2a\x03\x18\x08\x01"),
        ("torture.v1.Choice", b"\x22\x02\x48\x01\x1a\x00"),
        ("torture.v1.WellKnown", b"\x0a\x02\x08\x01\x62\x02\x0a\x00"),
        ("torture.v1.Sparse", b"\x8a\x80\x01\x00\x90\x80\x80\x00\x05"),
        ("torture.v1.Lists", b"\x1a\x02\x80\x01\x18\x05"),
        ("google.protobuf.Struct", b"\x0a\x05\x0a\x01a\x12\x00"),
        ("google.protobuf.StringValue", b"\x0b\x0c"),
    ],
)
def test_time_grows_with_the_length_only(name: str, unit: bytes) -> None:
    with bounded(20):
        verdict(torture()[name], unit * (400_000 // len(unit)))
