"""Reads what the words of a question mean in each language: question words, words that ask for a fact, and others.

A language without a file has none of them: its questions are answered from texts alone, by the words that they share.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import resources

import msgspec
from msgspec import Struct

from runtime.folding import fold, is_unspaced
from runtime.languages import best

_FOLDER = "words"
_ASKING = (
    "asks",
    "opens",
    "oneself",
)  # types whose words may be cut from a word that is run together


class WordRule(Struct, frozen=True):
    """Says when a question asks for something: all groups of one of its alternatives occur in the question.

    A group lists words of which one is enough; a word may be several, in order, and may end in `*`.
    """

    alternatives: tuple[tuple[tuple[str, ...], ...], ...] = ()

    def cues(self, words: Sequence[str], together: str) -> set[int] | None:
        """Return the places of the words that fulfil the rule in any way, None where it is not fulfilled.

        `words`: the question's, folded. `together`: the question, folded and without spaces, for scripts that write
        none; what such a word fulfils has no place.
        """
        found: set[int] | None = None
        for groups in self.alternatives:
            places = [_places(group, words, together) for group in groups]
            if None not in places:
                found = (found or set()).union(*(one for one in places if one is not None))
        return found

    def mentions(self, word: str) -> bool:
        """Return whether a word is one of the rule's, or the last of several."""
        return any(
            _fits(wanted.rpartition(" ")[2], word)
            for groups in self.alternatives
            for group in groups
            for wanted in group
        )


class QuestionWords(Struct, frozen=True):
    """The words of one language, folded.

    `function` carry no content; `soft` need not be found; `outside`: a question with one is answered only by a text
    that has it; `may`: ask what is allowed; `text`: ask for what is told, and not for a date or a place; `numbers`
    say how many; `kin`: those who belong to somebody and have a name of their own; `here`: stand for the work in
    front of the visitor; `about`: ask for what there is to tell; `same`: groups of words that serve for each other;
    `everyday`: groups of words that visitors use and what texts say for them; `benign`: may stand beside what a
    question about the house asks for; `types`: kinds of questions; `rules`: facts that are asked for; `clear`:
    those of a label that are asked for in words that nothing else is asked in; `vague`: say nothing of what a
    question is about; `said`: words of which an answer to a question of the type with the same name must have one;
    `asking`: words that begin a question; `cues`: all of `types` and `rules`; `written`: what people write in haste,
    with the words that they mean.
    """

    function: frozenset[str] = frozenset()
    soft: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()
    outside_rule: WordRule = WordRule()
    may: WordRule = WordRule()
    about: WordRule = WordRule()
    here: frozenset[str] = frozenset()
    benign: frozenset[str] = frozenset()
    text: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    kin: frozenset[str] = frozenset()
    same: tuple[tuple[str, ...], ...] = ()
    everyday: tuple[tuple[str, ...], ...] = ()
    types: dict[str, WordRule] = {}
    rules: dict[str, WordRule] = {}
    clear: dict[str, WordRule] = {}
    said: dict[str, WordRule] = {}
    vague: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    asking: frozenset[str] = frozenset()
    cues: frozenset[str] = frozenset()
    written: dict[str, tuple[str, ...]] = {}

    def is_type(self, kind: str, words: Sequence[str], together: str) -> bool:
        """Return whether a question is of one of `types`."""
        rule = self.types.get(kind)
        return rule is not None and rule.cues(words, together) is not None

    def asks_about(self, words: Sequence[str], together: str) -> bool:
        """Return whether a question asks for what there is to tell."""
        return (
            self.about.cues(words, together) is not None
            or self.is_type("definition", words, together)
            or any(word in self.text for word in words)
        )


class _WordsFile(Struct, frozen=True, forbid_unknown_fields=True):
    function: str = ""
    soft: str = ""
    about: str = ""
    outside: str = ""
    may: str = ""
    here: str = ""
    text: str = ""
    numbers: str = ""
    kin: str = ""
    same: list[str] = []
    everyday: str = ""
    types: dict[str, str] = {}
    rules: dict[str, list[str]] = {}
    clear: dict[str, list[str]] = {}
    said: dict[str, str] = {}
    vague: str = ""
    written: str = ""
    site: dict[str, str] = {}


@lru_cache
def question_words(language: str) -> QuestionWords:
    """Return the words of a language, those of its nearest variant where it has no file, else none."""
    folder = resources.files(__package__) / _FOLDER
    there = [
        file.name.removesuffix(".toml") for file in folder.iterdir() if file.name[-5:] == ".toml"
    ]
    found = best([language], there)
    if found is None:
        return QuestionWords()
    text = (folder / f"{found}.toml").read_text(encoding="utf-8")
    file = msgspec.convert(tomllib.loads(text), _WordsFile)
    types = {name: _rule([line]) for name, line in file.types.items()}
    rules = {name: _rule(lines) for name, lines in file.rules.items()}
    clear = {name: _rule(lines) for name, lines in file.clear.items()}
    function, soft = _set(file.function), _set(file.soft)
    benign = _set(file.site.get("benign", ""))
    outside = _set(file.outside)
    single = {
        word.rpartition(" ")[2].removesuffix("*")
        for word in _of_rules([*types.values(), *rules.values()])
    }
    return QuestionWords(
        function=function,
        soft=soft,
        outside=frozenset(word for word in outside if " " not in word),
        outside_rule=WordRule(tuple(((word,),) for word in sorted(outside) if " " in word)),
        may=_rule(["|".join(file.may.split())]),
        about=_rule(["|".join(file.about.split())]),
        here=_set(file.here),
        benign=benign,
        text=_set(file.text),
        numbers=_set(file.numbers),
        kin=_set(file.kin),
        same=_groups(file.same),
        everyday=_groups(file.everyday.splitlines()),
        types=types,
        rules=rules,
        clear=clear,
        said={name: _rule(["|".join(line.split())]) for name, line in file.said.items()},
        vague=_set(file.vague),
        known=function | soft | benign | outside | single,
        asking=_of_rules(rule for name, rule in types.items() if name in _ASKING) - outside,
        cues=_of_rules([*types.values(), *rules.values()]) - outside,
        written=_written(file.written),
    )


def _of_rules(rules: Iterable[WordRule]) -> frozenset[str]:
    """Return all words that rules look for."""
    return frozenset(
        word for rule in rules for groups in rule.alternatives for group in groups for word in group
    )


def _set(words: str) -> frozenset[str]:
    return frozenset(fold(word).replace("_", " ") for word in words.split())


def _written(lines: str) -> dict[str, tuple[str, ...]]:
    """Return what each word before a "=" stands for; a line has several of one meaning."""
    return {
        fold(typed): tuple(fold(meant).split())
        for line in lines.splitlines()
        if line.strip()
        for typed_words, _, meant in [line.partition("=")]
        for typed in typed_words.split()
    }


def _groups(lines: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(fold(word) for word in line.split()) for line in lines if line.strip())


def _rule(lines: Sequence[str]) -> WordRule:
    return WordRule(
        tuple(
            tuple(
                tuple(fold(word).replace("_", " ") for word in group.split("|"))
                for group in line.split()
            )
            for line in lines
            if line.strip()
        )
    )


def _places(group: Sequence[str], words: Sequence[str], together: str) -> set[int] | None:
    """Return the places of every word of the group that occurs, None where none does."""
    found: set[int] = set()
    is_there = False
    for wanted in group:
        if is_unspaced(wanted[0]):
            is_there |= wanted in together
            continue
        parts = wanted.split(" ")
        for at in range(len(words) - len(parts) + 1):
            if all(_fits(part, words[at + n]) for n, part in enumerate(parts)):
                found.update(range(at, at + len(parts)))
                is_there = True
    return found if is_there else None


def _fits(wanted: str, word: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
