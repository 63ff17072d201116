"""The music of the Spotify emulator."""

from mg_services.standins.platforms import music


def test_the_same_titles_give_the_same_music() -> None:
    titles = [("Inception", 2010), ("The Matrix", 1999)]

    assert music.library(titles) == music.library(titles)


def test_ids_look_like_spotifys_and_are_unique() -> None:
    made = music.library([(f"Film {n}", 2000) for n in range(400)])
    artists, albums = [row.id for row in made.artists], [row.id for row in made.albums]
    ids = [*artists, *albums, *(row.id for row in made.tracks)]

    assert len(set(ids)) == len(ids)
    assert all(len(each) == 22 and each.isalnum() for each in ids)


def test_at_most_300_soundtracks_are_made() -> None:
    made = music.library([(f"Film {n}", 2000) for n in range(400)])

    assert sum("Original Soundtrack" in album.name for album in made.albums) == music.SOUNDTRACKS_MAX


def test_the_album_of_the_specification_is_known() -> None:
    album = music.library([]).album_by_id["1EoDsNmgTLtmwe1BDAVxV5"]

    assert (album.name, album.release_date, album.artist.name) == ("Midnights", "2022-10-21", "Taylor Swift")
