"""What the wire format demands, one case at a time with google's codec as judge, and what our classes make of it."""

from __future__ import annotations

import copy
import importlib
import io
import math
import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import betterproto2
import pytest
from codegen.emitters import codec
from codegen.tests.codec_pairs import TORTURE, proto_set_of, torture, torture_target
from google.protobuf.message import DecodeError as UpbError

from mg_core.errors import ConfigurationError, DecodeError
from mg_core.rpc import wire
from mg_core.rpc.wire import EncodeError, WireError

torture_target()
pb = importlib.import_module("torture_sdk.clients.pb.torture.v1")
google = importlib.import_module("torture_sdk.clients.pb.google.protobuf")

NUMBERS = ["int32", "int64", "uint32", "uint64", "sint32", "sint64", "bool", "mood"]
KINDS = ["double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64"]
KINDS += ["sfixed32", "sfixed64", "bool", "string", "bytes", "mood"]
SCALARS = list(enumerate(KINDS, 1))
WIRE_TYPES = {
    "double": 1,
    "fixed64": 1,
    "sfixed64": 1,
    "float": 5,
    "fixed32": 5,
    "sfixed32": 5,
    "string": 2,
    "bytes": 2,
}
CONTENT = {0: b"\xac\x02", 1: bytes(range(1, 9)), 2: b"\x03abc", 5: b"\x01\x02\x03\x04"}
MAX = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"


def tag(number: int, wire_type: int) -> bytes:
    return wire.put_varint(number << 3 | wire_type)


def nested(number: int, content: bytes) -> bytes:
    return tag(number, 2) + wire.put_varint(len(content)) + content


def judged(name: str, data: bytes) -> Any:
    """Our message when both codecs take the bytes and mean the same, None when both refuse."""
    pair = torture()[name if "." in name else f"torture.v1.{name}"]
    try:
        theirs = pair.upb.FromString(data)
    except UpbError:
        with pytest.raises(WireError):
            pair.ours.FromString(data)
        return None
    message = pair.ours.FromString(data)
    again = pair.upb.FromString(bytes(message))
    assert again.SerializeToString(deterministic=True) == theirs.SerializeToString(deterministic=True)
    return message


@pytest.mark.parametrize(("number", "kind"), SCALARS, ids=[kind for _, kind in SCALARS])
def test_each_scalar_in_each_role_ends_in_its_middle(number: int, kind: str) -> None:
    wire_type = WIRE_TYPES.get(kind, 0)
    data = tag(number, wire_type) + CONTENT[wire_type]
    for message in ("Scalars", "Optionals", "Lists"):
        assert judged(message, data) is not None
        for cut in range(1, len(data)):
            assert judged(message, data[:cut]) is None, (message, cut)
    packed = nested(number, CONTENT[wire_type])
    if wire_type != 2:
        assert judged("Lists", packed) is not None
        for cut in range(1, len(packed)):
            assert judged("Lists", packed[:cut]) is None, cut
        for cut in range(1, len(CONTENT[wire_type])):
            assert judged("Lists", nested(number, CONTENT[wire_type][:cut])) is None


@pytest.mark.parametrize(("number", "kind"), SCALARS, ids=[kind for _, kind in SCALARS])
@pytest.mark.parametrize("wire_type", [0, 1, 2, 5])
def test_another_wire_type_is_an_unknown_field(number: int, kind: str, wire_type: int) -> None:
    data = tag(number, wire_type) + CONTENT[wire_type]

    message = judged("Scalars", data)

    if wire_type != WIRE_TYPES.get(kind, 0):
        assert message == pb.Scalars()
        assert bytes(message) == data


@pytest.mark.parametrize("wire_type", [3, 4, 6, 7])
@pytest.mark.parametrize("number", [0, 1, 99])
def test_illegal_tags_are_refused(wire_type: int, number: int) -> None:
    assert judged("Scalars", tag(number, wire_type)) is None
    assert judged("Scalars", tag(number, wire_type) + b"\x00" * 9) is None


@pytest.mark.parametrize(
    "data",
    [
        b"\x9b\x06\x9c\x06",
        b"\x9b\x06\x08\x01\x12\x01a\x9c\x06",
        b"\x9b\x06\xa3\x06\xa4\x06\x9c\x06",
        b"\x9b\x06\xa4\x06",
        b"\x9b\x06\xa3\x06\x9c\x06\xa4\x06",
        b"\x9b\x06",
        b"\x9b\x06\x0e\x9c\x06",
        b"\x18\x01\x9b\x06\x9c\x06\x20\x02",
    ],
)
def test_groups_are_skipped_when_they_end_as_they_began(data: bytes) -> None:
    judged("Scalars", data)


@pytest.mark.parametrize("kind", NUMBERS)
@pytest.mark.parametrize(
    "number",
    [
        b"\x80\x00",
        b"\x81\x80\x80\x00",
        MAX,
        MAX[:-1] + b"\x7f",
        MAX[:-1] + b"\x80",
        MAX[:-1] + b"\x80\x00",
        MAX[:5] + b"\x0f",
    ],
)
def test_long_numbers_mean_what_google_says(kind: str, number: bytes) -> None:
    place = KINDS.index(kind) + 1
    judged("Scalars", tag(place, 0) + number)
    judged("Lists", tag(place, 0) + number)
    judged("Lists", nested(place, number * 2))


@pytest.mark.parametrize(
    "place", [b"\x9a\x00", b"\x9a\x80\x00", b"\x9a\x80\x80\x00", b"\x9a\x80\x80\x80\x00", b"\x9a\x80\x80\x80\x80\x00"]
)
@pytest.mark.parametrize(
    "size", [b"\x81\x00", b"\x81\x80\x80\x80\x00", b"\x81\x80\x80\x80\x80\x00", MAX, b"\xff\xff\xff\xff\x07"]
)
def test_long_tags_and_lengths_mean_what_google_says(place: bytes, size: bytes) -> None:
    for message in ("Optionals", "Choice", "Sparse", "Tree", "Maps"):
        judged(message, place + b"\x01\x00")
        judged(message, b"\x0a\x00" + place + size + b"\x00")


@pytest.mark.parametrize(
    "text", [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\xef\xbf\xbf"]
)
def test_strings_are_utf8_wherever_they_stand(text: bytes) -> None:
    good = text == b"\xef\xbf\xbf"
    entry = nested(1, text) + nested(2, b"x")
    for name, data in [
        ("Scalars", nested(14, text)),
        ("Lists", nested(14, text)),
        ("Choice", nested(2, text)),
        ("Maps", nested(12, entry)),
        ("Maps", nested(33, entry)),
        ("WellKnown", nested(12, nested(1, text))),
        ("Tree", nested(2, nested(1, text))),
    ]:
        assert (judged(name, data) is not None) is good, name


def test_of_several_values_the_last_one_counts() -> None:
    for number, kind in SCALARS:
        wire_type = WIRE_TYPES.get(kind, 0)
        first, zero = CONTENT[wire_type], {0: b"\x00", 1: bytes(8), 2: b"\x00", 5: bytes(4)}[wire_type]
        message = judged("Scalars", tag(number, wire_type) + first + tag(number, wire_type) + zero)
        assert message == pb.Scalars()


def test_messages_that_come_twice_are_merged() -> None:
    one = nested(1, b"a") + nested(4, nested(1, b"x")) + b"\x98\x06\x01" + nested(2, nested(1, b"l"))
    two = nested(1, b"b") + nested(4, nested(1, b"y")) + b"\x98\x06\x02" + nested(2, nested(3, b""))

    message = judged("Tree", nested(2, one) + nested(2, two))

    assert message.left.name == "b"
    assert [child.name for child in message.left.children] == ["x", "y"]
    assert message.left.left == pb.Tree(name="l", right=pb.Tree())
    assert bytes(message.left._unknown_fields) == b"\x98\x06\x01\x98\x06\x02"


def test_well_known_values_that_come_twice_are_merged() -> None:
    twice = nested(1, b"\x08\x05") + nested(1, b"\x10\xe8\x07") + nested(12, nested(1, b"a")) + nested(12, b"")

    message = judged("WellKnown", twice)

    assert message.timestamp == datetime(1970, 1, 1, 0, 0, 5, 1, UTC)
    assert message.string_value == "a"


@pytest.mark.parametrize(
    ("data", "member"),
    [
        (nested(2, b"a") + b"\x48\x05", "number"),
        (b"\x48\x05" + nested(2, b""), "text"),
        (nested(3, b"\x18\x01") + nested(3, b"\x20\x02"), "scalars"),
        (nested(3, b"\x18\x01") + nested(2, b"a") + nested(3, b"\x20\x02"), "scalars"),
        (nested(5, b"\x08\x01") + nested(6, b""), "flag"),
        (nested(6, b"\x08\x01") + nested(6, b""), "flag"),
        (nested(18, b"") + nested(4, nested(2, b"x")), "choice"),
        (b"\x51" + bytes(8) + nested(18, b"") + nested(11, b""), "nothing"),
        (nested(2, b"a") + b"\x48", None),
    ],
)
def test_of_a_oneof_the_last_member_counts(data: bytes, member: str | None) -> None:
    message = judged("Choice", data)

    assert (message and betterproto2.which_one_of(message, "value")[0]) == member


def test_lists_come_packed_and_unpacked_and_mixed() -> None:
    packed, loose = nested(3, b"\x01\x02"), b"\x18\x03\x18\x04"
    for name in ("Lists", "Loose"):
        message = judged(name, packed + loose + packed + b"\x19" + bytes(8) + loose)
        assert message.a_int32 == [1, 2, 3, 4, 1, 2, 3, 4]
    assert bytes(pb.Loose(a_int32=[1, 2])) == b"\x18\x01\x18\x02"
    assert bytes(pb.Lists(a_int32=[1, 2])) == nested(3, b"\x01\x02")


@pytest.mark.parametrize(
    "entry",
    [
        b"",
        nested(1, b"k"),
        nested(2, b"v"),
        nested(2, b"v") + nested(1, b"k"),
        nested(1, b"k") + nested(1, b"l") + nested(2, b"v") + nested(2, b"w"),
        nested(1, b"k") + b"\x10\x05",
        nested(1, b"k") + b"\x98\x06\x01" + nested(2, b"v"),
        nested(1, b"k") + b"\x12",
        b"\x0c",
        b"\x8a\x00\x01k\x92\x80\x00\x01v",
    ],
)
def test_entries_of_maps(entry: bytes) -> None:
    for number in (12, 33, 35, 36, 37, 39, 40, 41):
        judged("Maps", nested(number, entry) + nested(number, nested(1, b"k")))
        judged("Maps", nested(33, nested(1, b"k") + nested(2, b"old")) + nested(number, entry))


def test_fields_may_come_in_any_order() -> None:
    parts = [nested(2048, b"far"), b"\x78\x05", b"\x80\x01\x07", nested(16, b"\x08\x09"), b"\x08\x01"]
    parts += [nested(536870911, b"\x08\x01"), nested(2047, b"edge"), nested(300, nested(1, b"k")), b"\xf8\x07\x01"]
    for turn in range(len(parts)):
        message = judged("Sparse", b"".join(parts[turn:] + parts[:turn]))
        assert (message.far, message.near, message.first, message.edge) == ("far", 5, True, b"edge")
        assert sorted(message.middle) == [7, 8, 9]
        assert message._unknown_fields == b"\xf8\x07\x01"


@pytest.mark.parametrize(("number", "levels"), [(2, 1), (4, 1), (5, 2)])
def test_a_hundred_levels_and_no_more(number: int, levels: int) -> None:
    data = b""
    for depth in range(levels, 104, levels):
        data = nested(number, nested(2, data) if levels == 2 else data)
        assert (judged("Tree", data) is not None) is (depth <= 100), depth
    groups = b"\x9b\x06" * 100 + b"\x9c\x06" * 100
    assert judged("Tree", groups) is not None
    assert judged("Tree", b"\x9b\x06" + groups + b"\x9c\x06") is None


def test_unknown_values_of_an_enumeration_are_kept() -> None:
    message = judged("Scalars", b"\x80\x01" + wire.put_varint(77))

    assert message.mood == 77
    assert repr(message.mood) == "<Mood.~UNKNOWN: 77>"
    assert judged("Scalars", b"\x80\x01" + MAX).mood is pb.Mood.BAD
    assert bytes(pb.Scalars(mood=pb.Mood.FINE)) == b"\x80\x01\x01"


@pytest.mark.parametrize("value", [0.0, -0.0, math.inf, -math.inf, math.nan, 1.5])
def test_odd_fractions_come_back(value: float) -> None:
    data = bytes(pb.Scalars(double=value, float=value))

    message = judged("Scalars", data)

    assert math.copysign(1, message.double) == math.copysign(1, value)
    assert message == pb.Scalars(double=value, float=value)
    assert bool(data) is (str(value) != "0.0")


def test_nanoseconds_are_cut_off_towards_the_past_or_zero() -> None:
    read = pb.WellKnown.FromString
    assert read(nested(1, b"\x08" + MAX + b"\x10\xff\x93\xeb\xdc\x03")).timestamp == datetime(
        1969, 12, 31, 23, 59, 59, 999999, UTC
    )
    assert read(nested(2, b"\x10\xcf\x0f")).duration == timedelta(microseconds=1)
    assert read(nested(2, b"\x10" + wire.put_int32(-1999))).duration == timedelta(microseconds=-1)


def test_times_come_back_in_utc() -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 678901, timezone(timedelta(hours=5)))
    data = bytes(pb.WellKnown(timestamp=moment, duration=timedelta(seconds=-1, microseconds=-5)))

    message = judged("WellKnown", data)

    assert (message.timestamp, message.timestamp.tzinfo) == (moment, UTC)
    assert message.duration == timedelta(seconds=-1, microseconds=-5)
    for edge in (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)):
        assert judged("WellKnown", bytes(pb.WellKnown(timestamp=edge))).timestamp == edge


@pytest.mark.parametrize(
    "content",
    [
        nested(1, b"\x08" + wire.put_varint(253_402_300_800)),
        nested(1, b"\x10\x80\x94\xeb\xdc\x03"),
        nested(1, b"\x10" + MAX),
        nested(2, b"\x08" + wire.put_varint(315_576_000_001)),
        nested(2, b"\x08\x01\x10" + MAX),
        nested(3, b"\x08" + MAX[:-1] + b"\x00"),
        nested(4, b"\x10\x80\x94\xeb\xdc\x03"),
    ],
)
def test_times_outside_of_their_range_are_refused(content: bytes) -> None:
    with pytest.raises(WireError, match=r"not a WellKnown: a (Timestamp|Duration) of .* is out of range"):
        pb.WellKnown.FromString(content)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (lambda: pb.Scalars(int32=1 << 31), "Scalars.int32: 2147483648 is not an int32"),
        (lambda: pb.Scalars(uint32=-1), "Scalars.uint32: -1 is not a uint32"),
        (lambda: pb.Scalars(uint64=1 << 64), "Scalars.uint64: 18446744073709551616 is not a uint64"),
        (lambda: pb.Scalars(sint64=1 << 63), "Scalars.sint64: 9223372036854775808 is not a sint64"),
        (lambda: pb.Scalars(fixed32=-1), "Scalars.fixed32: -1 is not a fixed32"),
        (lambda: pb.Scalars(float=1e300), "Scalars.float: 1e+300 is not a float"),
        (lambda: pb.Scalars(int64=1.5), "Scalars.int64: 1.5 is not a int64"),
        (lambda: pb.Scalars(string=b"secret"), "Scalars.string: bytes is not string"),
        (lambda: pb.Scalars(string="\ud800"), "Scalars.string: a surrogate is no UTF-8"),
        (lambda: pb.Scalars(bytes="secret"), "Scalars.bytes: str is not bytes"),
        (lambda: pb.Scalars(mood=1 << 31), "Scalars.mood: 2147483648 is not an int32"),
        (lambda: pb.Lists(a_sint32=[0, 1 << 31]), "Lists.a_sint32[1]: 2147483648 is not a sint32"),
        (lambda: pb.Tree(children=[pb.Tree(), None]), "Tree.children[1]: NoneType is not message"),
        (lambda: pb.Tree(left=pb.Tree(name=5)), "Tree.left: Tree.name: 5 is not a string"),
        (lambda: pb.Maps(by_int32={1 << 31: "x"}), "Maps.by_int32[2147483648]: 2147483648 is not an int32"),
        (lambda: pb.WellKnown(timestamp=datetime(2026, 1, 1)), "WellKnown.timestamp: a datetime without a time zone"),  # noqa: DTZ001 - refused
        (lambda: pb.WellKnown(duration=timedelta.max), "WellKnown.duration: a timedelta of more than 10,000 years"),
        (lambda: pb.Choice(text="a", number=1), "Choice: more than one member of the oneof value is set"),
    ],
)
def test_what_cannot_be_written_is_named(message: Any, text: str) -> None:
    with pytest.raises(EncodeError) as caught:
        bytes(message())

    assert caught.value.message == text
    assert isinstance(caught.value, ConfigurationError)


def test_a_message_that_holds_itself_is_refused() -> None:
    tree = pb.Tree()
    tree.left = tree
    with pytest.raises(EncodeError, match="it contains itself"):
        bytes(tree)


def test_errors_of_reading_belong_to_the_tree_and_name_the_message() -> None:
    with pytest.raises(DecodeError, match="not a Tree: it ends in the middle of a field"):
        pb.Tree.FromString(b"\x0a\x05ab")
    with pytest.raises(WireError, match="not a Tree: a string is no UTF-8"):
        pb.Tree.parse(b"\x0a\x01\xff")


def full() -> Any:
    return pb.WellKnown(
        timestamp=datetime(2026, 1, 2, tzinfo=UTC),
        duration=timedelta(seconds=1.5),
        string_value="",
        int64_value=5,
        struct=google.Struct.from_dict({"a": [1.5, None, {"b": "c"}]}),
        any=google.Any.pack(pb.Tree(name="t")),
        mask=google.FieldMask(paths=["a.b"]),
        empty=google.Empty(),
    )


def test_betterproto_finds_its_messages_as_it_made_them() -> None:
    message = pb.WellKnown.FromString(bytes(full()))

    assert message == full()
    assert repr(message) == repr(full())
    assert message.to_dict() == full().to_dict()
    assert pb.WellKnown.from_json(message.to_json()) == message
    assert message.any.unpack() == pb.Tree(name="t")
    assert message.struct.to_dict() == {"a": [1.5, None, {"b": "c"}]}
    assert copy.copy(message) == copy.deepcopy(message) == message
    assert pickle.loads(pickle.dumps(message)) == message  # noqa: S301 - made here
    assert message.is_set("string_value")
    assert not message.is_set("bool_value")
    assert vars(message).keys() == vars(full()).keys()


def test_other_ways_in_and_out() -> None:
    data = bytes(pb.Tree(name="t"))
    assert pb.Tree.FromString(bytearray(data)) == pb.Tree.FromString(memoryview(data)) == pb.Tree(name="t")
    stream = io.BytesIO()
    for name in ("first", "second" * 40):
        pb.Tree(name=name).dump(stream, delimit=True)
    stream.seek(0)
    assert pb.Tree().load(stream, betterproto2.SIZE_DELIMITED).name == "first"
    assert pb.Tree(kind=pb.TreeLeafKind.ROUND).load(stream, betterproto2.SIZE_DELIMITED).kind is pb.TreeLeafKind.ROUND
    assert pb.Tree().load(io.BytesIO(data + b"rest"), len(data)).name == "t"
    for broken in (b"", b"\x05ab", b"\x80", b"\x80" * 12):
        with pytest.raises(WireError):
            pb.Tree().load(io.BytesIO(broken), betterproto2.SIZE_DELIMITED)


def test_subclasses_read_and_write_too() -> None:
    Mine: Any = type("Mine", (pb.Tree,), {})  # noqa: N806 - a class

    found = Mine.FromString(bytes(Mine(name="m")))

    assert (type(found), found.name) == (Mine, "m")


def test_names_that_generated_code_uses_itself() -> None:
    names = {field: field for field in ("w", "b", "p", "e", "d", "o", "class_", "import_", "f1", "v1", "bytes", "str")}
    message = pb.Names(**names, len=["a"], error=pb.NamesException(args="x"), value={"k": pb.WireError(text="y")})

    again = pb.Names.FromString(bytes(message))

    assert again == message
    assert (again.class_, again.error.args, again.value["k"].text) == ("class_", "x", "y")
    for name in ("Exception", "Members", "Datetime", "Message", "Timestamp", "IndexError", "Self", "Any"):
        cls = getattr(pb, name)
        assert cls.FromString(bytes(cls(inner=cls(text="z")))).inner.text == "z"


def test_the_same_contracts_make_the_same_code() -> None:
    proto_set = proto_set_of(TORTURE)
    made = codec.emit(proto_set)

    assert made == codec.emit(proto_set_of(TORTURE))
    assert sorted(made) == ["google/protobuf/_codec.py", "torture/other/v1/_codec.py", "torture/v1/_codec.py"]
