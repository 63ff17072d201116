"""How an emulated platform finds its titles."""

from dataclasses import replace

from mg_services.data import catalog
from mg_services.standins.platforms.shelf import Shelf

TITLES = catalog.sample()


def test_only_titles_of_the_platform_are_found() -> None:
    assert [title.title for title in Shelf("netflix", TITLES).find("stranger things")] == ["Stranger Things"]
    assert [title.title for title in Shelf("hulu", TITLES).find("stranger things")] == ["Stranger Things Aftershow"]


def test_the_exact_title_comes_before_more_popular_ones() -> None:
    famous = replace(TITLES[-1], id=1, title="The Matrix Reloaded", popularity=1e6)

    found = Shelf("netflix", [*TITLES, famous]).find("  THE   matrix ")

    assert [title.title for title in found] == ["The Matrix", "The Matrix Reloaded"]


def test_words_may_stand_anywhere_but_all_must_be_there() -> None:
    shelf = Shelf("hulu", TITLES)

    assert [title.title for title in shelf.find("tale handmaid")] == ["The Handmaid's Tale"]
    assert shelf.find("handmaid matrix") == []
    assert shelf.find("   ") == []


def test_a_title_is_found_by_its_number() -> None:
    shelf = Shelf("netflix", TITLES)

    assert shelf.get("80057281") is not None
    assert shelf.get("90000002") is None
