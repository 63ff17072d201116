from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
import pytest

from mg_core.errors import ConfigurationError
from mg_services.data import migrator

OLD_INSERT = (
    "INSERT INTO users (id, email, password_hash, name, created_at) "
    "VALUES (gen_random_uuid(), 'new@example.com', '$2b$12$x', 'Test User', NOW()) RETURNING id"
)
OLD_LOGIN = "SELECT id, email, password_hash, roles FROM users WHERE email = $1 LIMIT 1"


def write(folder: Path, **files: str) -> Path:
    for name, sql in files.items():
        (folder / f"{name}.sql").write_text(sql)
    return folder


async def one(dsn: str, sql: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


@pytest.mark.scenario("PG-03")
async def test_preferences_come_with_v002_and_go_with_its_undo(empty_database: str) -> None:
    applied = await migrator.migrate(empty_database)
    column = (
        "SELECT data_type FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'preferences'"
    )
    index = "SELECT indexdef FROM pg_indexes WHERE indexname = 'idx_users_preferences'"
    forward = (await one(empty_database, column), await one(empty_database, index))
    undone = await migrator.undo(empty_database, to=1)
    back = (await one(empty_database, column), await one(empty_database, index))

    assert [migration.version for migration in applied][:2] == [1, 2]
    assert forward[0] == "jsonb"
    assert "USING gin (preferences)" in str(forward[1])
    assert undone[-1].version == 2
    assert back == (None, None)
    assert await migrator.current_version(empty_database) == 1


@pytest.mark.scenario("PG-03")
async def test_code_written_before_the_migration_works_before_during_and_after_it(empty_database: str) -> None:
    await migrator.migrate(empty_database, to=1)
    connection = await asyncpg.connect(empty_database)
    try:
        user = await connection.fetchval(OLD_INSERT)
        before = await connection.fetchrow(OLD_LOGIN, "new@example.com")
        await migrator.migrate(empty_database)
        after = await connection.fetchrow(OLD_LOGIN, "new@example.com")
        await connection.execute("DELETE FROM users")
        inserted = await connection.fetchval(OLD_INSERT)
        preferences = await connection.fetchval("SELECT preferences FROM users WHERE id = $1", inserted)
        await migrator.undo(empty_database, to=1)
        rolled_back = await connection.fetchrow(OLD_LOGIN, "new@example.com")
    finally:
        await connection.close()

    assert before == after
    assert user != inserted
    assert preferences == "{}"
    assert rolled_back["id"] == inserted


async def test_every_migration_can_be_taken_back_and_applied_again(empty_database: str) -> None:
    first = await migrator.migrate(empty_database)
    undone = await migrator.undo(empty_database, to=0)
    left = await one(empty_database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    second = await migrator.migrate(empty_database)

    assert undone == first[::-1]
    assert left == 1  # the history itself
    assert second == first


async def test_two_migrators_at_once_apply_each_file_once(empty_database: str) -> None:
    async with asyncio.timeout(30):
        done = await asyncio.gather(*(migrator.migrate(empty_database) for _ in range(4)))

    assert sorted(map(len, done)) == [0, 0, 0, len(migrator.read_folder())]


async def test_failed_file_leaves_nothing_behind(empty_database: str, tmp_path: Path) -> None:
    folder = write(
        tmp_path, V001__good="CREATE TABLE good (x int);", V002__bad="CREATE TABLE half (x int); SELECT 1 / 0;"
    )
    with pytest.raises(ConfigurationError) as caught:
        await migrator.migrate(empty_database, folder=folder)

    assert "V002 bad failed" in caught.value.message
    assert "\n" not in caught.value.message
    assert await migrator.current_version(empty_database) == 1
    assert await one(empty_database, "SELECT to_regclass('half')") is None


async def test_edited_file_is_refused(empty_database: str, tmp_path: Path) -> None:
    folder = write(tmp_path, V001__a="CREATE TABLE a (x int);")
    await migrator.migrate(empty_database, folder=folder)
    write(tmp_path, V001__a="CREATE TABLE a (x bigint);", V002__b="CREATE TABLE b (x int);")
    with pytest.raises(ConfigurationError) as caught:
        await migrator.migrate(empty_database, folder=folder)

    assert "edited" in caught.value.message
    assert await one(empty_database, "SELECT to_regclass('b')") is None


async def test_file_outside_of_a_transaction_may_build_an_index_concurrently(
    empty_database: str, tmp_path: Path
) -> None:
    concurrent = "-- no-transaction\nCREATE INDEX CONCURRENTLY a_x ON a (x);\nCREATE INDEX CONCURRENTLY a_y ON a (y);\n"
    folder = write(tmp_path, V001__a="CREATE TABLE a (x int, y int);", V002__index=concurrent)
    async with asyncio.timeout(30):
        done = await asyncio.gather(*(migrator.migrate(empty_database, folder=folder) for _ in range(2)))

    assert sorted(map(len, done)) == [0, 2]
    assert await one(empty_database, "SELECT count(*) FROM pg_indexes WHERE tablename = 'a'") == 2


async def test_step_without_a_way_back_is_refused(empty_database: str, tmp_path: Path) -> None:
    folder = write(tmp_path, V001__a="CREATE TABLE a (x int);")
    await migrator.migrate(empty_database, folder=folder)
    with pytest.raises(ConfigurationError):
        await migrator.undo(empty_database, to=0, folder=folder)

    assert await migrator.current_version(empty_database) == 1


async def test_file_below_an_applied_one_is_refused(empty_database: str, tmp_path: Path) -> None:
    folder = write(tmp_path, V002__b="CREATE TABLE b (x int);")
    await migrator.migrate(empty_database, folder=folder)
    write(tmp_path, V001__a="CREATE TABLE a (x int);")
    with pytest.raises(ConfigurationError):
        await migrator.migrate(empty_database, folder=folder)

    assert await one(empty_database, "SELECT to_regclass('a')") is None


@pytest.mark.parametrize(
    "files",
    [
        {"V1_missing_underscore": ""},
        {"V001__a": "", "V0001__b": ""},
        {"U001__a": ""},
    ],
)
def test_wrongly_named_files_are_refused(tmp_path: Path, files: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError):
        migrator.read_folder(write(tmp_path, **files))


async def test_database_newer_than_the_files_is_refused(empty_database: str, tmp_path: Path) -> None:
    await migrator.migrate(empty_database)
    with pytest.raises(ConfigurationError) as caught:
        await migrator.migrate(empty_database, folder=tmp_path)

    assert "newer" in caught.value.message


async def test_genres_that_users_have_named_become_sonas(empty_database: str) -> None:
    await migrator.migrate(empty_database)
    await migrator.undo(empty_database, to=4)
    user = await one(
        empty_database,
        "INSERT INTO users (email, password_hash, name, preferences) "
        """VALUES ('a@b.c', 'x', 'y', '{"genres": ["drama", null, "horror"]}') RETURNING id""",
    )
    await migrator.migrate(empty_database)

    row = await one(empty_database, "SELECT user_tastes::text FROM user_tastes")
    assert isinstance(row, str)
    assert row.startswith(f"({user},0,")
    assert row.endswith('"{drama,horror}")')
