"""The job that finds when each word of a recording sounds."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from contract.museum import Pronunciation
from narration.sound_file import SoundFileError, decode
from narration.speech.alignment import find_times
from narration.speech.espeak import EspeakVoice
from narration.speech.voice import Voice, VoiceError, evenly
from tour_server.jobs.job import JobKind, JobRun
from tour_server.jobs.jobs import Jobs
from tour_server.recordings.recordings import Recordings
from tour_server.recordings.sound_store import form_of
from tour_server.recordings.take import Take, TakeAlignment
from tour_server.staff.permissions import Permission
from web.translations import mark

log = logging.getLogger(__name__)

NICENESS = 10  # of the reference voice's process: pages come first


class WordTimes:
    """Finds the times of the words of all takes that have none yet."""

    def __init__(
        self,
        recordings: Recordings,
        jobs: Jobs,
        lexicon: Callable[[], Sequence[Pronunciation]],
    ) -> None:
        """`lexicon` returns the museum's own pronunciations."""
        self._recordings, self._jobs, self._lexicon = recordings, jobs, lexicon
        self.kind = JobKind(
            "recording-times",
            mark("Word times of recordings"),
            self._run,
            only_one=False,
            permission=Permission.WRITE,
        )

    def ask(self, by: str) -> None:
        """Ask for the times that are lacking."""
        self._jobs.ask(self.kind, by=by)

    def start(self) -> None:
        """Ask for what was lacking when the server stopped."""
        if self._recordings.lacking_times() and not self._jobs.unended(self.kind.name):
            self.ask("server")

    def stop(self) -> None:
        """Do nothing: the jobs' runner ends the job."""

    def find(self, take: Take, reference: Voice) -> TakeAlignment:
        """Find the times of a take. Where its text can't be spoken by `reference` they are estimated."""
        seconds = take.seconds
        try:
            sound = self._recordings.sounds.path(take.file)
            samples, rate = decode(sound, form=form_of(sound))
            seconds = len(samples) / rate
            found = find_times(reference, take.text, take.language, samples, rate, self._lexicon())
        except (VoiceError, SoundFileError, KeyError) as error:
            log.exception("the word times of take %d were not found", take.number)
            return TakeAlignment(evenly(take.text, seconds), estimated=True, problem=str(error))
        return TakeAlignment(found.words, found.doubts, found.estimated)

    def _run(self, run: JobRun) -> None:
        takes = self._recordings.lacking_times()
        reference = EspeakVoice(niceness=NICENESS)
        try:
            for at, take in enumerate(takes):
                run.progress(mark("finding word times"), at, len(takes))
                self._recordings.set_times(take, self.find(take, reference))
        finally:
            reference.close()
