"""What recognition reports to the rest of the kiosk. Nothing in it identifies a person."""

from __future__ import annotations

from dataclasses import dataclass

from contract.museum import Key


@dataclass(frozen=True, slots=True)
class WorkShown:
    """`work` is shown; `candidates` (with it, best first) are the works that it could have been."""

    work: Key
    candidates: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkLeft:
    """The work is no longer shown."""

    work: Key


@dataclass(frozen=True, slots=True)
class SomethingShown:
    """Something has come before the camera, and is not recognised yet."""


@dataclass(frozen=True, slots=True)
class SomethingGone:
    """Nothing is before the camera any more."""


@dataclass(frozen=True, slots=True)
class UnknownShown:
    """Something is held up, or visitors stand before it, and the kiosk does not recognise it with certainty."""

    candidates: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class TwinsShown:
    """One of `works` is shown, and the camera cannot tell which: two, the likelier first."""

    works: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class TwinsLeft:
    """The twins are no longer shown."""

    works: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class VisitorCame:
    """A visitor has come, after a time without visitors."""


@dataclass(frozen=True, slots=True)
class VisitorLeft:
    """There has been no visitor for a while: the next one starts a new visit."""


Event = (
    WorkShown
    | WorkLeft
    | SomethingShown
    | SomethingGone
    | UnknownShown
    | TwinsShown
    | TwinsLeft
    | VisitorCame
    | VisitorLeft
)
