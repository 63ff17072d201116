"""Proto contracts that are wrong, or that cannot be expressed, are refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from codegen.frontends import protobuf
from codegen.ir import LoadContext, LoadResult

from mg_core.contract.policy import Policy, TimeoutPolicy

PROFILES = {"internal": Policy("internal", TimeoutPolicy(1.0, 3.0))}
KEYED = "option (mg.options.v1.policy) = {idempotency_key: true};"
GOOD = """\
syntax = "proto3";
package demo.v1;
import "mg/options.proto";
service DemoService {
  rpc Get(Thing) returns (Thing);
}
message Thing {
  string name = 1;
}
"""


def load(tmp_path: Path, text: str) -> LoadResult:
    (tmp_path / "demo.proto").write_text(text)
    return protobuf.load(LoadContext(tmp_path, tmp_path, PROFILES, "internal"))


def test_good_contract_has_no_finding(tmp_path: Path) -> None:
    result = load(tmp_path, GOOD)

    assert result.findings == ()
    assert [contract.name for contract in result.contracts] == ["demo"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("returns (Thing);", "returns (Nothing);", 'demo.proto:5: "Nothing" is not defined.'),
        ("string name = 1;", "string name 1;", "demo.proto:8: Missing field number."),
        ('import "mg/options.proto";', 'import "gone.proto";', "demo.proto:3: Import"),
        (
            "  string name = 1;",
            "  string name = 1;\n  string to_dict = 2;",
            "demo.proto:9: the field 'to_dict' would hide a method of the message class; rename it",
        ),
        (
            "rpc Get(Thing) returns (Thing);",
            "rpc Get(Thing) returns (Thing);\n  rpc get(Thing) returns (Thing);",
            "demo.proto:6: get and Get have the same Python name 'get'",
        ),
        (
            "rpc Get(Thing) returns (Thing);",
            'rpc Get(Thing) returns (Thing) { option (mg.options.v1.policy) = {profile: "fast"}; }',
            "demo.proto:5: unknown policy profile 'fast'; allowed: internal",
        ),
        (
            "rpc Get(Thing) returns (Thing);",
            "rpc Get(Thing) returns (Thing) { option (mg.options.v1.policy) = {timeout: {attempt_s: 9}}; }",
            "demo.proto:5: attempt_s 9.0 is more than total_s 3.0",
        ),
        (
            "rpc Get(Thing) returns (Thing);",
            f"rpc Get(Thing) returns (Thing) {{ option idempotency_level = IDEMPOTENT; {KEYED} }}",
            "demo.proto:5: Get has both an idempotency_level and an idempotency_key",
        ),
        (
            "message Thing {",
            "service Demo {\n  rpc Put(Thing) returns (Thing);\n}\nmessage Thing {",
            "demo.proto:7: the services DemoService and Demo share the name 'demo'",
        ),
        ("package demo.v1;\n", "", "demo.proto:1: unsupported: a proto file needs a package"),
        ('syntax = "proto3"', 'syntax = "proto2"', "demo.proto:8: Expected"),
    ],
)
def test_broken_contract_is_named_with_file_and_line(tmp_path: Path, old: str, new: str, expected: str) -> None:
    result = load(tmp_path, GOOD.replace(old, new))

    assert [str(finding) for finding in result.findings][:1] != []
    assert str(result.findings[0]).startswith(expected)


def test_proto2_is_refused_and_not_misread(tmp_path: Path) -> None:
    result = load(tmp_path, GOOD.replace("proto3", "proto2").replace("  string name", "  optional string name"))

    assert [str(finding) for finding in result.findings] == [
        "demo.proto:1: unsupported: syntax 'proto2': proto3 is understood"
    ]


def test_folder_without_protos_is_no_contract(tmp_path: Path) -> None:
    result = protobuf.load(LoadContext(tmp_path, tmp_path, PROFILES, "internal"))

    assert result == LoadResult()


def test_options_change_numbers_of_a_profile(tmp_path: Path) -> None:
    option = "option (mg.options.v1.policy) = {timeout: {total_s: 7} retry: {max_retries: 2}};"
    result = load(tmp_path, GOOD.replace("returns (Thing);", f"returns (Thing) {{ {option} }}"))

    policy = result.contracts[0].services[0].methods[0].policy
    assert (policy.name, policy.timeout) == ("internal+Get", TimeoutPolicy(1.0, 7.0))
    assert policy.retry is not None
    assert policy.retry.max_retries == 2
