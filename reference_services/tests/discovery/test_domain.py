"""Normalising, ranking and naming failures: pure functions."""

import pytest

from mg_clients.discovery import ContentItem, ContentType, Platform
from mg_clients.spotify import SpotifySearchResult
from mg_clients.streaming_platform import CatalogTitle, TitleType
from mg_core.errors import (
    ApiError,
    AttemptTimeoutError,
    BulkheadFullError,
    CircuitOpenError,
    ConnectError,
    DeadlineExceededError,
    DecodeError,
    MgError,
    RateLimitedError,
)
from mg_services.adapters.platforms.page import year_of
from mg_services.adapters.platforms.spotify import items_of_music, total_of_music
from mg_services.adapters.platforms.streaming import is_usable, item_of_title
from mg_services.services.discovery import domain
from mg_services.services.discovery.search import choose


def item(title: str, *, platform: str = "netflix", popularity: float = 0.0, number: str = "1") -> ContentItem:
    return ContentItem(
        id=f"{platform}:{number}",
        platform=Platform(platform),
        title=title,
        type=ContentType.movie,
        popularity=popularity,
    )


@pytest.mark.parametrize(
    ("query", "title", "score"),
    [
        ("the matrix", "The Matrix", 1.0),
        ("THE  MATRIX!", "the matrix", 1.0),
        ("stranger things", "Stranger Things Aftershow", 0.867),
        ("matrix", "The Matrix Reloaded", 0.733),
        ("tale handmaid", "The Handmaid's Tale", 0.65),
        ("matrix", "Inception", 0.1),
        ("!!!", "Inception", 0.0),
        ("x", "", 0.0),
    ],
)
def test_relevance_says_how_well_a_title_fits(query: str, title: str, score: float) -> None:
    assert domain.relevance(query, title) == pytest.approx(score, abs=0.001)


def test_the_best_comes_first_and_ties_go_to_the_more_popular() -> None:
    ranked = domain.rank(
        "matrix",
        [
            item("Matrix", platform="hulu", popularity=1, number="1"),
            item("The Matrix", popularity=99, number="2"),
            item("Matrix", popularity=5, number="3"),
        ],
    )

    assert [each.id for each in ranked] == ["netflix:3", "hulu:1", "netflix:2"]
    assert ranked[0].relevance_score == 1.0


def test_an_id_is_shown_once() -> None:
    assert len(domain.rank("matrix", [item("Matrix"), item("Matrix")])) == 1


def test_a_title_keeps_what_the_platform_says() -> None:
    title = CatalogTitle(id="80057281", title="Stranger Things", type=TitleType.series, seasons=4, available=True)

    made = item_of_title("netflix", title)

    assert (made.id, made.platform, made.type, made.seasons) == ("netflix:80057281", "netflix", "series", 4)


def test_a_kind_that_the_contract_does_not_list_passes() -> None:
    title = CatalogTitle.model_validate({"id": "1", "title": "New", "type": "hologram"})

    assert item_of_title("hulu", title).type == "hologram"


@pytest.mark.parametrize(("identifier", "usable"), [("1", True), ("s-1:e_2", True), ("", False), ("a b", False)])
def test_a_title_whose_id_cannot_be_part_of_ours_is_left_out(identifier: str, *, usable: bool) -> None:
    title = CatalogTitle(id=identifier, title="T", type=TitleType.movie)

    assert is_usable(title) is usable


def test_music_without_pages_is_no_music() -> None:
    found = SpotifySearchResult()

    assert (items_of_music(found), total_of_music(found)) == ([], 0)


def test_a_track_without_album_has_neither_cover_nor_year() -> None:
    found = SpotifySearchResult.model_validate({"tracks": {"items": [{"id": "t1", "name": "Song"}], "total": 7}})

    track = items_of_music(found)[0]

    assert (track.id, track.year, track.image_url) == ("spotify:track:t1", None, None)
    assert total_of_music(found) == 7


@pytest.mark.parametrize(
    ("date", "year"),
    [("2022-10-21", 2022), ("1965-10", 1965), ("2000", 2000), ("0000", None), ("", None), (None, None), ("soon", None)],
)
def test_the_year_of_a_release(date: str | None, year: int | None) -> None:
    assert year_of(date) == year


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CircuitOpenError("open", retry_after_s=29.2), "circuit_breaker_open"),
        (AttemptTimeoutError("slow"), "timeout"),
        (DeadlineExceededError("late"), "timeout"),
        (RateLimitedError("bucket"), "rate_limited"),
        (ApiError("busy", code="rate_limited", status=429, retry_after_s=15), "rate_limited"),
        (DecodeError("html"), "invalid_response"),
        (ApiError("who", code="unauthorized", status=401), "unauthorized"),
        (ApiError("no", code="forbidden", status=403), "forbidden"),
        (ApiError("what", code="unprocessable", status=422), "rejected"),
        (ApiError("broken", code="internal_error", status=500), "service_unavailable"),
        (ConnectError("refused"), "service_unavailable"),
        (BulkheadFullError("full"), "service_unavailable"),
    ],
)
def test_each_failure_has_a_name_and_a_sentence_with_the_platforms_name(error: MgError, code: str) -> None:
    failure = domain.failure_of("disney", error)

    assert failure.code == code
    assert "Disney+" in failure.message


@pytest.mark.scenario("CB-01")
def test_an_open_breaker_says_when_it_tries_again() -> None:
    warning = domain.failure_of("netflix", CircuitOpenError("open", retry_after_s=29.2)).warning()

    assert (warning.error, warning.retry_after) == ("circuit_breaker_open", 30)
    assert warning.message == "Netflix service is temporarily unavailable"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "1 minute"), (119, "1 minute"), (600, "10 minutes"), (7200, "2 hours"), (86_400, "1 day"), (3e5, "3 days")],
)
def test_an_age_in_words(seconds: float, words: str) -> None:
    assert domain.age_in_words(seconds) == words


@pytest.mark.parametrize(
    ("connected", "available", "wanted", "chosen", "codes"),
    [
        (["spotify", "netflix"], ["netflix", "spotify"], None, ("netflix", "spotify"), []),
        (["netflix", "hbo"], ["netflix"], None, ("netflix",), ["platform_not_available"]),
        (["netflix"], ["netflix", "hulu"], ["hulu"], (), ["platform_not_connected"]),
        (["netflix", "hulu"], ["netflix", "hulu"], ["hulu"], ("hulu",), []),
        (["netflix", "apple_music"], ["netflix"], ["netflix"], ("netflix",), []),
    ],
)
def test_platforms_are_asked_that_are_connected_available_and_wanted(
    connected: list[str], available: list[str], wanted: list[str] | None, chosen: tuple[str, ...], codes: list[str]
) -> None:
    scope = choose(connected, available, wanted)

    assert scope.platforms == chosen
    assert [note.code for note in scope.notes] == codes
