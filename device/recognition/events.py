"""What recognition tells the rest of the kiosk. Nothing in it is about who anyone is."""

from __future__ import annotations

from dataclasses import dataclass

from contract.museum import Key


@dataclass(frozen=True, slots=True)
class WorkShown:
    """Tell about `work` now; `candidates` (it among them, best first) are what else it could have been."""

    work: Key
    candidates: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkLeft:
    """The work that was shown is so no longer."""

    work: Key


@dataclass(frozen=True, slots=True)
class UnknownShown:
    """Something is held up or stood before, and it is none that the kiosk knows for certain."""

    candidates: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class VisitorCame:
    """Somebody is there; before, nobody was."""


@dataclass(frozen=True, slots=True)
class VisitorLeft:
    """Nobody has been there for a while: the next one starts afresh."""


Event = WorkShown | WorkLeft | UnknownShown | VisitorCame | VisitorLeft
