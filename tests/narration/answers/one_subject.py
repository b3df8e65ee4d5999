"""A likeness for tests: texts with one phrase are alike to questions with one word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from narration.answers.likeness import Vectors

TOLD = np.array([0.3676, 0, 0, 0.93], np.float32)
OTHER = np.array([0, 0.3676, 0, 0.93], np.float32)
ASKED = np.array([0.245, 0, 0.396, 0.885], np.float32)
UNASKED = np.array([0, 0, 0.4656, 0.885], np.float32)


class OneSubject:
    """Finds texts with one phrase alike to each question that has a word: 0.91, all else 0.82, as e5's cosines lie."""

    def __init__(self, asked: str, told: str) -> None:
        self.asked, self.told = asked, told
        self.questions: list[str] = []

    def passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([TOLD if self.told in text.casefold() else OTHER for text in texts])

    def query(self, text: str) -> Vectors:
        self.questions.append(text)
        return ASKED if self.asked in text.casefold() else UNASKED
