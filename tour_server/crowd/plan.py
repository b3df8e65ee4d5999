"""The floor plan and the course of the last hours, as numbers that a template can draw."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from msgspec import Struct

from contract.museum import Room, worded
from tour_server.crowd.rooms_now import RoomState

MARGIN = 0.3  # metres round the plan
HOURS = 6
NEARLY_FULL = 0.8  # of the capacity: time to do something about it
PLOT_WIDTH, PLOT_HEIGHT = 600.0, 90.0  # units of the plot's own drawing


class PlannedRoom(Struct, frozen=True):
    """A room on its floor: corners as SVG points in metres, the place of its label, the sizes of number and name."""

    key: str
    name: str
    points: str
    x: float
    y: float
    size: float
    label: float
    people: int | None
    capacity: int
    state: str
    why: str


class Floor(Struct, frozen=True):
    """One floor; `box` is an SVG viewBox in metres."""

    number: int
    box: str
    rooms: list[PlannedRoom]


class Course(Struct, frozen=True):
    """A room's last hours: one path for each stretch that is known, with the hours marked."""

    key: str
    name: str
    people: int | None
    capacity: int
    state: str
    why: str
    paths: list[str]
    capacity_y: float
    hours: list[tuple[float, str]]
    most: int


def state_of(people: int | None, capacity: int) -> str:
    """A word for it: not known, quiet, filling or full."""
    if people is None:
        return "not known"
    if people >= capacity:
        return "full"
    return "filling" if people >= NEARLY_FULL * capacity else "open"


def floors(states: list[RoomState], languages: list[str]) -> list[Floor]:
    """The floors that have a drawn room, lowest first."""
    drawn = [state for state in states if state.room.outline]
    if not drawn:
        return []
    # One width for all floors, so that they are drawn to one scale and lie above each other.
    xs = [x for state in drawn for x, _ in state.room.outline]
    found = []
    for number in sorted({state.room.floor for state in drawn}):
        here = [state for state in drawn if state.room.floor == number]
        ys = [y for state in here for _, y in state.room.outline]
        box = (
            f"{min(xs) - MARGIN:.2f} {min(ys) - MARGIN:.2f}"
            f" {max(xs) - min(xs) + 2 * MARGIN:.2f} {max(ys) - min(ys) + 2 * MARGIN:.2f}"
        )
        found.append(Floor(number, box, [_planned(state, languages) for state in here]))
    return found


def courses(
    states: list[RoomState], languages: list[str], now: dt.datetime, zone: str
) -> list[Course]:
    """Every room's last hours up to `now`; an hour's mark carries the local time."""
    # To the minute, so that a board on which nobody moved is the same board.
    end = now.replace(second=0, microsecond=0).timestamp() + 60
    begin = end - HOURS * 3600

    def x(at: float) -> float:
        return (at - begin) / (end - begin) * PLOT_WIDTH

    local = now.astimezone(ZoneInfo(zone)).replace(minute=0, second=0, microsecond=0)
    marks = [local - dt.timedelta(hours=back) for back in range(HOURS)]
    hours = [(round(x(mark.timestamp()), 1), f"{mark:%H:%M}") for mark in reversed(marks)]
    found = []
    for state in states:
        course = [(point.at, point.people) for point in state.now.course if point.at >= begin]
        most = max([people for _, people in course if people is not None], default=0)
        top = max(state.room.capacity, most) * 1.1

        def y(people: float, top: float = top) -> float:
            return round(PLOT_HEIGHT * (1 - people / top), 1)

        paths: list[str] = []
        before_known = False
        for at, people in course:
            if people is not None:
                point = f"{round(x(at), 1)} {y(people)}"
                if before_known:
                    paths[-1] += f" L {point}"
                else:
                    paths.append(f"M {point}")
            before_known = people is not None
        found.append(
            Course(
                key=state.room.key,
                name=_name(state.room, languages),
                people=state.now.people,
                capacity=state.room.capacity,
                state=state_of(state.now.people, state.room.capacity),
                why=state.now.why,
                paths=paths,
                capacity_y=y(state.room.capacity),
                hours=hours,
                most=most,
            )
        )
    return found


def _name(room: Room, languages: list[str]) -> str:
    return worded(room.name, languages)[0] or room.key


def _planned(state: RoomState, languages: list[str]) -> PlannedRoom:
    xs = [x for x, _ in state.room.outline]
    ys = [y for _, y in state.room.outline]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    name = _name(state.room, languages)
    # Readable from 3 m: the number is as large as its room allows (three digits are 1.7 times as wide as high).
    size = min(height * 0.5, width / 1.9)
    return PlannedRoom(
        key=state.room.key,
        name=name,
        points=" ".join(f"{x:.2f},{y:.2f}" for x, y in state.room.outline),
        x=round((max(xs) + min(xs)) / 2, 2),
        y=round((max(ys) + min(ys)) / 2, 2),
        size=round(size, 2),
        label=round(
            min(size * 0.19, width * 1.8 / max(1, len(name))), 2
        ),  # a letter is about half as wide as high
        people=state.now.people,
        capacity=state.room.capacity,
        state=state_of(state.now.people, state.room.capacity),
        why=state.now.why,
    )
