"""Tells which sentences of a text a recording may not say: left out, said otherwise, or of another text.

Two signs, of each sentence: how long it takes in the recording, beside the same sentence of espeak-ng; and how far the
sounds of both are apart along the path that alignment found.

Note: it is a doubt, to be heard by a person. One other word is not noticed, nor that a third of the text is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from narration.phrases import SENTENCE, break_costs, tokens
from narration.speech.voice import WordTime

# Of its length beside the other sentences. 298 sentences that were said, by Pico and by another speaker of espeak-ng in
# de, en, es and fr, take 0.86 or more; people vary more, hence the distance. Of 48 that were left out of the middle, 29
# take less: of espeak-ng's all, of Pico's 7, since there the path spreads over the sentences beside it.
_LEFT_OUT = 0.75
# Chosen on ten clips in five languages by Kokoro, Pico and people (tests/narration/marked_speech, parts `first` and
# `open`), each aligned with its own text and with another of its language. Over a whole text the sounds are 5.26 to
# 5.53 apart in its own and 5.92 to 6.17 in another; read backwards 5.98 to 6.18. In single sentences none of 52 that
# were said lies above the limit, and 6 of 52 that were not below it.
_APART, _APART_IN_A_SENTENCE = 5.75, 5.85
_SHORTEST_ROWS = 30  # frames of 10 ms; in a shorter sentence both signs are mere chance


class DoubtKind(StrEnum):
    """What may be wrong with a sentence of a recording."""

    LEFT_OUT = "left-out"
    """Almost no time was found for it."""
    OTHERWISE = "otherwise"
    """The recording sounds unlike it."""


@dataclass(frozen=True)
class Doubt:
    """A sentence that the recording may not say: its place in the text, in characters."""

    start: int
    length: int
    kind: DoubtKind


@dataclass(frozen=True)
class Laid:
    """What alignment found. `words`: of the text, with the `rows` at which the reference voice begins them.

    `columns`: of each row the frame of the recording that was laid on it, and `apart` how far their sounds differ.
    """

    words: tuple[WordTime, ...]
    rows: NDArray[np.int_]
    columns: NDArray[np.int_]
    apart: NDArray[np.float32]


def doubts(text: str, language: str, laid: Laid) -> tuple[Doubt, ...]:
    """Return the doubtful sentences in their order."""
    if not laid.words:
        return ()
    found: list[Doubt] = []
    pace = (laid.columns[-1] + 1) / len(laid.columns)
    is_another_text = float(laid.apart.mean()) > _APART
    for start, end in sentences(text, language):
        rows = _rows_of(laid, start, end)
        if rows is None or rows[1] - rows[0] < _SHORTEST_ROWS:
            continue
        first, last = rows
        took = (laid.columns[last - 1] - laid.columns[first]) / (last - first) / pace
        if took < _LEFT_OUT:
            found.append(Doubt(start, end - start, DoubtKind.LEFT_OUT))
        elif is_another_text or float(laid.apart[first:last].mean()) > _APART_IN_A_SENTENCE:
            found.append(Doubt(start, end - start, DoubtKind.OTHERWISE))
    return tuple(found)


def sentences(text: str, language: str) -> list[tuple[int, int]]:
    """Return where each sentence of the text begins and ends, in characters."""
    parts = tokens(text, language)
    ends = [
        at + 1 for at, cost in enumerate(break_costs(text, parts, language)) if cost == SENTENCE
    ]
    return [(parts[first].start, parts[last - 1].end) for first, last in pairwise([0, *ends])]


def _rows_of(laid: Laid, start: int, end: int) -> tuple[int, int] | None:
    """Return the first row of a sentence and the one after its last; None where no word of it has a time."""
    inside = [at for at, word in enumerate(laid.words) if start <= word.start < end]
    if not inside:
        return None
    after = inside[-1] + 1
    last = int(laid.rows[after]) if after < len(laid.words) else len(laid.columns)
    return int(laid.rows[inside[0]]), last
