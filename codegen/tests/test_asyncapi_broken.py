"""Event contracts that are wrong, or that cannot be expressed, are refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from codegen.frontends import asyncapi
from codegen.ir import LoadContext, LoadResult

from mg_core.contract.policy import Policy, TimeoutPolicy

PROFILES = {"internal": Policy("internal", TimeoutPolicy(1.0, 3.0))}
GOOD = (
    (Path(__file__).parent / "golden_asyncapi" / "spec" / "door_events.yaml").read_text().replace("quick", "internal")
)
GOOD = GOOD.replace(", x-mg-policy: slow", "")


def load(tmp_path: Path, text: str) -> LoadResult:
    (tmp_path / "doors.yaml").write_text(text)
    return asyncapi.load(LoadContext(tmp_path, tmp_path, PROFILES, "internal"))


def test_good_contract_has_no_finding(tmp_path: Path) -> None:
    result = load(tmp_path, GOOD)

    assert result.findings == ()
    assert [contract.name for contract in result.contracts] == ["door_events"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("asyncapi: 3.0.0", "asyncapi: 2.6.0", "doors.yaml:1: AsyncAPI 2.6.0: 3.0 and 3.1 are understood"),
        ("house.{house_id}.door\n", "house.{flat_id}.door\n", "doors.yaml:6: the address names {flat_id}"),
        ("house.{house_id}.door\n", "house.door\n", "doors.yaml:9: the parameter 'house_id' is not in the address"),
        (
            "house.{house_id}.door\n",
            "house/{house_id}.door\n",
            "doors.yaml:7: the address 'house/{house_id}.door' holds '/'",
        ),
        (
            "house.{house_id}.door\n",
            "a.b.{house_id}.door\n",
            "doors.yaml:7: the address 'a.b.{house_id}.door' has more than",
        ),
        (
            "live: at_most_once",
            "live: exactly_once",
            "doors.yaml:12: x-mg-delivery.live is 'exactly_once'; allowed: at_most_once",
        ),
        ("store: true, ", "", "doors.yaml:6: catch_up: history needs a channel that stores"),
        ("max_bytes: 300", "max_bytes: 99999", "doors.yaml:6: max_bytes 99999: PubNub takes at most 32768"),
        (
            "max_bytes: 300",
            "max_bytes: many",
            "doors.yaml:11: x-mg-pubnub.max_bytes is no whole number above 0: 'many'",
        ),
        ("ttl_hours: 1", "ttl_days: 1", "doors.yaml:11: unknown member 'ttl_days' of x-mg-pubnub"),
        ("x-mg-delivery", "x-mg-delivary", "doors.yaml:12: unknown word 'x-mg-delivary'"),
        ("dedupe_key: event_id", "dedupe_key: uid", "doors.yaml:6: dedupe_key 'uid' is no member of DoorEvent"),
        (
            "members: [door, window]",
            "members: [door, roof]",
            "doors.yaml:18: the group 'house' names the channel 'roof'",
        ),
        (
            "{action: receive, channel: {$ref: '#/channels/house'}",
            "{action: send, channel: {$ref: '#/channels/house'}",
            "doors.yaml:29: nobody can send to a group",
        ),
        (
            "'#/channels/window'",
            "'#/channels/roof'",
            "doors.yaml:27: the operation 'publish_window_event' names no channel",
        ),
        (
            "x-mg-policy: internal",
            "x-mg-policy: fast",
            "doors.yaml:4: unknown policy profile 'fast'; allowed: internal",
        ),
        ("#/components/schemas/DoorEvent'", "#/components/schemas/Gone'", "doors.yaml:32: $ref to nothing"),
        ("    x-mg-pubnub: {kind: channel}\n", "", "doors.yaml:13: unsupported: events travel over PubNub"),
        (
            "DoorEvent: {payload:",
            "DoorEvent: {contentType: text/plain, payload:",
            "doors.yaml:32: unsupported: content type",
        ),
        (
            "DoorEvent: {payload:",
            "DoorEvent: {headers: {}, payload:",
            "doors.yaml:32: unsupported: headers of a message",
        ),
    ],
)
def test_broken_contract_is_named_with_file_and_line(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in GOOD

    result = load(tmp_path, GOOD.replace(old, new))

    assert any(str(finding).startswith(expected) for finding in result.findings), [str(f) for f in result.findings]


def test_broken_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    result = load(tmp_path, "asyncapi: 3.0.0\nchannels: [\n")

    assert str(result.findings[0]).startswith("doors.yaml:3: not YAML")
