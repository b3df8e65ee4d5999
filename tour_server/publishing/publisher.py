"""Turns drafts into releases, one at a time, as jobs: the publish that was asked for, and the speech that follows it.

A publish takes its museum from the drafts when it begins, not when it was asked for; its number is the one after the
newest signed bundle's. It waits some seconds for its speech; what takes longer, and what the release before lacks, too,
follows in a release with the same words. The newest release itself says which speech it lacks, also after a restart.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Collection
from functools import partial

from msgspec.structs import replace
from sqlalchemy.orm import Session

from contract.bundle import Release
from contract.museum import Museum
from contract.museum_check import check
from runtime.document_version import DocumentVersionError
from tour_server.catalogue.drafts import Drafts
from tour_server.jobs.job import JobCancelledError, JobFailedError, JobKind, JobRun
from tour_server.jobs.jobs import Jobs
from tour_server.publishing.approved_words import DraftedWords, PublishableMuseum, WordSelection
from tour_server.publishing.bundle_parts import BundleTooLargeError
from tour_server.publishing.deadline import any_of, deadline
from tour_server.publishing.events import PUBLISH_ASKED, PUBLISH_FAILED
from tour_server.publishing.publish_gate import PublishGate
from tour_server.publishing.publish_state import (
    STILL_OUT,
    PublishRequest,
    PublishResult,
    PublishState,
    SpeechResult,
    SpeechState,
    published_state,
    state_of,
)
from tour_server.publishing.release import CantPublishError, PublishProgress, ReleaseMaker
from tour_server.publishing.release_listeners import ReleaseListeners
from tour_server.publishing.releases import Releases
from tour_server.publishing.repository import Repository
from tour_server.publishing.signed_metadata import RepositoryProblemError
from tour_server.publishing.speech import RenderedBlocks, speech_to_leave, without_speech
from tour_server.publishing.speech_pace import SpeechPace
from tour_server.recorder import NoRecorder, Recorder
from tour_server.staff.permissions import Permission
from web.translations import mark

log = logging.getLogger(__name__)

PUBLISH = "publish"  # the kind of job
SPEECH = "speech"  # the kind of job
SPEECH_SECONDS = 10.0  # that a publish waits for its speech: an ordinary edit is spoken in one
# Of speaking, until a release with what there is goes out; then twice as long, and again: a day takes eleven releases.
FOLLOW_SECONDS = 75.0
MuseumSource = Callable[[], PublishableMuseum]
BROKEN = "Something broke on our side; its reason is in the server's log."


class Publisher:
    """Makes releases of the drafts."""

    def __init__(
        self,
        drafts: Drafts,
        maker: ReleaseMaker,
        repository: Repository,
        releases: Releases,
        now: Callable[[], dt.datetime],
        jobs: Jobs,
        words: WordSelection | None = None,
        *,
        speech_seconds: float = SPEECH_SECONDS,
        follow_seconds: float = FOLLOW_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        recorder: Recorder | None = None,
        before_publish: Callable[[], None] = lambda: None,
        gate: PublishGate | None = None,
    ) -> None:
        """`words` selects what may be published; without it that is all of the drafts, as they are.

        `speech_seconds`: how long a publish waits for its speech. `follow_seconds`: how long speech is made until a
        release with it goes out although there is more to make; twice as long each time. `clock`: seconds.
        `before_publish` is called before each publish that somebody asked for, not before the speech that follows.
        `gate`: what stops a publish of the drafts.
        """
        self._maker = maker
        self._repository, self._releases = repository, releases
        self._now, self._clock = now, clock
        self.jobs, self._words = jobs, words or DraftedWords(drafts, releases)
        self._recorder = recorder or NoRecorder()
        self._speech_seconds, self._follow_seconds = speech_seconds, follow_seconds
        self._listeners = ReleaseListeners()
        self._before_publish = before_publish
        self._gate, self._pace = gate or PublishGate(), SpeechPace(clock)
        self._one_at_a_time = threading.Lock()
        self._to_speak: set[str] = set()  # blocks of the newest release whose speech follows
        self._unspoken: tuple[str, ...] = ()
        self._voice_notes: tuple[str, ...] = ()
        self._complete = 0  # the release after which no speech is left to make
        self._asked = 0  # publishes since the start; speech makes way for each
        self._speaking = threading.Lock()
        self.job_kinds = (
            JobKind(PUBLISH, "Publish", self._run_publish, permission=Permission.PUBLISH),
            JobKind(
                SPEECH,
                "Speech of the newest release",
                self._run_speech,
                only_one=False,
                permission=Permission.PUBLISH,
            ),
        )

    @property
    def job(self) -> PublishState | None:
        """The publish that runs, or the last one that was asked for; None before the first."""
        job = self.jobs.newest(PUBLISH)
        return None if job is None else state_of(job)

    @property
    def following(self) -> SpeechState | None:
        """The speech that is being made for the newest release, or why it stopped; None when it is complete."""
        job = self.jobs.newest(SPEECH)
        if job is None:
            return None
        number = self._releases.newest_number()
        if not job.ended:
            left = self._pace.seconds_left(job.of - job.done)
            return SpeechState(number, job.done, job.of, seconds_left=left)
        result = job.result_as(SpeechResult)
        if not job.problem or result is None or result.number != number:
            return None
        return SpeechState(number, problem=job.problem)

    @property
    def to_speak(self) -> int:
        """How many blocks of the newest release have their speech to come."""
        return len(self._to_speak)

    @property
    def unspoken(self) -> tuple[str, ...]:
        """Why blocks have no sound after it was tried, in sentences."""
        return self._unspoken

    @property
    def voice_notes(self) -> tuple[str, ...]:
        """Why blocks are not spoken by their language's own voice after it was tried, in sentences."""
        return self._voice_notes

    def sound_follows(self, block: str) -> bool:
        """Returns whether the speech of this block of the newest release is still to come."""
        return block in self._to_speak

    def announce_to(self, listener: Callable[[int], None]) -> None:
        """Call `listener` with the number of each new release, on the thread that makes it."""
        self._listeners.add(listener)

    def ask(
        self,
        by: str,
        note: str = "",
        again: int | None = None,
        *,
        speech_seconds: float | None = None,
        unchecked: bool = False,
        session: Session | None = None,
    ) -> int | None:
        """Ask for a publish of the drafts, or of release `again`, with `session` in its transaction.

        Returns the number of its job, None when one is under way already. `speech_seconds`: how long this one waits for
        its speech, where it is not as long as any. `unchecked`: the gate does not stop it.
        """
        request = PublishRequest(note, again, speech_seconds, unchecked)
        job = self.jobs.ask(self.job_kinds[0], request, by, session=session)
        if job is not None:
            self._asked += 1
            subject = "" if again is None else f"release {again}"
            self._recorder.record(PUBLISH_ASKED, by, subject, note, session=session)
        return job

    def start(self) -> None:
        """Ask for the speech that the newest release lacks."""
        if not self.jobs.unended(SPEECH):
            self._ask_for_speech()

    def stop(self) -> None:
        """Do nothing: the jobs' runner ends a publish."""

    def publish(
        self,
        by: str,
        note: str = "",
        museum: Museum | None = None,
        progress: PublishProgress | None = None,
        speech_seconds: float | None = None,
    ) -> PublishState:
        """Publish here and now: the drafts, or `museum`. Speech that takes longer does not go with it: see `follow`.

        Raises CantPublishError, RepositoryProblemError, OSError.
        """
        source = None if museum is None else lambda: self._words.of_museum(museum)
        done = self._publish(by, note, source, progress or _ignored, speech_seconds)
        return published_state(by, done)

    def follow(
        self, stop: Callable[[], bool], progress: Callable[[int, int], None]
    ) -> PublishState | None:
        """Make the speech that the newest release lacks, and publish the same words with it.

        Returns the last release that it made, None when it made none: no speech was left to make, none could be made,
        or `stop` became true. `progress` hears (blocks that have theirs, of all). Raises OSError,
        RepositoryProblemError.
        """
        last: PublishState | None = None
        again = False  # when nothing lacks its speech, the languages' own voices speak
        pause = self._follow_seconds
        while (newest := self._releases.release()) and newest.number != self._complete:
            self._to_speak = without_speech(newest)
            over = deadline(pause, self._clock)
            pause *= 2
            rest = self._maker.speak(newest.museum, any_of(stop, over), progress, again=again)
            self._unspoken = tuple(rest.notes)
            left = rest.to_speak or (again and rest.to_speak_again)
            more = len(rest.speech) >= len(newest.speech) and rest.speech != newest.speech
            if more and not (left and stop()):
                last = self._publish_speech(newest, rest) or last
            self._voice_notes = tuple(rest.voice_notes)
            if stop():
                break
            if not rest.to_speak and rest.to_speak_again and not again:
                again, pause = True, self._follow_seconds
            elif not left:
                self._to_speak = set()
                self._complete = self._releases.newest_number()
        return last

    def sign_again(self) -> None:
        """Sign what of the bundle ends soon, and show kiosks that the server is alive; to be called each day.

        First record a release that went out and could not be recorded: the files of earlier ones go after a day.
        """
        with self._one_at_a_time:
            self._releases.catch_up()
            self._repository.keep_fresh()

    def _publish(
        self,
        by: str,
        note: str,
        source: MuseumSource | None,
        progress: PublishProgress,
        speech_seconds: float | None,
        unchecked: bool = False,
    ) -> PublishResult:
        """Publish what `source` gives, or the drafts where the gate lets them."""
        with self._one_at_a_time:
            self._releases.catch_up()
            wanted = self._wanted(source)
            if source is None and not unchecked:
                problems = check(wanted.museum) or self._gate.problems(wanted.museum)
                if problems:
                    raise CantPublishError(problems)
            self._unspoken = ()
            self._before_publish()
            seconds = self._speech_seconds if speech_seconds is None else speech_seconds
            over = deadline(seconds, self._clock)
            later = speech_to_leave(self._releases.release(), self._to_speak, wanted.museum)
            done = self._release(by, note, wanted, progress, over, later=later)
            if wanted.drafts is not None:
                self._words.forget_removed(wanted.drafts, wanted.museum)
            return done

    def _wanted(self, source: MuseumSource | None) -> PublishableMuseum:
        """Returns what is to be published. Raises CantPublishError when nothing can be, or be read."""
        try:
            wanted = (source or self._words.of_drafts)()
        except LookupError as error:
            raise CantPublishError(["There is no museum yet. Import one first."]) from error
        except DocumentVersionError as error:
            raise CantPublishError([str(error)]) from error
        if wanted.problems:
            raise CantPublishError(wanted.problems)
        return wanted

    def _publish_speech(self, before: Release, rest: RenderedBlocks) -> PublishState | None:
        """Publish the words of `before` again with the speech there is. Returns None when a newer release is out."""
        words = "with the speech there is so far" if rest.to_speak else "with its speech"
        if len(rest.speech) == len(before.speech):
            words = "in the voices of its languages"
        with self._one_at_a_time:
            self._releases.catch_up()
            if self._releases.newest_number() != before.number:
                return None
            by = next(one.published_by for one in self._releases.listed())
            note = f"Release {before.number} again, {words}; the words are the same."
            approved = self._releases.words_are_approved(before.number)
            wanted = PublishableMuseum(before.museum, plans=before.plans)
            with self._pace.going_out():
                done = self._release(
                    by, note, wanted, _ignored, lambda: True, words_approved=approved
                )
        done = replace(done, notes=tuple(rest.notes), newly_spoken=rest.newly_spoken)
        return published_state(by, done)

    def _release(
        self,
        by: str,
        note: str,
        wanted: PublishableMuseum,
        progress: PublishProgress,
        stop_speaking: Callable[[], bool],
        *,
        words_approved: bool | None = None,
        later: Collection[str] = (),
    ) -> PublishResult:
        """Make the next release, sign it, record it, announce it. Raises CantPublishError, also for its size."""
        began = self._now()
        number = self._releases.newest_number() + 1
        made = self._maker.make(
            wanted.museum, number, began, progress, stop_speaking, wanted.plans, later
        )
        progress(mark("signing"), 0, 1)
        try:
            self._repository.publish(made.files, made.for_phones)
        except BundleTooLargeError as error:
            raise CantPublishError([str(error)]) from error
        self._to_speak, self._voice_notes = set(made.to_speak), tuple(made.voice_notes)
        if not (made.to_speak or made.to_speak_again):
            self._complete = number
        approved = self._words.needed if words_approved is None else words_approved
        self._releases.record(made.release, by, note, approved)
        self._listeners.announce(number)
        seconds = (self._now() - began).total_seconds()
        log.info(
            "release %d is out after %.1f s, speech made for %d blocks, to be made for %d",
            number,
            seconds,
            made.newly_spoken,
            len(made.to_speak),
        )
        return PublishResult(
            number=number,
            notes=tuple(made.notes),
            newly_spoken=made.newly_spoken,
            to_speak=len(made.to_speak),
            seconds=seconds,
        )

    def _run_publish(self, run: JobRun) -> PublishResult:
        """Do the job of a publish."""
        request, by = run.job.arguments_as(PublishRequest), run.job.asked_by
        try:
            source = None
            if request.again is not None:
                source = partial(self._words.of_release, request.again)
            done = self._done_before(run, source)
            if done is None:
                seconds = request.speech_seconds
                done = self._publish(
                    by, request.note, source, run.progress, seconds, request.unchecked
                )
        except CantPublishError as error:
            self._recorder.record(PUBLISH_FAILED, by, detail="\n".join(error.problems))
            result = PublishResult(problems=tuple(error.problems))
            self._ask_for_speech()
            raise JobFailedError("The museum can't be published yet.", result) from error
        except (OSError, RepositoryProblemError) as error:
            log.exception("publishing failed")
            result = PublishResult(problems=(f"{error}. {STILL_OUT}",))
            self._recorder.record(PUBLISH_FAILED, by, detail=str(error))
            self._ask_for_speech()
            raise JobFailedError(f"{error}.", result) from error
        self._ask_for_speech()
        return done

    def _done_before(self, run: JobRun, source: MuseumSource | None) -> PublishResult | None:
        """Returns the release that an interrupted run of this job has made already, None when it has not."""
        if not run.job.interruptions:
            return None
        with self._one_at_a_time:
            self._releases.catch_up()
        newest, asked_at = self._releases.release(), run.job.asked_at.timestamp()
        if newest is None or newest.published_at < asked_at:
            return None
        wanted = self._wanted(source)
        if (newest.museum, newest.plans) != (wanted.museum, wanted.plans):
            return None
        to_speak = len(without_speech(newest))
        return PublishResult(
            newest.number, to_speak=to_speak, seconds=newest.published_at - asked_at
        )

    def _ask_for_speech(self) -> None:
        """Ask for the speech that the newest release lacks, when it can still be made."""
        newest = self._releases.release()
        if newest is None or newest.number == self._complete:
            return
        if without_speech(newest) or self._maker.speaks_again:
            self.jobs.ask(self.job_kinds[1])

    def _run_speech(self, run: JobRun) -> SpeechResult:
        """Do the job of the speech that follows. It ends when a publish is asked for, which asks for speech anew."""
        asked = self._asked
        with self._speaking, self._pace.anew():
            try:
                self.follow(
                    lambda: run.has_to_end or self._asked != asked,
                    lambda done, of: self._report_speech(run, done, of),
                )
            except (OSError, RepositoryProblemError) as error:
                log.exception("the speech of the newest release could not be made")
                raise JobFailedError(str(error), self._no_more_speech()) from error
            except Exception as error:
                log.exception("the speech of the newest release could not be made")
                raise JobFailedError(BROKEN, self._no_more_speech()) from error
            if run.has_to_end:
                self._end_speech(run)
        return SpeechResult(self._releases.newest_number())

    def _report_speech(self, run: JobRun, done: int, of: int) -> None:
        self._pace.note(done)
        run.report(mark("making speech"), done, of)

    def _end_speech(self, run: JobRun) -> None:
        """Raises JobCancelledError or JobStoppedError; what was cancelled is not made before the next publish."""
        try:
            run.progress(mark("making speech"), run.job.done, run.job.of)
        except JobCancelledError:
            self._no_more_speech()
            raise

    def _no_more_speech(self) -> SpeechResult:
        """Until the next publish or the next start."""
        number = self._releases.newest_number()
        self._complete = number
        self._to_speak = set()
        return SpeechResult(number)


def _ignored(doing: str, done: int, of: int) -> None:
    """PublishProgress that is only logged."""
    log.debug("%s, %d of %d", doing, done, of)
