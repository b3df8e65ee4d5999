"""Tells what speaks against a passage as an answer, however many words it shares with the question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from narration.answers.language_index import LanguageIndex
from narration.answers.passages import Passage
from narration.answers.question import AskedQuestion
from runtime.folding import fold, words

_DIGIT = re.compile(r"\d")


class PassageDoubts(NamedTuple):
    """What speaks against any passage as an answer, however many words it shares.

    `untold`: the question asks for what texts seldom say. `lacks`: a word must stand in the text and doesn't.
    `uncounted`: it asks for a number, and none is said. `unsaid`: it asks for a time, a colour or how many there are
    of something, and the sentences say none. `foreign`: it has a name that no text has. `names_only`: beside
    the work's name it says nothing that a text could have.
    """

    untold: bool
    lacks: bool
    uncounted: bool
    unsaid: bool
    foreign: bool
    names_only: bool

    @property
    def is_never(self) -> bool:
        """Whether no likeness makes up for it."""
        return self.untold or self.uncounted or self.unsaid or self.names_only


def said_words(passage: Passage) -> set[str]:
    """Return the folded words of a passage."""
    return {fold(match.group()) for sentence in passage.sentences for match in words(sentence)}


def doubts_of(
    asked: AskedQuestion,
    index: LanguageIndex,
    passage: Passage,
    near: Sequence[str],
    is_alone: bool,
    unsaid: bool,
) -> PassageDoubts:
    """Return the doubts of a passage.

    `near`: the sentences of it that answer. `is_alone`: the question only names the work. `unsaid`: see PassageDoubts.
    """
    known = index.words
    said = said_words(passage)
    rules = (known.outside_rule, known.may)
    must = [word.word for word in asked.content if word.outside]
    sizes = known.rules.get("dimensions")
    cues = sizes.cues(asked.words, asked.together) if sizes else None
    must += [word.word for word in asked.content if word.place in (cues or ())]
    says_number = bool(_DIGIT.search(" ".join(near)) or said & known.numbers)
    asks = known.asks_about(asked.words, asked.together)
    return PassageDoubts(
        untold=any(rule.cues(asked.words, asked.together) is not None for rule in rules),
        lacks=any(word not in said for word in must),
        uncounted=known.is_type("number", asked.words, asked.together) and not says_number,
        unsaid=unsaid,
        foreign=index.capitals_are_names and any(word.is_foreign for word in asked.content),
        names_only=is_alone and not (asks or asked.is_of_the_whole) and len(asked.words) > 2,
    )
