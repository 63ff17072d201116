"""The table of headers, held against what clients send."""

from __future__ import annotations

from client_fixtures import CREATE, NewItem, make_client

from mg_core import context, headers
from mg_core.contract.operation import Operation
from mg_core.testing import ScriptedTransport, answer

EVERYTHING = context.RequestContext(
    request_id="r-1", trace_id="1" * 32, span_id="2" * 16, tracestate="vendor=1", user_id="ada", roles=("user",)
)


async def sent_by(**changes: object) -> set[str]:
    """Names of the headers of a call to an operation like this, with a context that holds everything."""
    row = Operation(**{name: getattr(CREATE, name) for name in Operation.__slots__} | changes)
    transport = ScriptedTransport(answer({"id": "1"}, status=201))
    client = make_client(row, transport=transport, token="secret")
    with context.use(EVERYTHING):
        await client._call(client.operations[0], (), NewItem(name="x"), None)
    return set(transport.sent[0].headers)


def those(*abroad: str) -> set[str]:
    return {row.name for row in headers.TABLE if row.abroad in abroad}


async def test_a_contract_that_names_nothing_gets_what_goes_everywhere() -> None:
    assert await sent_by(secured=False, identity=False, idempotency="never") == those("always")


async def test_a_contract_that_names_all_gets_all() -> None:
    assert await sent_by(secured=True, identity=True, idempotency="key") == those("always", "named")


def test_a_name_has_one_row_in_lower_case() -> None:
    names = [row.name for row in headers.TABLE]

    assert len({name.lower() for name in names}) == len(names)
    assert all(name == name.lower() for name in names)
