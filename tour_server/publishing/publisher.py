"""Publishes, one release at a time, in a thread of its own, and says how far it is.

What a newcomer would get wrong: a publish takes its museum from the drafts when it begins, not when it was asked
for, and the number it gets is the one after the newest signed bundle's. And it does not wait for the speech: what
can't be said within some seconds follows in a release of its own with the same words. Which speech that is, the
newest release itself says, so a server that was stopped in the middle goes on where it was.
"""

from __future__ import annotations

import datetime as dt
import logging
import queue
import threading
import time
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from contract.bundle import Release
from contract.museum import Museum
from tour_server.catalogue.drafts import Drafts
from tour_server.publishing.deadline import either, patience
from tour_server.publishing.release import CantPublishError, Progress, ReleaseMaker
from tour_server.publishing.releases import Releases
from tour_server.publishing.repository import Repository, RepositoryTroubleError
from tour_server.publishing.speech import Spoken, without_speech

log = logging.getLogger(__name__)

SPEECH_SECONDS = 10.0  # that a publish waits for its speech: an ordinary edit is said in one
FOLLOW_SECONDS = 600.0  # of saying until what is there goes out, then twice as long, and again: a day is eight times
SIGN_AGAIN_SECONDS = 24 * 3600.0  # the timestamp, so that a frozen server shows


class Job(Struct, frozen=True):
    """A publish: what it is doing, and how it ended. `number` is set when it is out."""

    by: str
    doing: str = "waiting to begin"
    done: int = 0
    of: int = 0
    number: int | None = None
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    newly_said: int = 0
    to_say: int = 0  # blocks whose speech follows
    seconds: float = 0.0

    @property
    def ended(self) -> bool:
        """True when it is out or was refused."""
        return self.number is not None or bool(self.problems)


class Following(Struct, frozen=True):
    """The speech that follows release `number`: `done` of `of` blocks have theirs. `problem`: why it stopped."""

    number: int
    done: int = 0
    of: int = 0
    problem: str | None = None


class _Wish(Struct, frozen=True):
    by: str
    note: str
    again: int | None  # publish the content of this earlier release
    speech_seconds: float | None


class Publisher:
    """Turns drafts into releases. The composition root calls `start` and `stop`."""

    def __init__(
        self,
        drafts: Drafts,
        maker: ReleaseMaker,
        repository: Repository,
        releases: Releases,
        now: Callable[[], dt.datetime],
        fit: Callable[[Museum], Museum] = lambda museum: museum,
        *,
        speech_seconds: float = SPEECH_SECONDS,
        follow_seconds: float = FOLLOW_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`fit` gives what of a museum may go out: all of it, or what somebody approved.

        `speech_seconds`: that a publish waits for its speech. `follow_seconds`: of saying until a release with it
        goes out although there is more to say; twice as long each time. `clock`: seconds.
        """
        self._drafts, self._maker = drafts, maker
        self._repository, self._releases = repository, releases
        self._now, self._clock = now, clock
        self._fit = fit
        self._speech_seconds, self._follow_seconds = speech_seconds, follow_seconds
        self._announce: list[Callable[[int], None]] = []
        self._wishes: queue.SimpleQueue[_Wish | None] = queue.SimpleQueue()
        self._one_at_a_time = threading.Lock()
        self._asked = threading.Lock()
        self._job: Job | None = None
        self._following: Following | None = None
        self._to_say: set[str] = set()  # blocks of the newest release whose speech follows
        self._unsaid: tuple[str, ...] = ()
        self._followed = 0  # the release after which nothing is left to say
        self._thread: threading.Thread | None = None

    @property
    def job(self) -> Job | None:
        """The publish that runs, or the last one; None before the first."""
        return self._job

    @property
    def following(self) -> Following | None:
        """The speech that is being made for the newest release; None when it has all there can be."""
        return self._following

    @property
    def to_say(self) -> int:
        """How many blocks of the newest release have their speech to come."""
        return len(self._to_say)

    @property
    def unsaid(self) -> tuple[str, ...]:
        """Why blocks have no sound for which it was tried after their release, in sentences."""
        return self._unsaid

    def sound_follows(self, block: str) -> bool:
        """True when the speech of this block of the newest release is still to come."""
        return block in self._to_say

    def announce_to(self, tell: Callable[[int], None]) -> None:
        """`tell` is called with the number of each new release, from the publisher's thread."""
        self._announce.append(tell)

    def ask(
        self,
        by: str,
        note: str = "",
        again: int | None = None,
        *,
        speech_seconds: float | None = None,
    ) -> bool:
        """Asks for a publish of the drafts, or of release `again`; False when one is under way already.

        `speech_seconds`: how long this one waits for its speech, where it is not as long as any.
        """
        with self._asked:
            if self._job is not None and not self._job.ended:
                return False
            self._job = Job(by=by)
        self._wishes.put(_Wish(by, note, again, speech_seconds))
        return True

    def start(self) -> None:
        """Starts the thread."""
        self._thread = threading.Thread(target=self._work, name="publisher", daemon=True)
        self._thread.start()

    def stop(self, seconds: float = 10.0) -> None:
        """Ends the thread after the publish or the block that is said, or after `seconds`.

        Half a publish changes nothing, and what was said is kept.
        """
        self._wishes.put(None)
        if self._thread is not None:
            self._thread.join(seconds)

    def publish(
        self,
        by: str,
        note: str = "",
        museum: Museum | None = None,
        progress: Progress | None = None,
        speech_seconds: float | None = None,
    ) -> Job:
        """Publishes here and now: the drafts, or `museum`. Raises CantPublishError, RepositoryTroubleError, OSError.

        Speech that takes longer than a few seconds does not go with it: see `follow`.
        """
        progress = progress or _unheard
        with self._one_at_a_time:
            self._releases.catch_up()
            try:
                wanted = self._fit(museum if museum is not None else self._drafts.museum())
            except LookupError as error:
                raise CantPublishError(["There is no museum yet. Import one first."]) from error
            self._unsaid = ()
            enough = patience(
                self._speech_seconds if speech_seconds is None else speech_seconds, self._clock
            )
            return self._out(by, note, wanted, progress, enough)

    def follow(self, stop: Callable[[], bool], progress: Callable[[int, int], None]) -> Job | None:
        """Says what the newest release has no speech for, and publishes the same words with it.

        Returns the last release that it made, None when it made none: there was nothing left to say, nothing that
        could be said, or `stop` came true. `progress` hears (blocks that have theirs, of all). Raises OSError,
        RepositoryTroubleError.
        """
        last: Job | None = None
        pause = self._follow_seconds
        while (newest := self._releases.release()) and newest.number != self._followed:
            self._to_say = without_speech(newest)
            over = patience(pause, self._clock)
            pause *= 2
            rest = self._maker.say(newest.museum, either(stop, over), progress)
            self._unsaid = tuple(rest.notes)
            if len(rest.speech) > len(newest.speech) and not (rest.to_say and stop()):
                last = self._follow_up(newest, rest) or last
            if stop():
                break
            if not rest.to_say:
                self._to_say = set()
                self._followed = self._releases.newest_number()
        return last

    def _follow_up(self, spoken: Release, rest: Spoken) -> Job | None:
        """The words of `spoken` again, with the speech there is now; None when a newer release is out already."""
        words = "with the speech there is so far" if rest.to_say else "with its speech"
        with self._one_at_a_time:
            self._releases.catch_up()
            if self._releases.newest_number() != spoken.number:
                return None
            by = next(one.published_by for one in self._releases.listed())
            note = f"Release {spoken.number} again, {words}; the words are the same."
            out = self._out(by, note, spoken.museum, _unheard, lambda: True)
        return replace(out, notes=tuple(rest.notes), newly_said=rest.newly_said)

    def _out(
        self,
        by: str,
        note: str,
        museum: Museum,
        progress: Progress,
        stop_saying: Callable[[], bool],
    ) -> Job:
        """Makes the next release, signs it, records it, announces it."""
        began = self._now()
        number = self._releases.newest_number() + 1
        made = self._maker.make(museum, number, began, progress, stop_saying)
        progress("signing", 0, 1)
        self._repository.publish(made.files)
        self._to_say = set(made.to_say)
        if not made.to_say:
            self._followed = number
        self._releases.record(made.release, by, note)
        for tell in self._announce:
            try:
                tell(number)
            except (
                Exception
            ):  # a broker that is away must not undo a publish; kiosks ask by themselves
                log.exception("release %d is out, but could not be announced", number)
        seconds = (self._now() - began).total_seconds()
        log.info(
            "release %d is out after %.1f s, %d blocks said, %d to follow",
            number,
            seconds,
            made.newly_said,
            len(made.to_say),
        )
        return Job(
            by=by,
            doing="published",
            number=number,
            notes=tuple(made.notes),
            newly_said=made.newly_said,
            to_say=len(made.to_say),
            seconds=seconds,
        )

    def _work(self) -> None:
        while True:
            if self._wishes.empty():
                self._follow_quietly()
            try:
                wish = self._wishes.get(timeout=SIGN_AGAIN_SECONDS)
            except queue.Empty:
                self._sign_again()
                continue
            if wish is None:
                return
            self._fulfil(wish)

    def _fulfil(self, wish: _Wish) -> None:
        job = Job(by=wish.by, doing="reading the drafts")

        def progress(doing: str, done: int, of: int) -> None:
            self._job = replace(job, doing=doing, done=done, of=of)

        try:
            earlier = None if wish.again is None else self._releases.get(wish.again).museum
            self._job = self.publish(wish.by, wish.note, earlier, progress, wish.speech_seconds)
        except CantPublishError as error:
            self._job = replace(job, problems=tuple(error.problems))
        except (OSError, RepositoryTroubleError) as error:
            log.exception("publishing failed")
            self._job = replace(job, problems=(f"{error}. The release before is still out.",))
        except Exception:
            log.exception("publishing failed")
            said = "Something broke on our side; its reason is in the server's log."
            self._job = replace(job, problems=(f"{said} The release before is still out.",))

    def _follow_quietly(self) -> None:
        """Says on until everything is said or somebody wishes for something; a failure is told at the desk."""
        newest = self._releases.newest_number()
        if newest in (0, self._followed):
            return

        def heard(done: int, of: int) -> None:
            self._following = Following(self._releases.newest_number(), done, of)

        try:
            self.follow(lambda: not self._wishes.empty(), heard)
        except (OSError, RepositoryTroubleError) as error:
            log.exception("the speech of release %d could not be made", newest)
            self._no_more_speech(newest, str(error))
        except Exception:
            log.exception("the speech of release %d could not be made", newest)
            self._no_more_speech(
                newest, "Something broke on our side; its reason is in the server's log."
            )
        else:
            self._following = None

    def _no_more_speech(self, number: int, problem: str) -> None:
        """Until the next publish or the next start."""
        self._following = Following(number, problem=problem)
        self._followed = number
        self._to_say = set()

    def _sign_again(self) -> None:
        """Signs, and first records what went out and could not be recorded: the files of before go in a day."""
        try:
            with self._one_at_a_time:
                self._releases.catch_up()
                self._repository.sign_timestamp()
        except Exception:  # the database may be away: the next day is another
            log.exception("the bundle's timestamp could not be signed again")


def _unheard(doing: str, done: int, of: int) -> None:
    """Progress that nobody watches."""
    log.debug("%s, %d of %d", doing, done, of)
