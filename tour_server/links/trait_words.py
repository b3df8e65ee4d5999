"""Which words say nothing but what a person is: looks, age, sex, faith, origin. No link rests on such words.

The words stand in `trait_words.toml`, by what they say. They are taken away before anything is compared, so that
changing them in a collection's data changes no proposal.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError

from runtime.languages import primary_language
from tour_server.links.word_forms import (
    DEMONYM_ENDINGS,
    bases,
    demonym_stems,
    is_compound,
    is_made_of,
    is_unspaced,
)

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LISTED_LANGUAGES = frozenset(("en", "nl", "fr", "de", "es", "ar", "he", "ja", "th"))
"""The languages whose words for what people are stand in the file. Of others it has some words of origin alone."""
# Two letters of a script in which no listed language is written: Greek, Cyrillic, Armenian, those of India, Hangul …
_OTHER_SCRIPT = re.compile(
    r"[\u0370-\u058f\u0700-\u074f\u0780-\u07bf\u0900-\u0dff\u0e80-\u1cff\u1f00-\u1fff\uac00-\ud7af]{2}"
)
_LANGUAGES = ("en", "nl", "fr", "de", "es", "it", "pt", "ja", "ar", "he", "th")
_SCRIPTS_OF_PEOPLES = ("en", "nl", "fr", "de", "es", "it", "pt", "ar", "he")
_LONGEST_ENDING = 4  # letters that a form of a stem adds: Japan, Japanese
_SHORTEST_DEMONYM = 4  # letters of a country's name
_LONGEST_PHRASE = 6  # words
_IN_COMPOUNDS = frozenset(
    ("people", "looks", "faith", "origin", "more_people", "more_looks", "more_faith", "more_origin")
)
_SPACES = re.compile(r"\s+")
_IN_GROUPS = ("faith", "origin", "more_faith", "more_origin", "always")
_OTHER_WORDS = frozenset(  # all others are traits
    {
        *("small", "phrases", "keep", "beside", "agents", "offices", "doings", "persons", "from"),
        *("sizes", "colours"),
    }
)
# How German labels without umlauts write ä, ö, ü, for which `folded` gives a, o, u.
_UMLAUTS = {"ae": "a", "oe": "o", "ue": "u"}
# In shorter words of other languages these are vowels of their own: Boer, rue.
_LEAST_TRANSCRIBED_LETTERS = 6
_ELIDED = re.compile(r"^(d|dell|dall)['’](?=.)")
_MOST_OF_A_PLACE = 2  # words
_NAMED_EVENT = re.compile(r"[\d:]")
_MOST_OF_A_DOING = 2  # words


@lru_cache(maxsize=200_000)
def folded(text: str) -> str:
    """Return a text without case, accents, soft hyphens and superfluous space, by which two are compared."""
    text = text.replace("ß", "ss").replace("œ", "oe").replace("\u00ad", "")
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(one for one in plain if not unicodedata.combining(one)).split())


def has_list(language: str) -> bool:
    """Returns whether the software knows a language's words for what people are."""
    return primary_language(language) in _LISTED_LANGUAGES


def in_other_script(term: str) -> bool:
    """Returns whether a term has a word in a script in which no language is written that has a list."""
    return _OTHER_SCRIPT.search(term) is not None


@lru_cache(maxsize=100)
def countries_in(language: str) -> frozenset[str]:
    """Returns what countries are called in a language, as `folded` returns it; nothing for one that CLDR lacks."""
    try:
        locale = Locale.parse(primary_language(language), sep="-")
    except (UnknownLocaleError, ValueError):
        return frozenset()
    return frozenset(map(folded, locale.territories.values()))


def words_of(text: str) -> list[str]:
    """Return the words of a text that `folded` gave, without numbers and signs."""
    return _WORD.findall(text)


class TraitWords:
    """Tells words about what a person is from all others. Words are given as `folded` returns them."""

    def __init__(self, lists: dict[str, dict[str, list[str]]]) -> None:
        """`lists`: for each kind of trait its `words` and its `stems`; see the file for the other lists."""
        read = {
            name: {kind: frozenset(map(folded, words)) for kind, words in one.items()}
            for name, one in lists.items()
        }
        traits = [one for name, one in read.items() if name not in _OTHER_WORDS]
        self._always, self._small = read["always"]["words"], read["small"]["words"]
        self._kept, self._beside = read["keep"]["words"], read["beside"]["words"]
        self._kept_terms = read["keep"]["terms"]
        self._sizes, self._colours = read["sizes"]["words"], read["colours"]["words"]
        self._body = read["colours"]["body"]
        self._agents = read["agents"]["words"]
        self._doings = read["doings"]["words"] | (self._agents - read["offices"]["words"])
        self._before_nouns = read["always"]["before"]
        self._persons, self._from = read["persons"]["words"], read["from"]["words"]
        self._not_from = read["from"]["but"]
        self._poses = read["pose"]["words"] | read["more_pose"]["words"] | self._small
        self._people = read["people"]["words"] | read["more_people"]["words"]
        self._stems = frozenset().union(*(one.get("stems", frozenset()) for one in traits))
        self._shortest = min(map(len, self._stems))
        self._countries = frozenset(_country_names()) - self._kept
        self._demonyms = frozenset(
            stem for one in self._countries if one.isalpha() for stem in demonym_stems(one)
        )
        self._peoples = frozenset(_peoples()) - self._kept
        self._words: frozenset[str] = self._countries.union(
            *(words for one in traits for kind, words in one.items() if kind != "stems")
        )
        # Two words in one are looked for among what the lists have, not among names of countries and languages.
        self._firsts = frozenset().union(
            *(one["words"] for name, one in read.items() if name in _IN_COMPOUNDS)
        )
        self._groups = frozenset().union(*(read[name]["words"] for name in _IN_GROUPS))
        self._phrases = read["phrases"]["words"] | {one for one in self._countries if " " in one}
        self._unspaced = frozenset(
            _SPACES.sub("", one) for one in self._words | self._small if is_unspaced(one)
        )
        self._longest = max(map(len, self._unspaced), default=0)
        self._known: dict[str, bool] = {}

    def is_trait(self, word: str) -> bool:
        """Returns whether a word says what a person is, or only that there is a person."""
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._is_trait(word)
        return known

    def _is_trait(self, word: str) -> bool:
        if word in self._kept or word.removesuffix("s") in self._kept:
            return False
        forms = list(bases(word))
        if word in self._peoples or word.removesuffix("s") in self._peoples:
            return True
        if len(word) >= _LEAST_TRANSCRIBED_LETTERS:
            forms += [one for form in forms for one in _with_umlauts(form)]
        if not self._words.isdisjoint(forms) or is_compound(word, self._firsts, self._people):
            return True
        if is_compound(word, self._groups, self._doings):  # Zigeunertanz
            return True
        bare = word.removesuffix("'s").removesuffix("’s")
        first = max(self._shortest, len(bare) - _LONGEST_ENDING)
        return any(bare[:at] in self._stems for at in range(first, len(bare) + 1)) or any(
            bare[:at] in self._demonyms and bare[at:] in DEMONYM_ENDINGS
            for at in range(_SHORTEST_DEMONYM, len(bare))
        )

    def only_traits(self, term: str) -> bool:
        """Returns whether a term has no word besides such words, "woman, standing", or names but a country.

        A term with a word for people that insults them is one of these, whatever else it says.
        """
        if term in self._kept_terms:
            return False
        if term in self._countries:
            return True
        words = words_of(term)
        if any(base in self._always for word in words for base in bases(word)):
            return True
        if not self._before_nouns.isdisjoint(words[:-1]) or self._are_from_somewhere(words):
            return True
        return self._none_left(words, frozenset()) or self._is_unspaced_trait(term)

    def _are_from_somewhere(self, words: list[str]) -> bool:
        """Return whether these are people of a place and nothing more: "femmes d'Alger", "girl from Arles"."""
        if len(words) < 2 or self._persons.isdisjoint(bases(words[0])):
            return False
        if elided := _ELIDED.match(words[1]):
            words = [words[0], elided[1], words[1][elided.end() :], *words[2:]]
        return (
            words[1] in self._from
            and 0 < len(words) - 2 <= _MOST_OF_A_PLACE
            and not any(word in self._small for word in words[2:])
            and " ".join(words) not in self._not_from
        )

    def bare(self, term: str) -> str:
        """Returns a term without words for what people are, where the others say what people do: "wedding, Jewish".

        A term that says nothing of what people do stays as it is ("Turkish carpet", "Black Forest"), and so does what
        is longer, or has a year or a colon: an event with its name ("Polish uprising, 1794").
        """
        if _NAMED_EVENT.search(term):
            return term
        rest, said = list[str](), False
        for word in self._beside_phrases(words_of(term)):
            if word is None:
                said = True
            elif self.is_trait(word):
                said = said or self._poses.isdisjoint(bases(word))
            else:
                rest.append(word)
        if not said or not any(base in self._doings for word in rest for base in bases(word)):
            return term
        if sum(word not in self._small for word in rest) > _MOST_OF_A_DOING:
            return term
        while rest and rest[0] in self._small:
            del rest[0]
        while rest[-1] in self._small:
            del rest[-1]
        return " ".join(rest)

    def is_small(self, word: str) -> bool:
        """Returns whether a word is an article, a preposition, a pronoun or the like."""
        return word in self._small

    def only_beside(self, term: str) -> bool:
        """Returns whether a term says no more than what somebody wears, or does as a believer: "man with a hat"."""
        return term not in self._kept_terms and self._none_left(words_of(term), self._beside)

    def _none_left(self, words: list[str], also: frozenset[str]) -> bool:
        """Return whether all of these are traits or in `also`; small words alone are neither."""
        said = False
        small = self._small | self._sizes
        if not self._body.isdisjoint(words):
            small = small | self._colours
        for word in self._beside_phrases(words):
            if word is None or self.is_trait(word) or not also.isdisjoint(bases(word)):
                said = True
            elif word not in small and (len(word) > 1 or is_unspaced(word)):
                return False
        return said or not words

    def _beside_phrases(self, words: list[str]) -> Iterator[str | None]:
        """Yields each word, and None for each phrase that says what a person is."""
        at = 0
        while at < len(words):
            length = self._phrase_at(words, at)
            yield None if length else words[at]
            at += length or 1

    def _phrase_at(self, words: list[str], at: int) -> int:
        """Return how many words a phrase has that begins here, 0 without one."""
        for length in range(min(_LONGEST_PHRASE, len(words) - at), 1, -1):
            phrase = " ".join(words[at : at + length])
            if phrase in self._phrases or phrase.removesuffix("s") in self._phrases:
                return length
        return 0

    def _is_unspaced_trait(self, term: str) -> bool:
        if not is_unspaced(term):
            return False
        bare = "".join(one for one in term if one.isalnum() or "\u0e30" <= one <= "\u0e4e")
        return is_made_of(bare, self._unspaced, self._longest)

    def shows_people(self, texts: Iterable[str]) -> bool:
        """Returns whether any of these texts has a word for a person, for what one wears, or for who may be one."""
        return any(self._is_person(word) for text in texts for word in words_of(folded(text)))

    def _is_person(self, word: str) -> bool:
        forms = frozenset(bases(word))
        if forms & (self._people | self._agents | self._beside | self._always):
            return True
        return is_compound(word, self._firsts, self._people) or (
            is_unspaced(word) and any(one in word for one in self._unspaced if len(one) > 1)
        )


def _with_umlauts(word: str) -> Iterator[str]:
    """Yield what a German word may be whose umlauts were written as two letters: moench, maedchen."""
    for two, one in _UMLAUTS.items():
        if two in word:
            yield word.replace(two, one)


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


def _peoples() -> Iterable[str]:
    """Yield the names of languages, of one word: most are what the people are called, too."""
    for language in _SCRIPTS_OF_PEOPLES:
        for name in Locale.parse(language).languages.values():
            if len(words_of(plain := folded(name))) == 1:
                yield plain
