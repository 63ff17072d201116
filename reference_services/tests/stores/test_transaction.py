"""Transactions against a real PostgreSQL: all or nothing, whatever ends them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import asyncpg
import pytest

from mg_core.deadline import budget
from mg_core.errors import ApiError, AttemptTimeoutError, DeadlineExceededError
from mg_services.adapters.postgres import (
    ConstraintError,
    PoolSettings,
    Postgres,
    Transaction,
    TransactionConflictError,
)

pytestmark = pytest.mark.usefixtures("patience")

ADD = "UPDATE accounts SET amount = amount + $2 WHERE name = $1"
TABLE = """
CREATE TABLE accounts (name text PRIMARY KEY, amount integer NOT NULL CHECK (amount >= 0));
INSERT INTO accounts VALUES ('ada', 10), ('bob', 10);
"""


@pytest.fixture
async def patience() -> AsyncIterator[None]:
    """No test of these waits for ever."""
    async with asyncio.timeout(30):
        yield


@pytest.fixture
async def postgres(empty_database: str) -> AsyncIterator[Postgres]:
    async with Postgres(empty_database) as opened:
        await opened.execute(TABLE)
        yield opened


async def amounts(postgres: Postgres) -> list[int]:
    return [row["amount"] for row in await postgres.fetch("SELECT amount FROM accounts ORDER BY name")]


async def spend_then(postgres: Postgres, then: Callable[[Transaction], Awaitable[object]]) -> None:
    """A transaction that takes three from Ada, and then does what a test wants."""
    async with postgres.transaction() as transaction:
        await transaction.execute(ADD, "ada", -3)
        await then(transaction)


async def cut(postgres: Postgres, transaction: Transaction) -> None:
    """End the connection of a transaction."""
    await postgres.fetchval("SELECT pg_terminate_backend($1)", await transaction.fetchval("SELECT pg_backend_pid()"))


async def elsewhere(dsn: str, statement: str) -> None:
    """Run a statement on a connection that knows no deadline."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def test_both_statements_are_done_or_none(postgres: Postgres) -> None:
    async with postgres.transaction() as transaction:
        touched = await transaction.execute(ADD, "ada", -3)
        await transaction.execute(ADD, "bob", 3)

    assert touched == 1
    assert await amounts(postgres) == [7, 13]


async def test_any_exception_undoes_what_was_done(postgres: Postgres) -> None:
    async def fails(_: Transaction) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        await spend_then(postgres, fails)

    assert await amounts(postgres) == [10, 10]


async def test_an_error_of_the_block_is_not_taken_for_the_databases(postgres: Postgres) -> None:
    async def fails(_: Transaction) -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError) as caught:
        await spend_then(postgres, fails)

    assert type(caught.value) is TimeoutError


@pytest.mark.parametrize("statement", ["SELECT pg_sleep(20)", "SELECT 1"])
async def test_a_cancelled_task_leaves_nothing_and_its_connection_is_good(empty_database: str, statement: str) -> None:
    inside = asyncio.Event()

    async def never_done(postgres: Postgres) -> None:
        async with postgres.transaction() as transaction:
            await transaction.execute(ADD, "ada", -3)
            inside.set()
            await transaction.fetchval(statement)
            await asyncio.Event().wait()

    async with Postgres(empty_database, PoolSettings(min_size=1, max_size=1)) as postgres:
        await postgres.execute(TABLE)
        task = asyncio.create_task(never_done(postgres))
        await inside.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        left = await amounts(postgres)

    assert left == [10, 10]


async def test_a_connection_that_breaks_inside_leaves_nothing(postgres: Postgres) -> None:
    async def breaks(transaction: Transaction) -> None:
        await cut(postgres, transaction)
        await transaction.execute(ADD, "bob", 3)

    with pytest.raises(ApiError) as caught:
        await spend_then(postgres, breaks)

    assert (caught.value.code, caught.value.retry_safe) == ("service_unavailable", True)
    assert await amounts(postgres) == [10, 10]


async def test_nobody_knows_what_a_commit_did_that_was_not_answered(postgres: Postgres) -> None:
    with pytest.raises(ApiError) as caught:
        await spend_then(postgres, partial(cut, postgres))

    assert (caught.value.code, caught.value.retry_safe) == ("service_unavailable", None)


async def test_a_savepoint_undoes_its_part_alone(postgres: Postgres) -> None:
    async def overdraw(transaction: Transaction) -> None:
        async with transaction.savepoint():
            await transaction.execute(ADD, "bob", 5)
            async with transaction.savepoint():
                await transaction.execute(ADD, "bob", -99)

    async with postgres.transaction() as transaction:
        await transaction.execute(ADD, "ada", 1)
        with pytest.raises(ConstraintError) as caught:
            await overdraw(transaction)
        async with transaction.savepoint():
            await transaction.execute(ADD, "ada", 1)

    assert (caught.value.kind, caught.value.constraint) == ("check", "accounts_amount_check")
    assert await amounts(postgres) == [12, 10]


async def test_a_swallowed_error_is_not_committed_silently(postgres: Postgres) -> None:
    async def swallows(transaction: Transaction) -> None:
        with contextlib.suppress(ConstraintError):
            await transaction.execute(ADD, "bob", -99)

    with pytest.raises(RuntimeError):
        await spend_then(postgres, swallows)

    assert await amounts(postgres) == [10, 10]


async def test_two_that_write_what_the_other_has_read_conflict_and_the_second_may_try_again(
    postgres: Postgres,
) -> None:
    async def halve(source: str, target: str, read: asyncio.Barrier | None) -> None:
        async with postgres.transaction(isolation="serializable") as transaction:
            amount = await transaction.fetchval("SELECT amount FROM accounts WHERE name = $1", source)
            if read is not None:
                await read.wait()
            await transaction.execute("UPDATE accounts SET amount = $2 WHERE name = $1", target, amount // 2)

    read = asyncio.Barrier(2)
    outcomes = await asyncio.gather(halve("ada", "bob", read), halve("bob", "ada", read), return_exceptions=True)
    failed = [outcome for outcome in outcomes if outcome is not None]
    first = await amounts(postgres)
    await halve("bob", "ada", None) if outcomes[1] else await halve("ada", "bob", None)

    assert [type(failure) for failure in failed] == [TransactionConflictError]
    assert all(isinstance(failure, TransactionConflictError) and failure.retry_safe for failure in failed)
    assert sorted(first) == [5, 10]
    assert sorted(await amounts(postgres)) == [2, 5]


async def test_a_deadlock_is_a_conflict_of_one_and_no_failure_of_the_other(postgres: Postgres) -> None:
    both = asyncio.Barrier(2)

    async def move(first: str, second: str) -> None:
        async with postgres.transaction() as transaction:
            await transaction.execute(ADD, first, 1)
            await both.wait()
            await transaction.execute(ADD, second, 1)

    outcomes = await asyncio.gather(move("ada", "bob"), move("bob", "ada"), return_exceptions=True)

    assert [type(outcome) for outcome in outcomes if outcome is not None] == [TransactionConflictError]
    assert await amounts(postgres) == [11, 11]


async def test_waiting_for_a_lock_ends_with_the_callers_deadline_and_undoes_everything(postgres: Postgres) -> None:
    async def waits(transaction: Transaction) -> None:
        await transaction.execute(ADD, "bob", 1)

    async with postgres.transaction() as holder:
        await holder.execute(ADD, "bob", 1)
        with budget(0.3), pytest.raises(DeadlineExceededError) as caught:
            await spend_then(postgres, waits)

    assert caught.value.retry_safe
    assert await amounts(postgres) == [10, 11]


async def test_nothing_is_committed_after_the_callers_deadline(postgres: Postgres, empty_database: str) -> None:
    async def lingers(_: Transaction) -> None:
        await elsewhere(empty_database, "SELECT pg_sleep(0.35)")

    with budget(0.3), pytest.raises(DeadlineExceededError):
        await spend_then(postgres, lingers)

    assert await amounts(postgres) == [10, 10]


async def test_the_server_ends_a_transaction_whose_caller_hangs(postgres: Postgres, empty_database: str) -> None:
    async def hangs(_: Transaction) -> None:
        # Another's statement waits for the row that we hold: only the server can let go of it.
        await elsewhere(empty_database, "UPDATE accounts SET amount = 5 WHERE name = 'ada'")

    with budget(0.3), pytest.raises((ApiError, DeadlineExceededError)):
        await spend_then(postgres, hangs)

    assert await amounts(postgres) == [5, 10]


async def test_a_statement_that_takes_too_long_is_cancelled_on_the_server(empty_database: str) -> None:
    async with Postgres(empty_database, PoolSettings(statement_s=0.2)) as postgres:
        with pytest.raises(AttemptTimeoutError):
            await postgres.fetchval("SELECT pg_sleep(25)")
        left = await postgres.fetchval(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE query LIKE '%pg_sleep(25)' AND state = 'active' AND pid <> pg_backend_pid()"
        )

    assert left == 0


@pytest.mark.parametrize(
    ("insert", "kind"),
    [
        ("INSERT INTO accounts VALUES ('ada', 1)", "unique"),
        ("INSERT INTO accounts VALUES ('eve', -1)", "check"),
        ("INSERT INTO accounts VALUES ('eve', NULL)", "not_null"),
    ],
)
async def test_a_refused_row_says_which_rule_refuses_it(postgres: Postgres, insert: str, kind: str) -> None:
    with pytest.raises(ConstraintError) as caught:
        await postgres.execute(insert)

    assert caught.value.kind == kind


async def test_rows_become_what_the_caller_wants(postgres: Postgres) -> None:
    def told(*, name: str, amount: int) -> str:
        return f"{name} has {amount}"

    everybody = await postgres.fetch("SELECT name, amount FROM accounts ORDER BY name", into=told)
    nobody = await postgres.fetchrow("SELECT name, amount FROM accounts WHERE name = 'eve'", into=told)

    assert everybody == ["ada has 10", "bob has 10"]
    assert nobody is None


@pytest.mark.scenario("PG-04")
async def test_a_row_that_is_read_for_update_waits_for_its_holder_and_no_update_is_lost(postgres: Postgres) -> None:
    async def add_one(_: int) -> None:
        async with postgres.transaction() as transaction:
            amount = await transaction.fetchval("SELECT amount FROM accounts WHERE name = 'ada' FOR UPDATE")
            await transaction.execute("UPDATE accounts SET amount = $1 WHERE name = 'ada'", amount + 1)

    async with postgres.transaction() as holder:
        await holder.fetchval("SELECT amount FROM accounts WHERE name = 'ada' FOR UPDATE")
        others = [asyncio.create_task(add_one(number)) for number in range(6)]
        while not await postgres.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            await asyncio.sleep(0)
        done_before = [task for task in others if task.done()]
    await asyncio.gather(*others)

    assert done_before == []
    assert await amounts(postgres) == [16, 10]
