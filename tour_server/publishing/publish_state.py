"""How a publish stands, and the speech that follows it, as the desk and `/health` show it."""

from __future__ import annotations

from msgspec import Struct

from tour_server.jobs.job import Job, JobState
from web.translations import mark

STILL_OUT = "The release before is still out."


class PublishRequest(Struct, frozen=True):
    """What a publish was asked for with: the arguments of its job."""

    note: str = ""
    again: int | None = None  # publish the content of this earlier release
    speech_seconds: float | None = (
        None  # how long it waits for its speech, where it is not as long as any
    )
    unchecked: bool = False  # nothing that tour_server.checks finds stops it


class PublishResult(Struct, frozen=True):
    """How a publish ended: the result of its job. `number` is None when it was refused, for `problems`."""

    number: int | None = None
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    newly_spoken: int = 0  # blocks
    to_speak: int = 0  # blocks whose speech follows
    seconds: float = 0.0


class SpeechResult(Struct, frozen=True):
    """How the making of speech ended: the result of its job. `number`: the newest release then."""

    number: int


class PublishState(Struct, frozen=True):
    """A publish: what it is doing, and how it ended. `number` is set when it is out."""

    by: str
    doing: str = mark("waiting to begin")
    done: int = 0
    of: int = 0
    number: int | None = None
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    newly_spoken: int = 0
    to_speak: int = 0
    seconds: float = 0.0

    @property
    def ended(self) -> bool:
        """True when it is out or was refused."""
        return self.number is not None or bool(self.problems)


class SpeechState(Struct, frozen=True):
    """The speech that follows release `number`: `done` of `of` blocks have theirs. `problem`: why it stopped.

    `seconds_left`: until all have it, at the pace of the last minutes; None while that is not known.
    """

    number: int
    done: int = 0
    of: int = 0
    problem: str | None = None
    seconds_left: float | None = None


def state_of(job: Job) -> PublishState:
    """Returns the state of a publish from its job."""
    state = PublishState(job.asked_by, job.doing or mark("waiting to begin"), job.done, job.of)
    if not job.ended:
        return state
    result = job.result_as(PublishResult) or PublishResult()
    if result.number is not None:
        return published_state(job.asked_by, result)
    problems = result.problems or (_problem(job),)
    return PublishState(state.by, state.doing, state.done, state.of, problems=problems)


def published_state(by: str, result: PublishResult) -> PublishState:
    """Returns the state of a publish that is out."""
    return PublishState(
        by=by,
        doing=mark("published"),
        number=result.number,
        notes=result.notes,
        newly_spoken=result.newly_spoken,
        to_speak=result.to_speak,
        seconds=result.seconds,
    )


def _problem(job: Job) -> str:
    if job.state is JobState.CANCELLED:
        return f"It was cancelled. {STILL_OUT}"
    return f"{job.problem} {STILL_OUT}"
