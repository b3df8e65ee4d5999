"""Reads the cases of each kind for `evaluate calibration --cases`: photographs of what recognition finds hard.

A folder of cases holds `fit` and `test`, and each of them a folder a kind with references.csv and queries.csv, as
`evaluate recognition` reads them.

Note: twins that are both enrolled are decided by the places where they differ (models/twins.py), so neither of the two
is a wrong case for the other here. A photograph of the one while only the other is enrolled is a stranger like any.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from models.features import combine_references
from models.picture import PictureError, read_picture
from models.recogniser import Recogniser
from zaalgids.evaluation.enrol_pictures import EnrolmentSource, enrolled
from zaalgids.evaluation.picture_list import read_list
from zaalgids.evaluation.simulated_query import SimulatedQuery, examine

TWINS = "twins"
"""The kind whose works are enrolled in pairs that explain each other."""


def read_cases(folder: Path, say: Callable[[str], None] = lambda _: None) -> list[SimulatedQuery]:
    """Enrol the references of each kind in `folder` and collect the evidence in its photographs.

    A photograph with several works in view is left out, because leaving out one of them makes no stranger. Raises
    ListError, ValueError where there are no kinds, EnrollingError, MissingModelError, NoInferenceError.
    """
    kinds = sorted(one.parent for one in folder.glob("*/queries.csv"))
    if not kinds:
        raise ValueError(f"There are no cases in {folder}.")
    found: list[SimulatedQuery] = []
    for kind in kinds:
        say(f"photographs of the kind {kind.name}")
        found += _of_kind(kind, say)
    return found


def _of_kind(folder: Path, say: Callable[[str], None]) -> list[SimulatedQuery]:
    references = read_list(folder / "references.csv")
    sources = [EnrolmentSource(row.works[0], row.path, row.file) for row in references]
    recogniser = Recogniser(combine_references(enrolled(sources, 1)))
    found = []
    for row in read_list(folder / "queries.csv", query=True):
        if len(row.works) > 1:
            continue
        try:
            picture = read_picture(row.file)
        except PictureError as error:
            say(str(error))
            continue
        work = row.works[0] if row.works else None
        query = replace(examine(recogniser, work, picture), kind=folder.name)
        if folder.name == TWINS and work is not None:
            own = [(name, one) for name, one in query.found if name == work]
            query = replace(query, found=own, left_out=[])
        found.append(query)
    return found
