"""A work's label carries who made its picture and its licence, and the point that lists keep in view."""

from __future__ import annotations

import datetime as dt

import pytest
from msgspec.structs import replace

from contract.framing import Crop, FocalPoint
from contract.museum import Medium, Rights
from device.guide.scene import label
from tests.tiny_museum import tiny_museum

RIGHTS = Rights("In Copyright", "Huis", creator="Jan", source="a drawer", until=dt.date(2030, 1, 1))


def test_the_credit_of_the_picture() -> None:
    work = replace(tiny_museum().works[0], media=[Medium("a.png", rights=RIGHTS)])
    shown = label(work, ["nl"])
    assert shown.credit == (("Jan", ""), ("Huis", ""), ("In Copyright", "en"))
    assert label(replace(work, media=[]), ["nl"]).credit == ()


@pytest.mark.parametrize(
    ("crop", "focus", "shown"),
    [
        (None, None, None),
        (None, (0.25, 0.75), (0.25, 0.75)),
        ((0.0, 0.5, 0.5, 0.5), (0.25, 0.75), (0.5, 0.5)),
        ((0.5, 0.0, 0.5, 0.5), (0.25, 0.75), (0.0, 1.0)),
        ((0.5, 0.0, 0.5, 0.5), None, None),
    ],
)
def test_the_point_lies_in_the_part_that_is_shown(
    crop: Crop | None, focus: FocalPoint | None, shown: FocalPoint | None
) -> None:
    medium = Medium("a.png", crop=crop, focus=focus)
    assert label(replace(tiny_museum().works[0], media=[medium]), ["nl"]).focus == shown
