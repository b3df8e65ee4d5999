"""Reads a work's label and texts as terms: what it may share with another work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from tour_server.links.label_words import label_words
from tour_server.links.maker_names import maker_names
from tour_server.links.reasons import Evidence, LabelField, SharedKind
from tour_server.links.trait_words import (
    countries_in,
    folded,
    in_other_script,
    trait_words,
    words_of,
)
from tour_server.links.word_forms import is_unspaced
from tour_server.links.work_label import WorkLabel

_PIECES = re.compile(r"\s*[,;|+/:.()\[\]]\s*")
_CAPITALISED = re.compile(
    r"(?:[A-ZÀ-ÖØ-Þ][\w'’-]+)(?:\s+(?:(?:of|the|de|van|von|du|la|le|da|di|des|der|del)\s+){0,2}"
    r"[A-ZÀ-ÖØ-Þ][\w'’-]+)+"
)
_SHORTEST_WORD = 5  # letters of a word of a title or a text; shorter ones are mostly common
MOST_OF_A_TEXT = 1500  # different words of a work's texts that are looked at
WEIGHTS = {
    SharedKind.MAKER: 1.0,
    SharedKind.MOTIF: 1.0,
    SharedKind.PERSON: 1.0,
    SharedKind.EVENT: 1.0,
    SharedKind.PLACE: 0.8,
    SharedKind.MATERIAL: 0.7,
    SharedKind.TECHNIQUE: 0.7,
    SharedKind.TEXT: 0.3,
}
"""How much a thing counts that two works alone share. Chosen by eye on proposals from Carnegie's collection and the
Tate's: a word of a title never suffices by itself, a material only where few works have it."""

BESIDE_FACTOR = 0.15
"""Of what somebody wears, of a genre, and of words in a language without a list of words for what people are: less
than a proposal may rest on (proposing)."""


class LabelTerm(Struct, frozen=True, gc=False):
    """A term, and the words where it stands. `reserve`: of a maker. `factor`: in place of the WEIGHTS of its kind.

    `is_unread`: whether it may say what a person is in a language without a list, so that it counts only beside others.
    """

    kind: SharedKind
    name: str
    field: LabelField
    words: str
    reserve: str = ""
    factor: float = 0.0
    is_unread: bool = False

    @property
    def most(self) -> float:
        """How much it counts where two works alone share it."""
        return self.factor or WEIGHTS[self.kind]

    @property
    def evidence(self) -> Evidence:
        """Where it stands."""
        return Evidence(self.field, self.words)


class LabelReader:
    """Reads labels. `glossary`: what the museum's own terms are called, by each of their forms; they count in texts."""

    def __init__(self, glossary: dict[str, str] | None = None) -> None:
        self._glossary = {folded(form): name for form, name in (glossary or {}).items()}

    def terms(self, label: WorkLabel) -> list[LabelTerm]:
        """Return the terms of a work, each once, without any that says only what a person is."""
        found: dict[tuple[SharedKind, str], LabelTerm] = {}
        for term in self._all(label):
            found.setdefault((_table(term.kind), term.name), term)
        return list(found.values())

    def _all(self, label: WorkLabel) -> Iterator[LabelTerm]:
        for maker in maker_names(label.maker):
            yield LabelTerm(
                SharedKind.MAKER, maker.name, LabelField.MAKER, maker.words, maker.reserve
            )
        for subject in label.subjects:
            yield from _unread(label, _subject(subject))
        countries = frozenset[str]().union(*map(countries_in, label.unlisted))
        yield from (one for one in _places(label.place) if one.name not in countries)
        yield from _materials(label.materials)
        yield from _unread(label, self._told_terms(label))

    def _told_terms(self, label: WorkLabel) -> Iterator[LabelTerm]:
        """Yield what a work's title and texts say."""
        yield from _title_words(label.title)
        yield from self._glossary_terms(label.texts)
        names = list(_names(label.texts))
        yield from names
        in_names = {word for name in names for word in words_of(name.name)}
        yield from _topics(label.texts, in_names)

    def _glossary_terms(self, texts: Sequence[str]) -> Iterator[LabelTerm]:
        plain = folded("\n".join(texts)) if self._glossary else ""
        for form, name in self._glossary.items():
            if form in plain and _stands_in(form, plain):
                sentence = _sentence_with(texts, form)
                yield LabelTerm(
                    SharedKind.MOTIF, folded(name), LabelField.TEXT, sentence, factor=0.8
                )


def _unread(label: WorkLabel, terms: Iterable[LabelTerm]) -> Iterator[LabelTerm]:
    """Yield words that may be about anything, those marked in which a person's traits would not be known."""
    for term in terms:
        is_unread = bool(label.unlisted) or in_other_script(term.name)
        yield replace(term, is_unread=True) if is_unread else term


def _names(texts: Sequence[str]) -> Iterator[LabelTerm]:
    """Yield the names in texts: several words with capitals. What they are names of, only some of their words say."""
    seen: set[str] = set()
    for text in texts:
        for match in _CAPITALISED.finditer(text):
            words = _bare_name(match[0])
            name = trait_words().bare(folded(words))
            if not name or name in seen or trait_words().only_traits(name):
                continue
            seen.add(name)
            kind = _kind_of_name(name, words)
            kind = SharedKind.TEXT if kind is SharedKind.MOTIF else kind
            yield LabelTerm(kind, name, LabelField.TEXT, _around(text, match), factor=0.8)


def _bare_name(words: str) -> str:
    """Return a name without common words at its ends, "" where no two words with capitals are left.

    They have capitals from the beginning of a sentence ("Then Ada Lovelace"), or are polite ("Folgen Sie").
    """
    known, small = label_words(), trait_words().is_small
    tokens = words.split()
    while tokens and ((word := folded(tokens[0])) in known.common or small(word)):
        del tokens[0]
    while tokens and ((word := folded(tokens[-1])) in known.common or small(word)):
        del tokens[-1]
    return " ".join(tokens) if sum(token[0].isupper() for token in tokens) >= 2 else ""


def _topics(texts: Sequence[str], in_names: AbstractSet[str]) -> Iterator[LabelTerm]:
    """Yield the words that a work's texts come back to: those of two sentences at least. Others are chance."""
    first: dict[str, str] = {}
    often: dict[str, str] = {}
    for sentence in (one for text in texts for one in _sentences(text)):
        for word in set(words_of(folded(sentence))) - in_names:
            if word in first:
                often.setdefault(word, first[word])
            elif len(first) < MOST_OF_A_TEXT and _says_something(word):
                first[word] = sentence
    for word, sentence in sorted(often.items()):
        yield LabelTerm(SharedKind.TEXT, word, LabelField.TEXT, sentence)


def _table(kind: SharedKind) -> SharedKind:
    """A subject, a name in a text and a place by the same name are one term."""
    named = (SharedKind.PERSON, SharedKind.EVENT, SharedKind.PLACE)
    return SharedKind.MOTIF if kind in named else kind


@lru_cache(maxsize=100_000)
def _subject(subject: str) -> tuple[LabelTerm, ...]:
    traits = trait_words()
    name = traits.bare(folded(subject))
    if (len(name) < 3 and not is_unspaced(name)) or traits.only_traits(name):
        return ()
    is_beside = traits.only_beside(name) or label_words().is_genre(name)
    factor = BESIDE_FACTOR if is_beside else 0.0
    kind = _kind_of_name(name, subject)
    return (LabelTerm(kind, name, LabelField.SUBJECTS, subject, factor=factor),)


def _kind_of_name(name: str, words: str) -> SharedKind:
    """Return what a name is of: an event or a place where a word of it says so, else a motif."""
    known, parts = label_words(), set(words_of(name))
    if known.events & parts:
        return SharedKind.EVENT
    if known.places & parts and any(one.isupper() for one in words):
        return SharedKind.PLACE
    return SharedKind.MOTIF


@lru_cache(maxsize=50_000)
def _places(place: str) -> tuple[LabelTerm, ...]:
    """A country alone stands for where somebody is from, so only what is smaller counts."""
    names = {folded(part): part for part in re.split(r"\s*[,;|()]\s*", place)}
    return tuple(
        LabelTerm(SharedKind.PLACE, name, LabelField.PLACE, place)
        for name in names
        if len(name) > 2 and not trait_words().only_traits(name)
    )


@lru_cache(maxsize=100_000)
def _materials(materials: str) -> tuple[LabelTerm, ...]:
    return tuple(_material_terms(materials))


def _material_terms(materials: str) -> Iterator[LabelTerm]:
    known, helpers = label_words(), _helpers(materials)
    for piece in _PIECES.split(folded(materials)):
        run: list[str] = []
        for word in [*piece.split(), ""]:
            if word and word not in known.joints:
                run.append(word)
                continue
            name, run = " ".join(run), []
            words = words_of(name)
            if not words or len(name) < 3 or known.plain.issuperset(words):
                continue
            if name in helpers or trait_words().only_traits(name):
                continue
            is_technique = bool(known.techniques.intersection(words))
            kind = SharedKind.TECHNIQUE if is_technique else SharedKind.MATERIAL
            yield LabelTerm(kind, name, LabelField.MATERIALS, materials)


def _helpers(materials: str) -> frozenset[str]:
    """Return the names among materials: "Screenprint on ceramic tile; with Michael Harvey"."""
    if not any(word.islower() for word in re.findall(r"[^\W\d_]{5,}", materials)):
        return frozenset()  # all words have capitals
    return frozenset(
        folded(found[0]) for found in _CAPITALISED.finditer(materials) if found.start()
    )


def _title_words(title: str) -> Iterator[LabelTerm]:
    for word in dict.fromkeys(words_of(folded(title))):
        if _says_something(word):
            yield LabelTerm(SharedKind.TEXT, word, LabelField.TITLE, title)


@lru_cache(maxsize=200_000)
def _says_something(word: str) -> bool:
    """Whether a word of a title or a text may be shared: neither common nor about what a person is."""
    long_enough = len(word) >= _SHORTEST_WORD
    return long_enough and word not in label_words().common and not trait_words().only_traits(word)


def _sentences(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"(?<=[.!?])\s+", text) if one.strip()]


def _sentence_with(texts: Sequence[str], form: str) -> str:
    """Return the first sentence in which a form stands."""
    sentences = (one for text in texts for one in _sentences(text))
    return next((one for one in sentences if _stands_in(form, folded(one))), texts[0][:200])


def _around(text: str, match: re.Match[str]) -> str:
    """Return the sentence in which a match stands."""
    return next((one for one in _sentences(text) if match[0] in one), match[0])


def _stands_in(form: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text) is not None


def glossary_forms(terms: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Return the name of each term by each of its forms."""
    return {form: name for name, forms in terms for form in (name, *forms)}
