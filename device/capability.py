"""Describes what a folder contributes to the kiosk: what it runs, its pages, problems, hooks and commands.

device.capabilities lists the capabilities; device.kiosk builds the kiosk from that list. A capability's settings
struct stands in its folder, and device.settings gives it a name in the settings file. To add a capability, change
these two files outside its folder.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from flask import Blueprint

    from contract.bundle import Release
    from contract.kiosk_alerts import KioskAlert

Wiring = TypeVar("Wiring")


class KioskPart(Protocol):
    """Something that works in the background while the kiosk runs."""

    def start(self) -> object:
        """Begin. Parts start in the order of the list of capabilities."""

    def stop(self) -> object:
        """End, and wait for the end. Parts stop in the opposite order."""


@dataclass(frozen=True)
class StartAndStop:
    """A part made of two functions."""

    start: Callable[[], object]
    stop: Callable[[], object]


def _no_problems() -> Sequence[str]:
    return ()


def _no_alerts() -> Collection[KioskAlert]:
    return ()


@dataclass(frozen=True)
class KioskContribution:
    """What a capability adds to the kiosk that is being built."""

    parts: tuple[KioskPart, ...] = ()
    """What runs while the kiosk runs, in the order of starting."""
    pages: tuple[Blueprint, ...] = ()
    """Pages beside the screen's own, on the same address."""
    problems: Callable[[], Sequence[str]] = _no_problems
    """Returns what is wrong now, in plain sentences for the technician."""
    alerts: Callable[[], Collection[KioskAlert]] = _no_alerts
    """Returns what of it staff have an alarm of."""
    on_release: Callable[[Release], object] | None = None
    """Called with each release that comes into use, and with the one in use at the start."""
    on_touch: Callable[[], object] | None = None
    """Called after each touch of the screen."""


@dataclass(frozen=True)
class DeviceCommand:
    """A command `zaalgids device …`, imported when it is used."""

    name: str
    """What is typed after `zaalgids device`."""
    target: str
    """Where it is, `module:name`: a click command with options of its own, or a function that takes the kiosk's data
    folder (Path), whose docstring is the help."""
    summary: str
    """One sentence for `zaalgids device --help`."""


@dataclass(frozen=True)
class KioskCapability(Generic[Wiring]):
    """A folder of the kiosk."""

    name: str
    """The folder's name."""
    build: Callable[[Wiring], KioskContribution]
    """Builds its objects. Imports what it needs when it is called, so that `zaalgids --help` loads nothing of it."""
    commands: tuple[DeviceCommand, ...] = ()
    """Its commands on the device."""
