"""Which words a word may be a form of: plurals, cases, articles that are written on, compounds of two words.

Labels inflect what a list of words has once: alter, alten; joods, joodse; the Arabic and the Hebrew article.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

_ENDINGS = ("innen", "in", "en", "se", "e", "n", "s", "ה", "ת", "ים", "ות", "ة", "ون", "ين")
_OF_ADJECTIVES = (
    "er",
    "es",
    "em",
)  # behind these alone: with others, too many are names (Moore, Ketterer)
_ADJECTIVES = ("isch", "ig", "lich")
_FEWEST = 4  # letters of a word before an ending; of fewer, too many are other words
_ARTICLES = ("ال", "ה")
_LINKS = ("", "en", "es", "er", "s", "n", "e")
_MOST_OF_A_COUNTRY = 3  # letters that fall away
DEMONYM_ENDINGS = frozenset(
    """
    an ian ean nian anian ese i ite ish er ers ers eer aan aans aanse ees ese ans ais aise ois oise ien ienne ain aine
    een eenne eens iens isch ische ischer isches nisch nische aner anerin anisch anische er erin iner nese
    ano ana anos anas iano iana ianos ianas eno ena enos enas es esa eses esas ense enses ino ina inos inas
    ans ians eans ite ites ois oises aises iennes aines i iner inerin nees nese nesen ees ezen iers
    """.split()  # noqa: SIM905  (read more easily)
)
_FEWEST_OF_A_PART = 3
_FEWEST_OF_A_COMPOUND = 7
_ELIDED = re.compile(r"^(?:d|l|s|qu|dell|nell|un)'")  # d'indigènes
# Scripts that leave no space between words.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")


def bases(word: str) -> Iterator[str]:
    """Yield a word and what it may be a form of."""
    yield word
    bare = _ELIDED.sub("", word.replace("’", "'")).removesuffix("'s")
    if bare != word:
        yield bare
    if bare.endswith("s"):
        yield bare[:-1]
    for article in _ARTICLES:
        if bare.startswith(article) and len(bare) > len(article) + 1:
            yield bare[len(article) :]
            yield from _without_ending(bare[len(article) :], fewest=2)
    yield from _without_ending(bare, fewest=_FEWEST)


def _without_ending(word: str, fewest: int) -> Iterator[str]:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= fewest:
            yield word[: -len(ending)]
    if word.endswith(_OF_ADJECTIVES) and word[:-2].endswith(_ADJECTIVES):
        yield word[:-2]


def is_compound(word: str, firsts: Collection[str], lasts: Collection[str]) -> bool:
    """Returns whether a word is two in one, as Dutch and German write them: vrouwenportret, Judenkopf.

    `firsts`, `lasts`: what the two may be.
    """
    if len(word) < _FEWEST_OF_A_COMPOUND:
        return False
    for at in range(_FEWEST_OF_A_PART, len(word) - _FEWEST_OF_A_PART + 1):
        first = word[:at]
        if any(base in lasts for base in bases(word[at:])) and any(
            first.removesuffix(link) in firsts
            for link in _LINKS
            if first.endswith(link) and len(first) - len(link) >= _FEWEST_OF_A_PART
        ):
            return True
    return False


def demonym_stems(country: str) -> Iterator[str]:
    """Yield with what of a country's name the names of who is from there begin: sudan, zimbabw, nigeri, hondur."""
    stem = country.removesuffix("s")
    while len(stem) >= _FEWEST:
        yield stem
        if stem[-1] not in "aeiouy":
            return
        stem = stem[:-1]
        if len(country) - len(stem) > _MOST_OF_A_COUNTRY:
            return


def is_unspaced(term: str) -> bool:
    """Returns whether a term is in a script without spaces between words."""
    return _UNSPACED.search(term) is not None


def is_made_of(term: str, parts: Collection[str], longest: int) -> bool:
    """Returns whether a term without spaces is nothing but these parts, one behind the other."""
    reached = {0}
    for at in range(len(term)):
        if at in reached:
            reached |= {
                end
                for end in range(at + 1, min(at + longest, len(term)) + 1)
                if term[at:end] in parts
            }
    return len(term) in reached
