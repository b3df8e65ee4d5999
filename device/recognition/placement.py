"""How the kiosk stands in its room decides when it speaks.

Held up: a card, print, phone or object is shown to a fixed camera; what appears is meant. Facing a wall: the work
is always in view and is background; the kiosk speaks only when a person stands still in view, or someone touches
the screen. Carried: a tablet; what it is pointed at is meant.

The one thing a newcomer would get wrong: the same work must not start again until it, or the visitor, has left.
Time is passed in; nothing here looks at a clock or a frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from device.recognition.events import (
    Event,
    UnknownShown,
    VisitorCame,
    VisitorLeft,
    WorkLeft,
    WorkShown,
)
from device.recognition.presence import Presence

UNKNOWN_AFTER = 2.5  # seconds of something unknown held still before the kiosk says that it is
TOUCH_LASTS = 60.0  # seconds for which someone who touched the screen counts as there
HIDDEN_FOR = 120.0  # seconds for which a wall's work is remembered while people stand before it


class Placement(StrEnum):
    """How a kiosk stands in its room."""

    HELD_UP = "held-up"
    FACING_A_WALL = "facing-a-wall"
    CARRIED = "carried"


GONE_AFTER = {  # seconds without anyone before the visitor counts as gone
    Placement.HELD_UP: 8.0,
    Placement.FACING_A_WALL: 4.0,
    Placement.CARRIED: 90.0,
}


@dataclass(frozen=True, slots=True)
class View:
    """What is in view at `at` (seconds): the smoothed work or None, what it may be, and who is there.

    `usable`: the picture is good enough to say of something that it is unknown.
    """

    at: float
    work: str | None
    candidates: tuple[str, ...]
    presence: Presence
    usable: bool = True


class Placing:
    """Turns views and touches into events, for one placement."""

    def __init__(self, placement: Placement) -> None:
        self._wall = placement is Placement.FACING_A_WALL
        self._gone_after = GONE_AFTER[placement]
        self._visitor = False
        self._there_at = float("-inf")  # when somebody was last there
        self._touched_at = float("-inf")
        self._told: str | None = None  # shown and not left since
        self._unknown_since: float | None = None
        self._unknown_said = False
        self._background: tuple[str, float] | None = None  # a wall's work, and when it was seen
        self._candidates: tuple[str, ...] = ()

    def see(self, view: View) -> list[Event]:
        """What follows from the view, in order."""
        self._candidates = view.candidates
        if view.work is not None:
            self._background = (view.work, view.at)
        events = self._visitor_events(view)
        events += self._wall_events(view) if self._wall else self._shown_events(view)
        return events

    def touched(self, at: float) -> list[Event]:
        """Someone touched the screen at `at` (seconds): a wall's work is told, if it is not being told."""
        self._touched_at = self._there_at = at
        events = self._come()
        if not self._wall:
            return events
        work = self._remembered(at)
        if work is None:
            return [*events, UnknownShown(self._candidates)]
        return events + self._tell(work)

    def _visitor_events(self, view: View) -> list[Event]:
        shown = view.work is not None and not self._wall
        touched = view.at - self._touched_at < TOUCH_LASTS
        if view.presence.someone or shown or touched:
            self._there_at = view.at
            return self._come()
        if self._visitor and view.at - self._there_at >= self._gone_after:
            self._visitor = False
            return [*self._leave(), VisitorLeft()]
        return []

    def _wall_events(self, view: View) -> list[Event]:
        if not (view.presence.someone and view.presence.still):
            return []
        work = self._remembered(view.at)
        return [] if work is None else self._tell(work)

    def _shown_events(self, view: View) -> list[Event]:
        if view.work is not None:
            self._unknown_since, self._unknown_said = None, False
            return self._tell(view.work)
        events = self._leave()
        if not (view.presence.still and view.usable):
            self._unknown_since = None
            self._unknown_said = self._unknown_said and view.presence.someone
            return events
        if self._unknown_since is None:
            self._unknown_since = view.at
        if not self._unknown_said and view.at - self._unknown_since >= UNKNOWN_AFTER:
            self._unknown_said = True
            events.append(UnknownShown(view.candidates))
        return events

    def _remembered(self, at: float) -> str | None:
        """The work before the kiosk, also while people stand between."""
        if self._background is None or at - self._background[1] > HIDDEN_FOR:
            return None
        return self._background[0]

    def _come(self) -> list[Event]:
        if self._visitor:
            return []
        self._visitor = True
        return [VisitorCame()]

    def _tell(self, work: str) -> list[Event]:
        if work == self._told:
            return []
        events = self._leave()
        self._told = work
        return [*events, WorkShown(work, self._candidates)]

    def _leave(self) -> list[Event]:
        if self._told is None:
            return []
        left, self._told = self._told, None
        return [WorkLeft(left)]
