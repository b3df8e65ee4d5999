"""The words by which labels are read, kept in `label_words.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from tour_server.links.trait_words import folded

_WORDS = re.compile(r"[^\W\d_]+")


class LabelWords(Struct, frozen=True):
    """Words as `folded` returns them. `reserves`: the longest first."""

    reserves: tuple[str, ...]
    particles: frozenset[str]
    unnamed: frozenset[str]
    firms: frozenset[str]
    joints: frozenset[str]
    techniques: frozenset[str]
    plain: frozenset[str]
    events: frozenset[str]
    places: frozenset[str]
    common: frozenset[str]
    genres: frozenset[str]
    first_names: frozenset[str]
    no_persons: frozenset[str]

    def is_genre(self, name: str) -> bool:
        """Returns whether a term says no more than of what kind a picture is: "landscape - non-specific"."""
        words = _WORDS.findall(name)
        return name in self.genres or (bool(words) and self.genres.issuperset(words))


@lru_cache(maxsize=1)
def label_words() -> LabelWords:
    """Return the words that are kept with the software."""
    place = Path(__file__).with_suffix(".toml")
    read = tomllib.loads(place.read_text(encoding="utf-8"))

    def words(group: str, name: str) -> frozenset[str]:
        return frozenset(map(folded, read[group][name]))

    reserves = words("maker", "reserves")
    return LabelWords(
        tuple(sorted(reserves, key=len, reverse=True)),
        words("maker", "particles"),
        words("maker", "unnamed"),
        words("maker", "firms"),
        words("material", "joints"),
        words("material", "techniques"),
        words("material", "plain"),
        words("events", "words"),
        words("places", "words"),
        words("texts", "common"),
        words("genres", "words"),
        words("names", "first"),
        words("names", "no_persons") | words("events", "words") | words("places", "words"),
    )
