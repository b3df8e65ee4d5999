"""How sure an answer from a text is: a logistic function of what the question and the text share.

Fitted by `python -m tests.fit_ask` on the questions for development in tests/zaalgids/evaluation/questions, see
docs/decisions/0078-answers-are-sentences-that-people-approved.md.
"""

from __future__ import annotations

from math import exp

from msgspec import Struct
from msgspec.structs import astuple

LEAST_CONFIDENCE = 0.45
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
    number. `defines`: 1 where it asks what something is, and all of it was found. `of_work`: as `passage`, of all that
    the label and the work's own texts have. `here`: 1 where the visitor is before this work. `why`, `who`: 1 where the
    question asks that. `not_how`: 0 where it asks how. `clear`: 1 less a quarter for each other work with a passage
    that is nearly as good. `certain`: 1 where the question names the work or the visitor is before it. `pointed`: 1
    where its words point at the work there. `near`: as `passage`, of two neighbouring sentences.
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
    of_work: float
    here: float
    why: float
    who: float
    not_how: float
    clear: float
    certain: float
    pointed: float
    near: float


class LikenessEvidence(Struct, frozen=True):
    """What the likeness of a question and a passage says, beside AnswerEvidence.

    `cosine`: of the passage and the question, less what two of the museum's texts have (`WorkLikeness.among_passages`).
    `agree`: 1 where
    words and likeness both find this work first. `alone`: 1 where likeness alone does. `has`: 0 where a word must stand
    in the text and doesn't. `known`: 0 where the question has a name that no text has. `said`: 1 where the work's texts
    and label, taken together, have every word of content that does not name it. `together`: 1 where two neighbouring
    sentences have all of them. `heard`: 1 less a third for each such word that no text of the museum has. `mean`: of
    the best cosines of all works, less the mean of two passages. `own`: 0 where the passage is of a link.
    """

    cosine: float
    agree: float
    alone: float
    has: float
    known: float
    said: float
    together: float
    heard: float
    mean: float
    own: float


LEAST_WITH_LIKENESS = 0.6
"""The same where the likeness finds too. What others give on each set by weights of the other sets stands in
docs/ask-measured.md."""

WEIGHTS = (
    *(-11.164, 0.000, 1.168, 1.174, 3.573, 0.868, 1.515, 3.717, 1.905, 1.592),
    *(0.947, 0.494, 0.645, 0.428, 0.013),
    *(2.660, 1.052, 0.514, 2.126),
)
WEIGHTS_WITH_LIKENESS = (
    *(-15.054, 0.000, 0.000, 0.629, 2.980, 0.000, 1.335, 3.926, 1.863, 1.062),
    *(0.970, 0.777, 2.021, 0.720, 0.648),
    *(2.514, 0.000, 0.652, 0.140),
    *(21.166, 0.991, 1.148, 3.154, 1.302, 0.000, 1.338, 2.461, 34.173, 0.000),
)
"""By `python -m tests.fit_ask`, and by `--likeness`. The cosines of e5 lie near each other: hence the large weights."""


def confidence(evidence: AnswerEvidence, meant: LikenessEvidence | None = None) -> float:
    """Return how likely an answer is right, from 0 to 1. `meant`: None where words alone have found it."""
    values = (1.0, *astuple(evidence), *(() if meant is None else astuple(meant)))
    weights = WEIGHTS if meant is None else WEIGHTS_WITH_LIKENESS
    sum_ = sum(weight * value for weight, value in zip(weights, values, strict=True))
    return 1 / (1 + exp(-max(-60.0, min(60.0, sum_))))
