"""A word on the line as it is drawn, from where people have walked.

What a newcomer would get wrong: a line that looks right may be walked round. Only people's feet tell, so nothing is
said before some have passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from device.camera_setup.picture_words import Tone, Word
from device.footfall.line import Line, Point
from models.people import PersonDetection

ROOM = 0.5  # people's heights of picture that are wanted on both sides of the line
NEAR = 0.5  # people's heights from the line within which somebody is at it
FEWEST = 8  # of whom a word is said
ROUND = 0.2  # share of those at the line who are beyond its ends


def about_line(
    line: Line, point: Point, people: Sequence[PersonDetection], width: int, height: int
) -> Word | None:
    """What to change about `line`, by the boxes seen so far; None while there are too few.

    `width`, `height`: the picture's, pixels.
    """
    if len(people) < FEWEST:
        return None
    tall = median(person.h for person in people)
    corners = [line.distance(x, y) for x in (0, width) for y in (0, height)]
    if min(max(corners), -min(corners)) < ROOM * tall:
        text = (
            "One side of the line has little room. Move the line inwards, so that people are seen before it and "
            "behind it."
        )
        return Word("line", Tone.CHANGE, text)
    spots = [(person.x + person.w / 2, _row(person, point)) for person in people]
    at_it = [spot for spot in spots if abs(line.distance(*spot)) < NEAR * tall]
    if len(at_it) < FEWEST:
        return None
    beyond = sum(not 0 <= line.along(*spot) <= 1 for spot in at_it) / len(at_it)
    if beyond > ROUND:
        text = f"{beyond:.0%} of those at the line are beyond its ends, where nobody counts them. Draw it longer."
        return Word("line", Tone.CHANGE, text)
    return Word("line", Tone.GOOD, "The line is good: people walk over it.")


def _row(person: PersonDetection, point: Point) -> float:
    return person.y + (person.h / 2 if point is Point.CENTRE else person.h)
