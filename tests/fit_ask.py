"""Fits the confidence of answers from texts, and shows what each threshold gives on questions that were held out.

`python -m tests.fit_ask` prints the weights of narration/answers/confidence.py with words alone. `--likeness` prints
those with the likeness too: it needs the extra `ask-likeness` and takes some minutes.

Fitted on the questions for development without the odd half of paraphrases.csv. The first are counted by tenfold
cross-validation, those of phone.csv in a column of their own, that half by the weights that are printed.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from msgspec import Struct
from msgspec.structs import astuple

from contract.museum_folder import read_museum
from museum_of_pattern import build
from narration.answers.answering import Answering
from narration.answers.e5_likeness import e5_likeness
from narration.answers.likeness import Likeness
from tests.bench_ask import questions
from zaalgids.evaluation.logistic import Floats, fit, probability

FOLDS = 10
HELD_OUT = "odd half"
PARTS = ("older sets", "phone.csv", HELD_OUT)
THRESHOLDS = (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85)


class AskedOnce(Struct):
    """A question's answer at the threshold 0.

    `part`: the column it is counted in. `evidence`: None where no text answers, whatever the threshold.
    """

    part: str
    is_answered: bool
    is_right: bool
    evidence: tuple[float, ...] | None


def asked_once(likeness: Likeness | None) -> list[AskedOnce]:
    """Ask all questions for development at the threshold 0."""
    museum = read_museum(Path(build.__file__).parent / "content", with_files=False)
    answering = Answering(museum, likeness, least=0.0)
    phone = {row["question"] for row in questions(kept=False, files="phone.csv")}
    found = []
    for row in questions(kept=False):
        part = HELD_OUT if row.get("half") == "odd" else PARTS[row["question"] in phone]
        here = row.get("here") or None
        given = answering.ask(row["question"], [row["language"]], here=here)
        text = answering.candidate(row["question"], row["language"], here)
        evidence = None
        if given is not None and given.fact is None and text is not None:
            meant = () if text.meant is None else astuple(text.meant)
            evidence = (1.0, *astuple(text.evidence), *meant)
        right = given is not None and given.key in row["answer"].split(";")
        found.append(AskedOnce(part, given is not None, right, evidence))
    return found


def probabilities(rows: list[AskedOnce]) -> tuple[Floats, Floats]:
    """Return the weights, and how likely each row's text is right (N), 1 where a fact answers."""
    chosen = [at for at, row in enumerate(rows) if row.evidence and row.part != HELD_OUT]
    inputs = np.array([rows[at].evidence for at in chosen])
    truth = np.array([rows[at].is_right for at in chosen])
    weights = fit(inputs, truth, penalty=3.0)
    sure = np.ones(len(rows))
    for at, row in enumerate(rows):
        if row.evidence:
            sure[at] = probability(np.array([row.evidence]), weights)[0]
    fold = np.random.default_rng(0).permutation(len(chosen)) % FOLDS
    for one in range(FOLDS):
        without = fit(inputs[fold != one], truth[fold != one], penalty=3.0)
        for nth in np.flatnonzero(fold == one):
            sure[chosen[nth]] = probability(inputs[nth : nth + 1], without)[0]
    return weights, sure


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--likeness", action="store_true")
    likeness = e5_likeness() if parser.parse_args().likeness else None
    rows = asked_once(likeness)
    weights, sure = probabilities(rows)
    print("weights:", ", ".join(f"{weight:.3f}" for weight in weights))
    for threshold in THRESHOLDS:
        line = f"{threshold:.2f}"
        for part in PARTS:
            said = [
                row
                for row, value in zip(rows, sure, strict=True)
                if row.part == part and row.is_answered and value >= threshold
            ]
            right = sum(row.is_right for row in said)
            line += f"  {part}: {right:4} right {len(said) - right:3} wrong"
        print(line)


if __name__ == "__main__":
    main()
