"""Which words say nothing but what a person is: looks, age, sex, faith, origin. No link rests on such words.

The words stand in `trait_words.toml`, by what they say. They are taken away before anything is compared, so that
changing them in a collection's data changes no proposal.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from babel import Locale

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LANGUAGES = ("en", "nl", "fr", "de", "es", "it", "pt")
_LONGEST_ENDING = 4  # letters that a form of a stem adds: Japan, Japanese


@lru_cache(maxsize=200_000)
def folded(text: str) -> str:
    """Return a text without case, accents and superfluous space, by which two are compared."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("œ", "oe")).casefold()
    return " ".join("".join(one for one in plain if not unicodedata.combining(one)).split())


def words_of(text: str) -> list[str]:
    """Return the words of a text that `folded` gave, without numbers and signs."""
    return _WORD.findall(text)


class TraitWords:
    """Tells words about what a person is from all others. Words are given as `folded` returns them."""

    def __init__(self, lists: dict[str, dict[str, list[str]]]) -> None:
        """`lists`: for each kind of trait its whole `words` and its `stems`."""
        self._words = frozenset(
            folded(word) for one in lists.values() for word in one.get("words", [])
        )
        self._people = frozenset(folded(word) for word in lists["people"]["words"])
        stems = {folded(stem) for one in lists.values() for stem in one.get("stems", [])}
        self._stems = frozenset(stems)
        self._shortest = min(map(len, stems))
        self._countries = frozenset(_country_names())

    def is_trait(self, word: str) -> bool:
        """Returns whether a word says what a person is, or only that there is a person."""
        singular = word.removesuffix("'s").removesuffix("’s")
        if singular in self._words or singular.removesuffix("s") in self._words:
            return True
        return any(
            singular[:length] in self._stems
            for length in range(
                max(self._shortest, len(singular) - _LONGEST_ENDING), len(singular) + 1
            )
        )

    def only_traits(self, term: str) -> bool:
        """Returns whether a term has no word besides such words, "woman, standing", or names but a country."""
        if term in self._countries:
            return True
        words = words_of(term)
        return all(self.is_trait(word) or len(word) < 2 for word in words)

    def is_country(self, name: str) -> bool:
        """Returns whether this is the name of a country or a continent, in one of several languages."""
        return name in self._countries

    def shows_people(self, texts: Iterable[str]) -> bool:
        """Returns whether any of these texts has a word for a person."""
        return any(self._is_person(word) for text in texts for word in words_of(folded(text)))

    def _is_person(self, word: str) -> bool:
        return word in self._people or word.removesuffix("s") in self._people


@lru_cache(maxsize=1)
def trait_words() -> TraitWords:
    """Return the words that are kept with the software."""
    place = Path(__file__).with_suffix(".toml")
    return TraitWords(tomllib.loads(place.read_text(encoding="utf-8")))


def _country_names() -> Iterable[str]:
    for language in _LANGUAGES:
        yield from (folded(name) for name in Locale.parse(language).territories.values())
    yield from map(folded, ("USA", "UK", "Great Britain", "Britain", "Holland", "England"))
    yield from map(folded, ("Scotland", "Wales", "Schotland", "Engeland", "Angleterre"))
