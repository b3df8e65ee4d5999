"""The engine answers the lists of questions for development as well as was measured, by words alone."""

from __future__ import annotations

import pytest

from narration.answers.answering import Answering
from tests.bench_ask import counted, questions

MEASURED = {
    "phone.csv": (0.832, 0.036),
    "hall.csv": (0.747, 0.023),
    "visitors.csv": (0.767, 0.041),
    "guests.csv": (0.802, 0.034),
}
"""Of each list the shares that are right, of the answerable, and wrong, of all, as `python -m tests.bench_ask` prints.
The weights have seen these lists: docs/ask-measured.md has what they give on lists that they have not seen."""
MARGIN = 0.015


@pytest.mark.long
@pytest.mark.parametrize("file", MEASURED)
def test_no_list_is_answered_worse_than_was_measured(guide: Answering, file: str) -> None:
    rows = questions(kept=False, files=file)
    given = [
        guide.ask(row["question"], [row["language"]], here=row.get("here") or None) for row in rows
    ]
    count = counted(rows, [None if one is None else one.key for one in given])
    answerable = sum("none" not in row["answer"].split(";") for row in rows)
    right, wrong = MEASURED[file]
    assert count["right"] / answerable >= right - MARGIN
    assert count["wrong"] / len(rows) <= wrong + MARGIN
