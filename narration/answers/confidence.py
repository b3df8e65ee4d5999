"""How sure an answer from a text is: a logistic function of what the question and the text share.

Fitted by `python -m tests.bench_ask --fit` on the questions for development in tests/zaalgids/evaluation/questions, see
docs/decisions/0078-answers-are-sentences-that-people-approved.md.
"""

from __future__ import annotations

from math import exp

from msgspec import Struct
from msgspec.structs import astuple

LEAST_CONFIDENCE = 0.4
"""Below it the guide says that it doesn't know. Cases that are right and wrong have the same weight in the fit, and
most questions that reach it are answerable: see the decision for what a higher or lower one costs."""


class AnswerEvidence(Struct, frozen=True):
    """What speaks for a passage as the answer to a question, each from 0 to 1.

    `passage`: the share of the question's content, weighed by rarity, that does not name the work and that the passage
    has; 1 where the question only names it. `lead`: by how much
    the best passage of another work is worse. `words`: how many words of content were found, of four. `alone`: 1 where
    the question only names the work, is a bare word, or asks for the meaning of one that the glossary has. `complete`:
    1 less a third for each word, apart from the work's name, that the passage lacks. `exact`: how many such words it
    has exactly, of four. `length`: of the question, in words, of twelve. `uncounted`: 0 where the question asks for a
    number. `defines`: 1 where it asks what something is, and all of it was found.
    """

    passage: float
    lead: float
    words: float
    alone: float
    complete: float
    exact: float
    length: float
    uncounted: float
    defines: float


WEIGHTS = (-10.656, 1.939, 2.389, 2.959, 3.552, 2.623, 3.487, 3.301, 2.705, 1.361)


def confidence(evidence: AnswerEvidence) -> float:
    """Return how likely an answer is right, from 0 to 1."""
    values = (1.0, *astuple(evidence))
    sum_ = sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True))
    return 1 / (1 + exp(-max(-60.0, min(60.0, sum_))))
