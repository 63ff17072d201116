"""The music that the Spotify emulator knows.

Soundtracks are made from the catalog's titles, the same ones each time; their composers do not exist.
A handful of artists, albums and tracks are well known and real.
"""

from __future__ import annotations

import hashlib
import string
from collections.abc import Iterable
from dataclasses import dataclass, field

from mg_services.data.catalog import CatalogTitle

SOUNDTRACKS_MAX = 300
"""Titles that get a soundtrack, at most; each has `len(CUES)` tracks."""

CUES = ("Main Title", "First Light", "The Pursuit", "Elegy", "End Credits")
FIRST_NAMES = ("Elena", "Marcus", "Ingrid", "Tomas", "Nadia", "Julian", "Akiko", "Rafael", "Miriam", "Oskar")
LAST_NAMES = ("Marsh", "Lindqvist", "Okafor", "Varga", "Delacroix", "Brandt", "Ibarra", "Novak", "Ashdown", "Sato")
GENRES = ("soundtrack", "orchestral", "ambient", "electronic", "jazz")

_BASE62 = string.digits + string.ascii_letters


@dataclass(frozen=True, slots=True)
class Artist:
    """A person or a band."""

    id: str
    name: str
    genres: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Album:
    """A release of one artist."""

    id: str
    name: str
    artist: Artist
    release_date: str
    """`YYYY` or `YYYY-MM-DD`."""
    tracks: tuple[str, ...] = ()
    """Names in playing order."""


@dataclass(frozen=True, slots=True)
class Track:
    """One piece of an album."""

    id: str
    name: str
    album: Album
    number: int
    """Place on the album, from 1."""
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that can be found."""

    artists: tuple[Artist, ...]
    albums: tuple[Album, ...]
    tracks: tuple[Track, ...]
    album_by_id: dict[str, Album] = field(default_factory=dict)
    tracks_of: dict[str, tuple[Track, ...]] = field(default_factory=dict)


def identifier(*parts: str) -> str:
    """22 base-62 characters, as long as Spotify's own; the same parts give the same id."""
    number = int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:17], "big")
    digits = []
    for _ in range(22):
        number, rest = divmod(number, 62)
        digits.append(_BASE62[rest])
    return "".join(digits)


def library(titles: Iterable[tuple[str, int | None]]) -> Library:
    """Well-known music and soundtracks of the first `SOUNDTRACKS_MAX` titles, given as (title, year)."""
    albums = [*_known_albums()]
    seen: set[str] = set()
    for title, year in titles:
        if len(seen) == SOUNDTRACKS_MAX:
            break
        if title not in seen:
            seen.add(title)
            albums.append(_soundtrack(title, year))
    tracks_of = {album.id: tuple(_tracks(album)) for album in albums}
    artists = {album.artist.id: album.artist for album in albums}
    return Library(
        artists=tuple(artists.values()),
        albums=tuple(albums),
        tracks=tuple(track for tracks in tracks_of.values() for track in tracks),
        album_by_id={album.id: album for album in albums},
        tracks_of=tracks_of,
    )


def _known_albums() -> Iterable[Album]:
    swift = Artist("06HL4z0CvFAxyc27GXpf02", "Taylor Swift", ("pop", "country"))
    beatles = Artist(identifier("artist", "The Beatles"), "The Beatles", ("rock", "pop"))
    davis = Artist(identifier("artist", "Miles Davis"), "Miles Davis", ("jazz",))
    simone = Artist(identifier("artist", "Nina Simone"), "Nina Simone", ("soul", "jazz"))
    punk = Artist(identifier("artist", "Daft Punk"), "Daft Punk", ("electronic",))
    yield Album(
        "1EoDsNmgTLtmwe1BDAVxV5", "Midnights", swift, "2022-10-21", ("Lavender Haze", "Maroon", "Anti-Hero", "Karma")
    )
    yield Album(identifier("album", "1989"), "1989", swift, "2014-10-27", ("Style", "Blank Space", "Shake It Off"))
    yield Album(
        identifier("album", "Abbey Road"),
        "Abbey Road",
        beatles,
        "1969-09-26",
        ("Come Together", "Something", "Here Comes the Sun"),
    )
    yield Album(identifier("album", "Kind of Blue"), "Kind of Blue", davis, "1959-08-17", ("So What", "Blue in Green"))
    yield Album(identifier("album", "Pastel Blues"), "Pastel Blues", simone, "1965-10", ("Be My Husband", "Sinnerman"))
    yield Album(
        identifier("album", "Discovery"),
        "Discovery",
        punk,
        "2001-03-12",
        ("One More Time", "Aerodynamic", "Veridis Quo"),
    )


def _soundtrack(title: str, year: int | None) -> Album:
    seed = hashlib.sha256(title.encode()).digest()
    name = f"{FIRST_NAMES[seed[0] % 10]} {LAST_NAMES[seed[1] % 10]}"
    composer = Artist(identifier("artist", name), name, ("soundtrack", GENRES[sum(name.encode()) % 4 + 1]))
    return Album(identifier("album", title), f"{title} (Original Soundtrack)", composer, str(year or 2000), CUES)


def _tracks(album: Album) -> Iterable[Track]:
    for number, name in enumerate(album.tracks, start=1):
        key = hashlib.sha256(f"{album.id}{number}".encode()).digest()
        full_name = f"{name} (From {album.name})" if album.tracks is CUES else name
        yield Track(identifier("track", album.id, name), full_name, album, number, 120_000 + key[0] * 700)


def music_of(titles: Iterable[CatalogTitle]) -> Library:
    """Music named after films and series."""
    return library((title.title, title.year or None) for title in titles)
