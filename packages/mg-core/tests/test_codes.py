"""The table of codes: total in every direction, and what goes out comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mg_core import codes, errors
from mg_core.codes import TABLE, Code, RpcStatus
from mg_core.errors import ApiError, MgError
from mg_core.rpc.status import error_of, reply_of

CLASSES = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, MgError)]
FAILURES = [status for status in RpcStatus if status is not RpcStatus.OK]


def test_a_code_has_one_row() -> None:
    assert len({row.name for row in TABLE}) == len(TABLE)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_a_code_and_its_status_survive_every_way(row: Code) -> None:
    assert codes.find(row.name) == codes.of_error(row.name) == codes.of_error(row.name, row.http) == row
    assert codes.of_rpc(row.rpc, row.name) == row


@pytest.mark.parametrize("row", [row for row in TABLE if row.rpc is not RpcStatus.DEADLINE_EXCEEDED], ids=str)
def test_an_error_of_the_table_is_the_same_behind_grpc(row: Code) -> None:
    error = error_of(*reply_of(ApiError("x", code=row.name, status=row.http)))

    assert (error.code, error.status) == (row.name, row.http)


@pytest.mark.parametrize("status", {row.http for row in TABLE})
def test_one_row_speaks_for_an_http_status(status: int) -> None:
    assert codes.of_http(status) == next(row for row in TABLE if row.http == status)


@pytest.mark.parametrize("status", FAILURES, ids=lambda status: status.name)
def test_one_row_speaks_for_a_grpc_status(status: RpcStatus) -> None:
    expected = RpcStatus.INTERNAL if status is RpcStatus.UNKNOWN else status

    assert codes.of_rpc(status) == next(row for row in TABLE if row.rpc is expected)


@given(st.integers(-1, 1000), st.from_regex(r"[a-z_]{0,20}", fullmatch=True))
def test_anything_has_a_row(status: int, code: str) -> None:
    row = codes.of_error(code, status)

    assert row in TABLE
    assert row.http == status or row.name in {code, "invalid_request", "internal_error"}
    assert (row.name == "invalid_request") >= (400 <= status < 500 and codes.of_http(status).http != status)


def test_a_code_that_goes_with_another_status_travels_as_the_status_says() -> None:
    assert codes.of_error("locked", 403).rpc is RpcStatus.PERMISSION_DENIED
    assert codes.of_rpc(RpcStatus.NOT_FOUND, "locked").http == 404


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_the_tree_of_errors_says_what_the_table_says(kind: type[MgError]) -> None:
    row = codes.find(kind.default_code)

    assert row is not None
    assert row.http == kind.default_status
