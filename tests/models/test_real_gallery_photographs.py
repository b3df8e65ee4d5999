"""In the real photographs each work is recognised, and no other work, also when a work is not in the catalogue."""

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


def test_each_work_is_recognised_and_no_other(artwork: Path) -> None:
    known = features.enrol((w, read_picture(p)) for p, w in rows(artwork / "references.csv"))
    recogniser = Recogniser(known)
    for path, truth in rows(artwork / "queries.csv"):
        named = recogniser.recognise(read_picture(path)).work
        if truth == "none":
            assert named is None, path
        else:
            assert named in truth.split("|"), path


def test_the_work_is_not_in_the_catalogue(artwork: Path) -> None:
    """The work in the photograph is removed from the catalogue, so every answer that names a work is wrong."""
    references = rows(artwork / "references.csv")
    queries = rows(artwork / "queries.csv")
    alone = [(path, work) for path, work in queries if work in {"est-5", "est-9", "graf"}]
    assert len(alone) == 3
    for path, work in alone:
        rest = features.enrol((w, read_picture(p)) for p, w in references if w != work)
        assert Recogniser(rest).recognise(read_picture(path)).work is None, path
