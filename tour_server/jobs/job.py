"""What a job is: its kind, its state, and what its handler is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from msgspec import Struct

from runtime.document_version import DocumentVersions
from tour_server.staff.permissions import Permission

S = TypeVar("S")

VERSIONS = DocumentVersions("job")
"""The versions of a job's arguments and of its result. A job of newer software fails, with the reason."""


class JobState(StrEnum):
    """Where a job is in its life."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNENDED = (JobState.WAITING, JobState.RUNNING)


class Job(Struct, frozen=True):
    """A job as it stands. `done` of `of` steps of `doing`; `problem`: why it failed, in one sentence."""

    id: int
    kind: str
    arguments: bytes  # JSON
    asked_by: str
    asked_at: dt.datetime
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    state: JobState
    interruptions: int  # how often it was running when the server died
    cancel_asked: bool
    doing: str
    done: int
    of: int
    problem: str
    result: bytes | None  # JSON

    @property
    def ended(self) -> bool:
        """Whether it has ended, well or not."""
        return self.state not in UNENDED

    def arguments_as(self, kind: type[S]) -> S:
        """Returns the arguments. Raises DocumentVersionError, msgspec.ValidationError."""
        return VERSIONS.decode(self.arguments, kind)

    def result_as(self, kind: type[S]) -> S | None:
        """Returns the result, None where there is none. Raises DocumentVersionError, msgspec.ValidationError."""
        return None if self.result is None else VERSIONS.decode(self.result, kind)


class JobFailedError(Exception):
    """A handler gives up; the sentence is for staff. `result` is kept with the job."""

    def __init__(self, problem: str, result: Struct | None = None) -> None:
        self.result = result
        super().__init__(problem)


class JobCancelledError(Exception):
    """The job was cancelled; raised where the handler reports its progress."""


class JobStoppedError(Exception):
    """The server stops; raised where the handler reports its progress. The job is done after the next start."""


class JobRun(Protocol):
    """What a handler is given: the job, and where to report its progress."""

    @property
    def job(self) -> Job:
        """The job, as it was when it started."""

    def progress(self, doing: str, done: int, of: int) -> None:
        """Report `done` of `of` steps of `doing`. Raises JobCancelledError or JobStoppedError when it has to end."""

    def report(self, doing: str, done: int, of: int) -> None:
        """Report progress without raising: for a handler that asks `has_to_end` itself."""

    def progress_in_memory(self, done: int, of: int) -> None:
        """As `progress`, but write nothing: for a handler within a transaction, which would wait for itself."""

    @property
    def has_to_end(self) -> bool:
        """Whether `progress` would raise: for a handler that first brings something to a good end."""


@dataclass(frozen=True)
class JobKind:
    """A kind of job, contributed by a capability."""

    name: str
    """How it is stored: `publish`."""
    title: str
    """What staff read on the page Jobs."""
    handler: Callable[[JobRun], Struct | None]
    """Does the work and returns its result. It must be able to do the same job twice, after an interruption."""
    only_one: bool = True
    """Whether a second job of this kind is refused while one waits or runs."""
    cancellable: bool = True
    """Whether staff may cancel it."""
    can_wait: bool = False
    """Whether the others go first, because nobody waits for this kind. Of several threads one never runs it."""
    permission: Permission = Permission.ADMINISTER
    """What a person needs to cancel a job that a colleague asked for."""


def encode_arguments(arguments: Struct) -> str:
    """Returns arguments or a result as JSON."""
    return VERSIONS.encode(arguments).decode()
