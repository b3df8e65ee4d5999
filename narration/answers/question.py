"""Takes a visitor's question apart: its words, which of them carry content, and what kind of answer it asks for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from msgspec import Struct

from narration.answers.question_words import QuestionWords
from narration.answers.terms import Terms
from narration.answers.written_words import written_words
from runtime.folding import fold, grams, is_unspaced, unspaced_runs
from runtime.stems import stem

_AS_A_NAME = 0.7  # how surely a word with a capital has to mean a name of the museum
SHORT = 2  # letters: an unknown word of so few is taken for a slip
LONGEST_QUESTION = 300  # letters; the rest of a longer one is not read
_NUMBER = re.compile(r"\d{1,5}")


class AskedWord(Struct, frozen=True):
    """A word of a question. `meant`: the terms of the museum's texts that it may mean, with how much each counts.

    `outside`: a question with it is answered only by a text that has it. `soft`: it need not be found. `is_foreign`: it
    is written like a name, and no text has it.
    """

    word: str
    place: int
    meant: dict[str, float]
    soft: bool = False
    outside: bool = False
    is_name: bool = False
    is_foreign: bool = False

    @property
    def is_unknown(self) -> bool:
        """Whether no text of the museum has it."""
        return not self.meant


class AskedQuestion(Struct, frozen=True):
    """A question, taken apart. `words`: all of them, folded and mended; `content`: those that carry content.

    `is_of_the_whole`: it asks what there is to tell of a work, of which these words are the title.
    """

    words: tuple[str, ...]
    together: str
    content: tuple[AskedWord, ...]
    number: int | None
    points_here: bool
    is_of_the_whole: bool = False


def taken_apart(
    question: str, language: str, known: QuestionWords, terms: Terms, asking: Terms
) -> AskedQuestion:
    """Take a question apart. `asking`: the words of `known` as Terms, to mend them where they are misspelt."""
    text = unicodedata.normalize("NFC", question[:LONGEST_QUESTION])
    folded: list[str] = []
    content: list[AskedWord] = []
    for typed, is_name in written_words(text, known, terms):
        lower = typed.casefold()
        for run in unspaced_runs(fold(lower)):
            if is_unspaced(run):
                content += _of_run(run, len(folded), known, terms)
                folded.append(run)
                continue
            term = (stem(lower, language) or run) if run.isalpha() else run
            meant = terms.meant(term, run)
            if is_name and max(meant.values(), default=0.0) < _AS_A_NAME:
                meant = {}
            elif run not in known.known and (not meant or max(meant.values()) < 1):
                mended = asking.mended(run) or (
                    None if meant else asking.mended_short(run, known.cues)
                )
                least = max(meant.values(), default=0.0)
                if mended and (
                    mended[1] > least or (mended[1] == least and mended[0][0] == run[0])
                ):
                    run, meant = (
                        mended[0],
                        terms.meant(stem(mended[0], language) or mended[0], mended[0]),
                    )
            if not meant and run not in known.known:
                run = asking.head(run) or run
            if run not in known.function and (len(run) > 1 or not run.isalpha()):
                is_outside = run in known.outside
                is_soft = run in known.soft or (not meant and len(run) <= SHORT and not is_outside)
                foreign = is_name and not meant and not is_outside and run not in known.known
                content.append(
                    AskedWord(run, len(folded), meant, is_soft, is_outside, is_name, foreign)
                )
            folded.append(run)
    together = "".join(folded)
    numbers = [int(word) for word in folded if _NUMBER.fullmatch(word)]
    return AskedQuestion(
        words=tuple(folded),
        together=together,
        content=tuple(content),
        number=numbers[0] if len(numbers) == 1 else None,
        points_here=any(word in known.here for word in folded)
        or any(word in together for word in known.here if is_unspaced(word[0])),
    )


def _of_run(run: str, place: int, known: QuestionWords, terms: Terms) -> list[AskedWord]:
    """Return the content of a run without spaces: pairs of letters of what is left without its function words."""
    left = run
    for word in _longest_first(known.known):
        if word not in known.outside:
            left = left.replace(word, " ")
    found = []
    for word in _longest_first(known.outside):
        if word in left:
            left = left.replace(word, " ")
            found.append(AskedWord(word, place, {}, outside=True))
    for piece in left.split():
        pairs = grams(piece)[:-1] or ([] if len(piece) == 1 else [piece])
        found += [AskedWord(pair, place, terms.meant(pair, pair)) for pair in pairs]
    return found


def _longest_first(of: Iterable[str]) -> list[str]:
    """Return the words without spaces, the longest first, in one order each time."""
    return sorted((one for one in of if is_unspaced(one[0])), key=lambda one: (-len(one), one))
