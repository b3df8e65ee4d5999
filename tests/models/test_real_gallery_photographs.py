"""The real photographs: each work on the wall is named, nothing else is, whichever work is taken down."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from models import features
from models.picture import read_picture
from models.recogniser import Recogniser

pytestmark = [pytest.mark.shared, pytest.mark.long]


def rows(file: Path) -> list[tuple[Path, str]]:
    with file.open(newline="", encoding="utf-8") as lines:
        return [(file.parent / row["path"], row["work"]) for row in csv.DictReader(lines)]


def test_each_is_named_and_nothing_else_is(artwork: Path) -> None:
    known = features.enrol((w, read_picture(p)) for p, w in rows(artwork / "references.csv"))
    recogniser = Recogniser(known)
    for path, truth in rows(artwork / "queries.csv"):
        named = recogniser.recognise(read_picture(path)).work
        if truth == "none":
            assert named is None, path
        else:
            assert named in truth.split("|"), path


def test_the_work_is_not_in_the_catalogue(artwork: Path) -> None:
    """A photograph of a single work, with that work taken out: whatever is named is named wrongly."""
    references = rows(artwork / "references.csv")
    queries = rows(artwork / "queries.csv")
    alone = [(path, work) for path, work in queries if work in {"est-5", "est-9", "graf"}]
    assert len(alone) == 3
    for path, work in alone:
        rest = features.enrol((w, read_picture(p)) for p, w in references if w != work)
        assert Recogniser(rest).recognise(read_picture(path)).work is None, path
