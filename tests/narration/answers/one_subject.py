"""A likeness for tests: texts with one phrase are alike to questions with one word."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from narration.answers.likeness import Vectors

AXES = 64  # of texts beside what all share: two of them are seldom alike
SHARED, OWN, TOLD = 0.9055, 0.4243, 0.3  # of a text: two have a cosine of 0.82, as with e5
ASKED_SHARED, ASKED_TOLD, ASKED_OWN = 0.8945, 0.267, 0.3586  # of a question
TOLD_AXIS, ASKED_AXIS = 1, 2


class OneSubject:
    """Finds texts with one phrase alike to each question that has a word: 0.89, all else 0.81, as e5's cosines lie."""

    def __init__(self, asked: str, told: str) -> None:
        self.asked, self.told = asked, told
        self.questions: list[str] = []

    def passages(self, texts: Sequence[str]) -> Vectors:
        found = np.zeros((len(texts), AXES), np.float32)
        found[:, 0] = SHARED
        for row, text in enumerate(texts):
            own = zlib.crc32(text.encode()) % (AXES - ASKED_AXIS - 1) + ASKED_AXIS + 1
            found[row, own] = OWN
            if self.told in text.casefold():
                found[row, TOLD_AXIS] = found[row, own] = TOLD
        return found

    def query(self, text: str) -> Vectors:
        self.questions.append(text)
        found = np.zeros(AXES, np.float32)
        found[0], found[ASKED_AXIS] = ASKED_SHARED, ASKED_OWN
        if self.asked in text.casefold():
            found[TOLD_AXIS] = ASKED_TOLD
        return found
