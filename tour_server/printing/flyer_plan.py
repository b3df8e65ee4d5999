"""The plan of a flyer: the floors that a tour walks, its route, and its stops with their numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import escape
from msgspec import Struct

import tour_server.visit
from contract.museum import Museum, Work
from contract.outlines import Point
from runtime.languages import primary_language
from tour_server.routing.directions import path_of
from tour_server.routing.walking_plan import Place, WalkingPlan
from tour_server.visit.floor_drawing import (
    LETTER_PX,
    LINE_PX,
    STOP_PX,
    Box,
    DrawnName,
    FloorDrawing,
    floor_drawings,
)

_TEMPLATES = Path(tour_server.visit.__file__).parent / "templates"
SMALL_RADIUS_PX = 3.0  # of a stop that lies on an earlier one: its number stands in the list alone
WAY_PX = 3.0  # kept free between a way and a name


class PlanColours(Struct, frozen=True):
    """The colours of a plan on white paper."""

    ink: str
    second_ink: str
    hairline: str
    accent: str


class FlyerPlan:
    """Draws the floors of one tour."""

    def __init__(self, museum: Museum, colours: PlanColours) -> None:
        self._museum, self._colours = museum, colours
        self._walks = WalkingPlan(museum)
        self._floor_of = {room.key: room.floor for room in museum.rooms}
        self._signs = sign_paths()

    def floors(
        self,
        works: Sequence[Work],
        names: Mapping[str, tuple[str, str]],
        full: str,
        floor_name: Callable[[int], str],
    ) -> tuple[list[dict[str, Any]], list[str]]:
        """Returns the floors with a stop, and the kinds of signs on them.

        `works`: the stops in order. `names`: each room's name and its language. `full`: see `floor_drawings`.
        """
        places = {work.key: self._walks.place_of(work) for work in works}
        stops = {key: place.at for key, place in places.items() if place.at is not None}
        runs = self._runs([places[work.key] for work in works])
        floors, kinds = [], list[str]()
        for drawing in floor_drawings(self._museum, names, stops, full):
            here = [
                (work.number, at)
                for work in works
                if (at := stops.get(work.key)) and self._floor_of[work.room] == drawing.number
            ]
            if not here:
                continue
            ways = [points for floor, points in runs if floor == drawing.number]
            floors.append(self._floor(drawing, here, ways, floor_name(drawing.number)))
            kinds += [sign.kind for sign in drawing.signs]
        return floors, list(dict.fromkeys(kinds))

    def sign(self, kind: str) -> str:
        """Returns a sign as SVG, for the key of the plan."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24">'
            f'<path d="{self._signs[kind]}" fill="none" stroke="{self._colours.ink}" stroke-width="2"'
            ' stroke-linecap="round" stroke-linejoin="round"/></svg>'
        )

    def _runs(self, places: Sequence[Place]) -> list[tuple[int, list[Point]]]:
        """Returns the parts of the way from the entrance along the stops that lie on one floor each."""
        runs: list[tuple[int, list[Point]]] = []
        for start, end in pairwise([self._walks.start(None), *places]):
            walk = self._walks.walk(start, end)
            if walk is None or walk.passed is None:
                continue
            last = None
            for corner in path_of(walk):
                floor = self._floor_of[corner.room]
                if floor != last:
                    runs.append((floor, []))
                    last = floor
                if corner.at is not None:
                    runs[-1][1].append(corner.at)
        return [(floor, points) for floor, points in runs if len(points) > 1]

    def _floor(
        self,
        drawing: FloorDrawing,
        stops: Sequence[tuple[int, Point]],
        ways: Sequence[Sequence[Point]],
        name: str,
    ) -> dict[str, Any]:
        def at(point: Point) -> Point:
            return (
                (point[0] - drawing.left) / drawing.unit,
                (point[1] - drawing.top) / drawing.unit,
            )

        drawn = [[at(point) for point in way] for way in ways]
        marks: list[dict[str, Any]] = []
        for number, point in stops:
            x, y = at(point)
            is_small = any(
                abs(one["x"] - x) < STOP_PX and abs(one["y"] - y) < STOP_PX for one in marks
            )
            marks.append({"x": x, "y": y, "number": "" if is_small else str(number)})
        names = [
            {
                "x": box.x,
                "y": box.y,
                "lines": room.label.lines,
                "lang": primary_language(room.language),
            }
            for room in drawing.rooms
            if room.label is not None
            for box in [_clear_box(room.label, drawn)]
        ]
        return {
            "name": name,
            "width": drawing.width,
            "height": drawing.height,
            "svg": self._svg(drawing, drawn, marks),
            "marks": [mark for mark in marks if mark["number"]],
            "names": names,
            "letter": LETTER_PX,
            "line": LINE_PX,
        }

    def _svg(
        self,
        drawing: FloorDrawing,
        ways: Sequence[Sequence[Point]],
        marks: Sequence[Mapping[str, Any]],
    ) -> str:
        colours = self._colours
        rooms = "".join(f'<polygon points="{escape(room.points)}"/>' for room in drawing.rooms)
        doors = "".join(f'<path d="M{d.x1} {d.y1}L{d.x2} {d.y2}"/>' for d in drawing.doors)
        lines = "".join(
            f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in way)}"/>' for way in ways
        )
        signs = "".join(
            f'<g transform="translate({sign.box.x - sign.box.width / 2:.1f} {sign.box.y - sign.box.height / 2:.1f})'
            f' scale({sign.box.width / 24:.3f})"><path d="{self._signs[sign.kind]}"/></g>'
            for sign in drawing.signs
        )
        stops = "".join(
            f'<circle cx="{mark["x"]:.1f}" cy="{mark["y"]:.1f}" '
            f'r="{STOP_PX / 2 if mark["number"] else SMALL_RADIUS_PX}"/>'
            for mark in reversed(marks)
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -1 {drawing.width + 2} {drawing.height + 2}"'
            f' width="{drawing.width + 2}" height="{drawing.height + 2}" fill="none">'
            f'<g stroke="{colours.second_ink}" stroke-width="1" stroke-linejoin="round">{rooms}</g>'
            f'<g stroke="#FFFFFF" stroke-width="2.5">{doors}</g>'
            f'<g stroke="{colours.accent}" stroke-width="1.8" stroke-dasharray="4 2.4">{lines}</g>'
            f'<g stroke="{colours.ink}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{signs}</g>'
            f'<g fill="{colours.accent}" stroke="#FFFFFF" stroke-width="1">{stops}</g></svg>'
        )


def sign_paths() -> dict[str, str]:
    """Returns the shapes of the floor plan's signs by their kinds, on a square of 24."""
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True)
    found: dict[str, str] = environment.get_template("visit/signs.html").module.SIGN_PATHS  # type: ignore[attr-defined]
    return found


def _clear_box(label: DrawnName, ways: Sequence[Sequence[Point]]) -> Box:
    """Returns the first place of a room's name that no way crosses, its usual one where there is none."""
    boxes = [
        label.box,
        *(Box(x, y, label.box.width, label.box.height) for x, y in label.spots),
    ]
    return next((box for box in boxes if not _is_crossed(box, ways)), label.box)


def _is_crossed(box: Box, ways: Sequence[Sequence[Point]]) -> bool:
    """Returns whether a point of a way, looked at every WAY_PX, lies in or beside a box."""
    for way in ways:
        for (x1, y1), (x2, y2) in pairwise(way):
            steps = int(max(abs(x2 - x1), abs(y2 - y1)) / WAY_PX) + 1
            for step in range(steps + 1):
                share = step / steps
                point = Box(x1 + (x2 - x1) * share, y1 + (y2 - y1) * share, WAY_PX, WAY_PX)
                if point.touches(box):
                    return True
    return False
