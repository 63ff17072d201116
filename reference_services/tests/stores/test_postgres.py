from __future__ import annotations

import asyncio
import json
from typing import Any

import asyncpg
import pytest

from mg_core.errors import ApiError
from mg_services.adapters.postgres import PoolSettings, Postgres
from mg_services.services.auth.store import LOGIN_QUERY
from tests.engine_fixtures import Database
from tests.timing import in_time

SPECIFIED_QUERY = "SELECT id, email, password_hash, roles FROM users WHERE email = $1 LIMIT 1"
USERS = 20_000
RUNS = 1000


async def fill_users(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        rows = [(f"user{number}@example.com", "$2b$12$" + "x" * 53, f"User {number}") for number in range(USERS)]
        rows.append(("test@example.com", "$2b$12$" + "x" * 53, "Test"))
        await connection.copy_records_to_table("users", records=rows, columns=["email", "password_hash", "name"])
        await connection.execute("ANALYZE users")
    finally:
        await connection.close()


def node_types(plan: dict[str, Any]) -> list[tuple[str, str]]:
    inner = [found for child in plan.get("Plans", []) for found in node_types(child)]
    return [(plan["Node Type"], plan.get("Index Name", "")), *inner]


@pytest.mark.scenario("PG-06")
@pytest.mark.parametrize("query", [SPECIFIED_QUERY, LOGIN_QUERY])
async def test_login_query_uses_its_index_and_answers_in_time(database: Database, query: str) -> None:
    await fill_users(database.dsn)
    connection = await asyncpg.connect(database.dsn)
    try:
        explained = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}", "test@example.com")
        nodes = node_types(json.loads(explained)[0]["Plan"])
        row = await connection.fetchrow(query, "test@example.com")
        await in_time(lambda: connection.fetchrow(query, "test@example.com"), {95: 0.005, 99: 0.010}, calls=RUNS)
    finally:
        await connection.close()

    assert row is not None
    assert "idx_users_email" in [index for _, index in nodes]
    assert "Seq Scan" not in [kind for kind, _ in nodes]


async def test_pool_opens_two_grows_to_ten_and_makes_the_rest_wait(database: Database) -> None:
    async with asyncio.timeout(20), Postgres(database.dsn) as postgres:
        at_start = postgres.sizes()[0]
        results = await asyncio.gather(
            *(postgres.fetchval("SELECT pg_sleep(0.02)::text || $1::text", "x") for _ in range(50))
        )
        at_peak = postgres.sizes()[0]

    assert at_start == 2
    assert at_peak == 10
    assert len(results) == 50


async def test_pool_without_a_free_connection_says_unavailable(database: Database) -> None:
    settings = PoolSettings(min_size=1, max_size=1, connect_s=0.05)
    async with asyncio.timeout(10), Postgres(database.dsn, settings) as postgres, postgres.transaction():
        with pytest.raises(ApiError) as caught:
            await postgres.fetchval("SELECT 1")

    assert caught.value.code == "service_unavailable"


async def test_error_inside_of_a_transaction_rolls_it_back(database: Database) -> None:
    async def insert_and_fail(postgres: Postgres) -> None:
        async with postgres.transaction() as connection:
            await connection.execute("INSERT INTO users (email, password_hash, name) VALUES ('a@b.c', 'x', 'y')")
            await connection.execute("SELECT 1 / 0")

    async with asyncio.timeout(10), Postgres(database.dsn) as postgres:
        with pytest.raises(asyncpg.DivisionByZeroError):
            await insert_and_fail(postgres)
        count = await postgres.fetchval("SELECT count(*) FROM users")

    assert count == 0


async def test_unreachable_server_is_one_error_code() -> None:
    with pytest.raises(ApiError) as caught:
        await Postgres.open("postgresql://nobody@127.0.0.1:1/none")

    assert caught.value.code == "service_unavailable"


async def test_terminated_connections_are_replaced(database: Database) -> None:
    async with asyncio.timeout(20), Postgres(database.dsn) as postgres:
        admin = await asyncpg.connect(database.dsn)
        await admin.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await admin.close()
        answers = [await postgres.healthy() for _ in range(3)]

    assert answers[-1]
