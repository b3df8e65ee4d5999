"""The seam between what happens and the log of events: who did what, when.

A capability names its kinds of events, contributes them (`Contribution.events`) and calls a `Recorder`.
tour_server.events keeps them. Note: an event is about staff, the museum's content or a machine, never about a
visitor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SERVER = "server"  # who did it, where it was the server itself
FORMER_COLLEAGUE = (
    "former colleague"  # in place of a name that was taken off, with a number after it
)
COMMAND_LINE = "command line"  # who did it, when it was a user of the server's machine


@dataclass(frozen=True)
class EventKind:
    """A kind of event."""

    name: str
    """How it is stored and exported: `signed-in`."""
    description: str
    """What has happened, in one sentence for staff."""


class Recorder(Protocol):
    """Records events."""

    def record(
        self,
        kind: EventKind,
        who: str,
        subject: str = "",
        detail: str = "",
        *,
        session: Session | None = None,
    ) -> None:
        """Record that `who` (an account's name, or SERVER) did `kind` to `subject`, now.

        With `session` the event is part of that transaction, otherwise it has its own.
        """


class EventRecorder:
    """A recorder that capabilities get from the context; the log of events is attached to it by the root."""

    def __init__(self, log: Recorder) -> None:
        self._log = log

    def record(
        self,
        kind: EventKind,
        who: str,
        subject: str = "",
        detail: str = "",
        *,
        session: Session | None = None,
    ) -> None:
        """Record an event: see `Recorder`."""
        self._log.record(kind, who, subject, detail, session=session)


class NoRecorder:
    """Records nothing: for tests and tools without a log of events."""

    def record(
        self,
        kind: EventKind,
        who: str,
        subject: str = "",
        detail: str = "",
        *,
        session: Session | None = None,
    ) -> None:
        """Do nothing."""
