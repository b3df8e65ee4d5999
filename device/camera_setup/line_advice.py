"""Advice on the line as it is drawn, from where people have walked.

People may walk round a line that looks right. Only their paths show that, so there is no advice before some people
have passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from device.camera_setup.picture_advice import Advice, AdviceTone
from device.footfall.line import CountingLine, ReferencePoint
from models.people import PersonDetection
from web.translations import gettext as _

MIN_MARGIN_HEIGHTS = 0.5  # of picture on both sides of the line, in heights of a person
NEAR_HEIGHTS = 0.5  # from the line, in heights of a person, within which a person is at it
MIN_BOXES = 8  # that advice needs
MAX_BEYOND_SHARE = 0.2  # of the people at the line who may be beyond its ends


def advise_on_line(
    line: CountingLine,
    point: ReferencePoint,
    people: Sequence[PersonDetection],
    width: int,
    height: int,
) -> Advice | None:
    """Judge `line` by the boxes of `people` seen so far. Returns None while they are too few.

    `width`, `height`: the picture's, pixels.
    """
    if len(people) < MIN_BOXES:
        return None
    tall = median(person.h for person in people)
    corners = [line.distance(x, y) for x in (0, width) for y in (0, height)]
    if min(max(corners), -min(corners)) < MIN_MARGIN_HEIGHTS * tall:
        text = _(
            "One side of the line has little room. Move the line inwards, so that people are seen before it and "
            "behind it."
        )
        return Advice("line", AdviceTone.CHANGE, text)
    points = [(person.x + person.w / 2, _row(person, point)) for person in people]
    at_it = [place for place in points if abs(line.distance(*place)) < NEAR_HEIGHTS * tall]
    if len(at_it) < MIN_BOXES:
        return None
    beyond = sum(not 0 <= line.along(*place) <= 1 for place in at_it) / len(at_it)
    if beyond > MAX_BEYOND_SHARE:
        text = _(
            "{share} of those at the line are beyond its ends, where nobody counts them. Draw it longer.",
            share=format(beyond, ".0%"),
        )
        return Advice("line", AdviceTone.CHANGE, text)
    return Advice("line", AdviceTone.GOOD, _("The line is good: people walk over it."))


def _row(person: PersonDetection, point: ReferencePoint) -> float:
    return person.y + (person.h / 2 if point is ReferencePoint.CENTRE else person.h)
