"""The terms of a museum's texts in one language, and which of them a visitor's word means, also misspelt."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from math import log

from runtime.folding import fold, grams, is_unspaced, unspaced_runs, words
from runtime.languages import primary_language
from runtime.stems import stem

_LEAST_LETTERS_TO_MEND = 4  # into a name; of another word one more
_LEAST_LETTERS_FOR_TWO = 6  # slips in a word of the texts
_LEAST_LETTERS_FOR_TWO_IN_A_PLAIN_WORD = 8  # in one that asks
_LEAST_LETTERS_OF_A_LONG_WORD = 9
_LEAST_LETTERS_OF_A_PART = 4  # of a compound
_JOINTS = ("", "s", "n", "en", "es", "e")  # between the parts of a compound
_PREFIX_LETTERS = 5  # words that share as many and end differently are taken for forms of one word
FORM, FAR_FORM, PART, ALIKE, EVERYDAY = 0.75, 0.5, 0.8, 0.7, 0.5
"""How much a term counts whose word begins like the visitor's and ends nearly so, or otherwise, is a part of it,
serves for it, or is what visitors say for it."""
MENDED = {1: 0.85, 2: 0.7}
"""How much a name counts by the number of letters in which it differs; another word counts `PLAIN_SHARE` of it, a
long one `LONG_SHARE`."""
PLAIN_SHARE, LONG_SHARE = 0.75, 0.9


def terms_of(
    text: str, language: str, without: Container[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    """Yield (term, folded word) of a text: the stem of each word, pairs of letters where words have no spaces.

    `without`: folded words that are left out.
    """
    for match in words(unicodedata.normalize("NFC", text)):
        lower = match.group().casefold()
        for run in unspaced_runs(fold(lower)):
            if is_unspaced(run):
                for pair in grams(run)[:-1] or [run]:
                    yield pair, pair
            elif run not in without:
                yield (stem(lower, language) or run) if run.isalpha() else run, run


class Terms:
    """All terms of one language with how rare they are, and the words that they come from."""

    def __init__(
        self,
        texts: Iterable[set[tuple[str, str]]],
        names: Container[str],
        alike: Mapping[str, Mapping[str, float]] | None = None,
        language: str = "",
    ) -> None:
        """`texts`: the terms of each passage. `names`: the terms of titles and the like, which are misspelt most.

        `alike`: terms that serve for a term, with how much each counts. `language`: by which words sound.
        """
        self._language = primary_language(language) if language else ""
        self._names, self._alike = names, alike or {}
        count, documents = Counter[str](), 0
        self._term_of_word: dict[str, str] = {}
        for text in texts:
            documents += 1
            count.update({term for term, _ in text})
            for term, word in text:
                self._term_of_word[word] = term
        self._rarity = {term: log((documents + 1) / (seen + 0.5)) for term, seen in count.items()}
        self.most_rare = log((documents + 1) / 0.5) if documents else 1.0
        self._sorted = sorted(self._term_of_word)
        self._long_names = [
            (word, term)
            for word, term in self._term_of_word.items()
            if term in names and word.isalpha() and len(word) >= 2 * _LEAST_LETTERS_OF_A_PART
        ]
        self._by_pair: dict[str, list[str]] = defaultdict(list)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        self._by_first: dict[str, list[str]] = defaultdict(list)
        for word in self._sorted:
            if word.isalpha() and len(word) >= _LEAST_LETTERS_TO_MEND - 1:
                self._by_sound[sound(word, self._language)].append(word)
                if "ch" in word and self._term_of_word[word] in names:
                    self._by_sound[sound(word.replace("ch", "k"), self._language)].append(word)
                if len(word) <= _LEAST_LETTERS_TO_MEND + 1:
                    self._by_first[word[0]].append(word)
                for pair in _pairs(word):
                    self._by_pair[pair].append(word)

    def has_word(self, word: str) -> bool:
        """Return whether a text has this folded word, in this form."""
        return word in self._term_of_word

    def __contains__(self, term: str) -> bool:
        return term in self._rarity

    def rarity(self, term: str) -> float:
        """Return how rare a term is, by the logarithm of its share of the passages."""
        return self._rarity.get(term, self.most_rare)

    def meant(self, term: str, word: str) -> dict[str, float]:
        """Return the terms that a word of a question may mean, with how much each counts; {} where there is none."""
        found: dict[str, float] = {}
        if term in self._rarity:
            found[term] = 1.0
        if word in self._term_of_word:
            found.setdefault(self._term_of_word[word], 1.0)
        if not word.isalpha():
            return found
        for other, value in self._forms(word):
            found.setdefault(other, value)
        for other, value in self._alike.get(term, {}).items():
            if other in self._rarity:
                found[other] = max(found.get(other, 0.0), value)
        for other in self._names_ending_in(word):
            found.setdefault(other, PART)
        if found:
            return found
        for part in self._parts(word):
            found.setdefault(part, PART)
        if found:
            return found
        return {self._term_of_word[other]: value for other, value in self._mended(word)}

    def head(self, word: str) -> str | None:
        """Return the last of the two known words of a compound, as "laden" of "Museumsladen"; None for none."""
        cut = self._cut(word)
        return None if cut is None else cut[1]

    def mended(self, word: str) -> tuple[str, float] | None:
        """Return the known word that differs least from a misspelt one, with how much it counts; None for none."""
        return next(self._mended(word, _LEAST_LETTERS_FOR_TWO_IN_A_PLAIN_WORD), None)

    def mended_short(self, word: str, into: Container[str]) -> tuple[str, float] | None:
        """Return the word of `into` that one of three or four letters is meant for.

        It begins with the same letter and differs by one; of several the one that sounds the same.
        """
        if not _LEAST_LETTERS_TO_MEND - 1 <= len(word) <= _LEAST_LETTERS_TO_MEND:
            return None
        near = [
            other
            for other in self._by_first.get(word[:1], ())
            if other in into and abs(len(other) - len(word)) <= 1 and edits(word, other, 1) == 1
        ]
        if not near:
            return None
        own = sound(word, self._language)
        best = min(near, key=lambda one: (edits(own, sound(one, self._language), 2), len(one)))
        return best, MENDED[1] * PLAIN_SHARE

    def _forms(self, word: str) -> Iterator[tuple[str, float]]:
        if len(word) < _PREFIX_LETTERS:
            return
        begin = word[: max(_PREFIX_LETTERS, len(word) - 3)]
        at = bisect_left(self._sorted, begin)
        while at < len(self._sorted) and self._sorted[at].startswith(begin):
            longer = abs(len(self._sorted[at]) - len(word))
            if longer <= 3:
                yield self._term_of_word[self._sorted[at]], FORM if longer < 2 else FAR_FORM
            at += 1

    def _parts(self, word: str) -> Iterator[str]:
        """Yield the terms of the two known words that a compound consists of."""
        for part in self._cut(word) or ():
            yield self._term_of_word[part]

    def _cut(self, word: str) -> tuple[str, str] | None:
        """Return the two known words that a compound consists of, the first as long as can be; None for none."""
        least = _LEAST_LETTERS_OF_A_PART
        for cut in range(len(word) - least, least - 1, -1):
            first = next(
                (
                    word[: cut - len(joint)]
                    for joint in _JOINTS
                    if word[:cut].endswith(joint)
                    and cut - len(joint) >= least
                    and word[: cut - len(joint)] in self._term_of_word
                ),
                None,
            )
            rest = word[cut:]
            if first is not None and rest in self._term_of_word:
                return first, rest
        return None

    def _names_ending_in(self, word: str) -> Iterator[str]:
        """Yield the terms of compound names that end in a word, as "Wandfliesen" ends in "Fliesen"."""
        if len(word) >= _LEAST_LETTERS_OF_A_PART:
            for name, term in self._long_names:
                if name.endswith(word) and len(name) >= len(word) + _LEAST_LETTERS_OF_A_PART:
                    yield term

    def _mended(
        self, word: str, least_for_two: int = _LEAST_LETTERS_FOR_TWO
    ) -> Iterator[tuple[str, float]]:
        """Yield the known words that sound the same as a word, else those that differ least, by two letters at most.

        With how much each counts.
        """
        most = (len(word) + 1) // 2  # "is" is no slip for "heiss", though both sound as "is"
        alike = [
            one
            for one in self._by_sound.get(sound(word, self._language), ())
            if edits(word, one, 3) <= most
        ]
        if alike:
            of_names = [one for one in alike if self._term_of_word[one] in self._names]
            alike = of_names or alike
            for other in sorted(alike, key=lambda one: edits(word, one, 3)):
                yield other, MENDED[1] * self._trust(word, other)
            return
        if len(word) < _LEAST_LETTERS_TO_MEND:
            return
        farthest = 1 if len(word) < least_for_two else 2
        shared: Counter[str] = Counter()
        for pair in _pairs(word):
            shared.update(self._by_pair.get(pair, ()))
        best: dict[str, int] = {}
        for other, count in shared.items():
            if abs(len(other) - len(word)) > farthest or count < max(
                1, len(word) - 1 - 2 * farthest
            ):
                continue
            if len(other) < _LEAST_LETTERS_TO_MEND:
                continue  # too many words are one letter away from so short a one
            distance = edits(word, other, farthest)
            if distance <= farthest:
                best[other] = distance
        least = min(best.values(), default=0)
        for other, distance in best.items():
            if distance == least:
                is_name = self._term_of_word[other] in self._names
                has_another_letter = len(word) == len(other) and sorted(word) != sorted(other)
                if len(word) == _LEAST_LETTERS_TO_MEND and (has_another_letter or not is_name):
                    continue  # "hond" is no slip for "hoed"
                yield other, MENDED[max(1, distance)] * self._trust(word, other)

    def _trust(self, word: str, other: str) -> float:
        """Return how much a mended word counts: fully as a name, and nearly so where it is long."""
        if self._term_of_word[other] in self._names:
            return 1.0
        return LONG_SHARE if len(word) >= _LEAST_LETTERS_OF_A_LONG_WORD else PLAIN_SHARE


def _pairs(word: str) -> list[str]:
    bounded = f"^{word}$"
    return [bounded[at : at + 2] for at in range(len(bounded) - 1)]


_SOUNDS = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"sch|sh|ch|kh"), "x"),
    (re.compile(r"ck|qu|q|c(?![eiy])|k"), "k"),
    (re.compile(r"[çczß]"), "s"),
    (re.compile(r"ij|y|ie|ei|ai"), "i"),
    (re.compile(r"oi|oy|wa|ua"), "ua"),
    (re.compile(r"ou|oe|oo"), "u"),
    (re.compile(r"[vw]"), "b"),
    (re.compile(r"h"), ""),
    (re.compile(r"dt$|d$"), "t"),
    (re.compile(r"m(?=b)"), "n"),
    (re.compile(r"(.)\1+"), r"\1"),
)
_SOUNDS_OF = {
    "en": (
        (re.compile(r"^wh"), "w"),
        (re.compile(r"ower"), "our"),
        (re.compile(r"ea|ee"), "ie"),
        (re.compile(r"igh"), "y"),
        (re.compile(r"(?<=[aeiou])gh"), "f"),
        (re.compile(r"et$|ay$|ey$"), "e"),
        (re.compile(r"(?<=[aou])w(?!h)"), "u"),
        (re.compile(r"^kn"), "n"),
        (re.compile(r"^wr"), "r"),
    ),
    "fr": (
        (re.compile(r"[cç](?=[eiy])"), "s"),
        (re.compile(r"(?<=.)(?:es|er|ez|et|ee|e|s|t|x)$"), ""),
        (re.compile(r"eau|au"), "o"),
        (re.compile(r"oi"), "wa"),
        (re.compile(r"ai|ei"), "e"),
        (re.compile(r"gu(?=[eiy])"), "g"),
        (re.compile(r"ain|ein|in(?![aeiouyn])"), "en"),
        (re.compile(r"an(?![aeiouyn])"), "en"),
    ),
    "es": (
        (re.compile(r"gu(?=[ei])"), "g"),
        (re.compile(r"g(?=[ei])|x"), "j"),
        (re.compile(r"ll"), "y"),
        (re.compile(r"ch"), "sh"),
    ),
    "de": (
        (re.compile(r"ieh|ih"), "ie"),
        (re.compile(r"(?<=[aeou])h"), ""),
        (re.compile(r"aeu"), "eu"),
        (re.compile(r"tz"), "z"),
        (re.compile(r"[ae]e"), "e"),
    ),
    "nl": (
        (re.compile(r"g(?!e)|ch"), "ch"),
        (re.compile(r"au"), "ou"),
        (re.compile(r"(?<=[aeo])h"), ""),
    ),
}  # by language, before those of all


def sound(word: str, language: str = "") -> str:
    """Return roughly how a word sounds: words that people mistake for each other in writing have the same.

    `language`: the primary tag, "" for what all languages share.
    """
    for pattern, letter in (*_SOUNDS_OF.get(language, ()), *_SOUNDS):
        word = pattern.sub(letter, word)
    return word


def edits(one: str, other: str, most: int) -> int:
    """Return how many letters to insert, delete, change or swap make one word of the other; most + 1 for more."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        this = [row] + [0] * len(other)
        for column, sign in enumerate(other, 1):
            this[column] = min(
                last[column] + 1, this[column - 1] + 1, last[column - 1] + (letter != sign)
            )
            if row > 1 < column and letter == other[column - 2] and one[row - 2] == sign:
                this[column] = min(this[column], before[column - 2] + 1)
        if min(this) > most:
            return most + 1
        before, last = last, this
    return last[-1]
