"""Decides, by how the kiosk stands in its room, when a work counts as shown.

Held up: a visitor shows a card, print, phone or object to a fixed camera, and its work is played. Facing a wall: the
work is always in view and is background; the kiosk speaks only when a person stands still in view, or touches
the screen. Carried: the kiosk is a tablet, and plays the work that it is pointed at.

Note: the same work must not start again until it, or the visitor, has left. Time is passed in; nothing here reads a
clock or a frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from device.recognition.events import (
    Event,
    SomethingGone,
    SomethingShown,
    TwinsLeft,
    TwinsShown,
    UnknownShown,
    VisitorCame,
    VisitorLeft,
    WorkLeft,
    WorkShown,
)
from device.recognition.presence import VisitorPresence

# Of something unknown held still, before the kiosk says so: it is held still for presence.STILL_SECONDS by then, so
# that "I don't know this one" comes within 2 s. A work is announced within 0.7 s of being held still.
UNKNOWN_AFTER_SECONDS = 0.8
# Of something in view, before the screen shows that it is seen: most works are recognised by then.
SEEN_AFTER_SECONDS = 0.4
OFFER_AFTER_SECONDS = (
    1.2  # of twins in view, before both are offered: a better frame may tell them apart
)
TOUCH_SECONDS = 60.0  # for which a visitor who touched the screen counts as present
HIDDEN_SECONDS = 120.0  # for which a wall's work is remembered while people hide it


class Placement(StrEnum):
    """How a kiosk stands in its room."""

    HELD_UP = "held-up"
    FACING_A_WALL = "facing-a-wall"
    CARRIED = "carried"


GONE_AFTER_SECONDS = {  # without a visitor in view, before the visitor counts as gone
    Placement.HELD_UP: 8.0,
    Placement.FACING_A_WALL: 4.0,
    Placement.CARRIED: 90.0,
}


@dataclass(frozen=True, slots=True)
class View:
    """What is in view at `at` (seconds): the smoothed work or None, what it may be, and the presence of visitors.

    `usable`: the picture is good enough to say of something that it is unknown. `offered`: the two works of which one
    is in view, where the camera cannot tell which.
    """

    at: float
    work: str | None
    candidates: tuple[str, ...]
    presence: VisitorPresence
    usable: bool = True
    offered: tuple[str, ...] = ()

    @property
    def shown(self) -> str | tuple[str, ...] | None:
        """The work in view, or the twins of which one is, or None."""
        return self.work or self.offered or None


class Placing:
    """Turns views and touches into events, for one placement."""

    def __init__(self, placement: Placement) -> None:
        self._wall = placement is Placement.FACING_A_WALL
        self._gone_after = GONE_AFTER_SECONDS[placement]
        self._visitor = False
        self._present_at = float("-inf")  # when a visitor was last present
        self._touched_at = float("-inf")
        # The work or the twins that were reported as shown, and not as left since.
        self._shown: str | tuple[str, ...] | None = None
        self._offered_since: float | None = None
        self._unknown_since: float | None = None
        self._unknown_said = False
        self._seen_since: float | None = None
        self._seen_said = self._named = False
        # A wall's work, or its twins, and when they were seen.
        self._background: tuple[str | tuple[str, ...], float] | None = None
        self._candidates: tuple[str, ...] = ()

    def see(self, view: View) -> list[Event]:
        """Take in a view. Returns the events, in order."""
        self._candidates = view.candidates
        if view.shown is not None:
            self._background = (view.shown, view.at)
        events = self._visitor_events(view)
        if self._wall:
            return events + self._wall_events(view)
        return events + self._seen_events(view) + self._shown_events(view)

    def touched(self, at: float) -> list[Event]:
        """Take in a touch at `at` (seconds): before a wall it shows the work, if that is not shown already."""
        self._touched_at = self._present_at = at
        events = self._come()
        if not self._wall:
            return events
        work = self._remembered(at)
        if work is None:
            return [*events, UnknownShown(self._candidates)]
        return events + self._show(work)

    def _visitor_events(self, view: View) -> list[Event]:
        shown = view.shown is not None and not self._wall
        touched = view.at - self._touched_at < TOUCH_SECONDS
        if view.presence.someone or shown or touched:
            self._present_at = view.at
            return self._come()
        if self._visitor and view.at - self._present_at >= self._gone_after:
            self._visitor = False
            return [*self._leave(), VisitorLeft()]
        return []

    def _wall_events(self, view: View) -> list[Event]:
        if not (view.presence.someone and view.presence.still):
            return []
        work = self._remembered(view.at)
        return [] if work is None else self._show(work)

    def _seen_events(self, view: View) -> list[Event]:
        """Returns the events on something that is in view and has no name yet."""
        if not view.presence.someone:
            said, self._seen_said = self._seen_said, False
            self._seen_since, self._named = None, False
            return [SomethingGone()] if said else []
        if self._seen_since is None:
            self._seen_since = view.at
        if view.shown is not None:
            self._named = (
                True  # when the name is lost, something is still there, and that is no news
            )
        if self._named or self._seen_said or view.at - self._seen_since < SEEN_AFTER_SECONDS:
            return []
        self._seen_said = True
        return [SomethingShown()]

    def _shown_events(self, view: View) -> list[Event]:
        if view.work is not None:
            self._unknown_since, self._unknown_said, self._offered_since = None, False, None
            return self._show(view.work)
        if view.offered:
            return self._offered_events(view)
        self._offered_since = None
        events = self._leave()
        if not (view.presence.still and view.usable):
            self._unknown_since = None
            self._unknown_said = self._unknown_said and view.presence.someone
            return events
        if self._unknown_since is None:
            self._unknown_since = view.at
        if not self._unknown_said and view.at - self._unknown_since >= UNKNOWN_AFTER_SECONDS:
            self._unknown_said = True
            events.append(UnknownShown(view.candidates))
        return events

    def _offered_events(self, view: View) -> list[Event]:
        self._unknown_since, self._unknown_said = None, False
        if self._offered_since is None:
            self._offered_since = view.at
        if view.at - self._offered_since < OFFER_AFTER_SECONDS:
            return []
        return self._show(view.offered)

    def _remembered(self, at: float) -> str | tuple[str, ...] | None:
        """Returns the work, or the twins, before the kiosk, also while people hide them."""
        if self._background is None or at - self._background[1] > HIDDEN_SECONDS:
            return None
        return self._background[0]

    def _come(self) -> list[Event]:
        if self._visitor:
            return []
        self._visitor = True
        return [VisitorCame()]

    def _show(self, shown: str | tuple[str, ...]) -> list[Event]:
        if shown == self._shown:
            return []
        events = self._leave()
        self._shown = shown
        if isinstance(shown, str):
            return [*events, WorkShown(shown, self._candidates)]
        return [*events, TwinsShown(shown)]

    def _leave(self) -> list[Event]:
        if self._shown is None:
            return []
        left, self._shown = self._shown, None
        return [WorkLeft(left) if isinstance(left, str) else TwinsLeft(left)]
