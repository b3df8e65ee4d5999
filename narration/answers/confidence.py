"""How sure an answer from a text is: a logistic function of what the question and the text share.

Fitted by `python -m tests.bench_ask --fit` on the development half of tests/zaalgids/evaluation/questions, see
docs/decisions/0078-answers-are-sentences-that-people-approved.md.
"""

from __future__ import annotations

from math import exp

from msgspec import Struct
from msgspec.structs import astuple

LEAST_CONFIDENCE = 0.38
"""Below it the guide says that it doesn't know. Cases that are right and wrong have the same weight in the fit, and
most questions that reach it are answerable: see the decision for what a higher or lower one costs."""


class Evidence(Struct, frozen=True):
    """What speaks for a passage as the answer to a question, each from 0 to 1.

    `sentences`: the share of the question's content, weighed by rarity, that two neighbouring sentences have or that
    names the work. `near`, `passage`, `work`: the share of what does not name the work that two neighbouring
    sentences, the whole passage, and all that is said of the work have; 1 where the question only names it. `title`:
    how far the question names the work. `known`: the share that some text of the museum has. `lead`: by how much the
    best passage of another work is worse. `words`: how many words of content were found, of four. `rare`: how few
    works the found words belong to. `alone`: 1 where the question only names the
    work, is a bare word, or asks for the meaning of one that the glossary has.
    """

    sentences: float
    near: float
    passage: float
    work: float
    title: float
    known: float
    lead: float
    words: float
    rare: float
    alone: float


WEIGHTS = (-6.595, 3.585, 0.000, 1.906, 1.094, 0.000, 0.000, 0.659, 3.116, 0.409, 2.733)


def confidence(evidence: Evidence) -> float:
    """Return how likely an answer is right, from 0 to 1."""
    values = (1.0, *astuple(evidence))
    sum_ = sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True))
    return 1 / (1 + exp(-max(-60.0, min(60.0, sum_))))
