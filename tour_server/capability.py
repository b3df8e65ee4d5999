"""What a folder of the server contributes to the whole: its pages, navigation, settings, jobs, commands and so on.

Each folder that contributes something has a `capability.py` with one `Capability`; tour_server.capabilities lists
them, and tour_server.app builds the server from that list.

Note: a folder's `capability.py` and `settings.py` must import nothing of Flask or SQLAlchemy at their top.
`zaalgids --help` reads them, also on a kiosk, where the server's packages are not installed. `build` imports what it
needs when it is called.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from msgspec import Struct

if TYPE_CHECKING:
    from flask import Blueprint

    from tour_server.database import Database
    from tour_server.ingest.message_handler import MessageHandler
    from tour_server.jobs.job import JobKind
    from tour_server.recorder import EventKind
    from tour_server.settings import ServerSettings

T = TypeVar("T")
S = TypeVar("S", bound=Struct)


class ServerPart(Protocol):
    """Something that works in the background while the server runs."""

    def start(self) -> None:
        """Begin. The parts start in the order of the list of capabilities."""

    def stop(self) -> None:
        """End, and wait for the end. The parts stop in the opposite order."""


class LatePart:
    """A part that can be built only when the parts before it run: it needs the broker's address, for example."""

    def __init__(self, make: Callable[[], ServerPart]) -> None:
        """`make` is called at the start."""
        self._make = make
        self._part: ServerPart | None = None

    def start(self) -> None:
        """Build the part and start it."""
        self._part = self._make()
        self._part.start()

    def stop(self) -> None:
        """Stop the part, if it was built."""
        if self._part is not None:
            self._part.stop()


@dataclass(frozen=True)
class Command:
    """A command of `zaalgids`, imported when it is used."""

    name: str
    """What is typed after `zaalgids`."""
    target: str
    """Where the click command is: `module:attribute`."""
    summary: str
    """One sentence for `zaalgids --help`."""


@dataclass(frozen=True)
class NavigationEntry:
    """An entry of the desk's navigation."""

    name: str
    """What staff read."""
    endpoint: str
    """The page it leads to, as `url_for` calls it."""
    position: int
    """Its place: the smallest number stands first. Entries of the same group are compared among themselves."""
    group: str = ""
    """The name of the entry it is a page of; empty for an entry of the rail itself."""


@dataclass(frozen=True)
class Contribution:
    """What a capability adds to the server that is being built."""

    pages: tuple[Blueprint, ...] = ()
    """Pages. Each form on them needs the form token."""
    before_request: tuple[Callable[[], None], ...] = ()
    """Functions to call before each request, before its body is read."""
    cookieless_pages: tuple[Blueprint, ...] = ()
    """Pages whose requests need no form token, because no cookie gives them any right."""
    navigation: tuple[NavigationEntry, ...] = ()
    """Entries of the desk's navigation."""
    largest_uploads: Mapping[str, int] = field(default_factory=dict)
    """For endpoints of the desk that take larger uploads than `upload_bytes`: how many bytes."""
    message_handlers: Mapping[str, MessageHandler] = field(default_factory=dict)
    """For each kind of message from a device the function that stores such messages."""
    jobs: tuple[JobKind, ...] = ()
    """Kinds of work in the background that survive a restart."""
    events: tuple[EventKind, ...] = ()
    """Kinds of events that this capability records."""
    parts: tuple[ServerPart, ...] = ()
    """What runs while the server runs, in the order of starting."""
    before_stop: tuple[Callable[[], object], ...] = ()
    """Functions to call before the first part stops: to end open streams, for example."""
    warnings: tuple[Callable[[], str | None], ...] = ()
    """Functions that return a sentence to show above every desk page, or None."""
    health: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    """Names in `/health`, and functions that return their values. They may ask the database."""
    lasting_health: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    """The same, of what is told while the database is away, too."""


@dataclass(frozen=True)
class Capability:
    """A folder of the server."""

    name: str
    """The folder's name."""
    build: Callable[[Context], Contribution]
    """Builds the capability's objects once, when the server is built. Starts nothing."""
    settings: type[Struct] | None = None
    """The settings that belong to it."""
    commands: tuple[Command, ...] = ()
    """Its commands."""
    device_commands: tuple[Command, ...] = ()
    """Its commands `zaalgids device …`, beside those of a kiosk for itself."""


class NotProvidedError(LookupError):
    """A capability asks for an object that no earlier capability has provided."""


class Context:
    """What a capability is built from: settings, the database, and the objects of the capabilities before it."""

    def __init__(
        self,
        settings: ServerSettings,
        data: Path,
        database: Database,
        now: Callable[[], dt.datetime],
        *,
        first_museum: Path | None = None,
        instead: Mapping[type[Any], object] | None = None,
    ) -> None:
        """`now` returns the time in UTC. `first_museum`: a museum folder for a server that has none yet.

        `instead`: objects that take the place of what a capability provides of that type, for tests.
        """
        self.data, self.database, self.now = data, database, now
        self.first_museum = first_museum
        self.message_handlers: dict[str, MessageHandler] = {}
        self.job_kinds: dict[str, JobKind] = {}
        self.event_kinds: dict[str, EventKind] = {}
        self.navigation: list[NavigationEntry] = []
        self.desk_warnings: list[Callable[[], str | None]] = []
        self.before_stop: list[Callable[[], object]] = []
        self._settings = settings
        self._instead = dict(instead or {})
        self._provided: dict[type[Any], object] = {}

    def settings(self, kind: type[S]) -> S:
        """Returns the settings of this type. Raises KeyError when no capability has them."""
        return self._settings.of(kind)

    def recorded_settings(self) -> dict[str, Any]:
        """Returns the settings that are declared with RECORDED: a change of one is an event."""
        return self._settings.recorded()

    def provide(self, instance: T) -> T:
        """Make an object available to the capabilities after this one. Returns the object to use.

        That is `instance`, unless a test has given another one of this type. Raises ValueError on a second object of
        the same type.
        """
        kind = type(instance)
        if kind in self._provided:
            raise ValueError(f"two capabilities provide a {kind.__name__}")
        used = self._instead.get(kind, instance)
        self._provided[kind] = used
        return cast("T", used)

    def get(self, kind: type[T]) -> T:
        """Returns the object of this type that an earlier capability has provided. Raises NotProvidedError."""
        if kind not in self._provided:
            raise NotProvidedError(
                f"No capability before this one provides a {kind.__name__}. "
                "Check the order in tour_server/capabilities.py."
            )
        return cast("T", self._provided[kind])

    def collect(self, contribution: Contribution) -> None:
        """Add a contribution to the tables that ingest, jobs, events and the desk read when they are used.

        Raises ValueError when two capabilities handle the same kind.
        """
        _merge(self.message_handlers, dict(contribution.message_handlers), "message handler")
        _merge(self.job_kinds, {kind.name: kind for kind in contribution.jobs}, "job")
        _merge(self.event_kinds, {kind.name: kind for kind in contribution.events}, "event")
        self.navigation += contribution.navigation
        self.desk_warnings += contribution.warnings
        self.before_stop += contribution.before_stop


def _merge(into: dict[str, T], more: Mapping[str, T], what: str) -> None:
    for name, one in more.items():
        if name in into:
            raise ValueError(f"two capabilities have the {what} {name}")
        into[name] = one
