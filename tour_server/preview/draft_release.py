"""What a release of the drafts would be, made in the background and kept in memory until the drafts change.

Its speech is what there is already; what a work lacks is made when somebody opens that work, by the voice and into the
store of publishing, which then finds it done.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func, select

from contract.bundle import Release
from contract.museum import Museum
from models.inference import NoInferenceError
from models.model_file import MissingModelError
from models.picture import PictureError
from narration.rendered_blocks import RenderingError
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import NoMuseumError
from tour_server.catalogue.reference_pictures import reference_pictures
from tour_server.catalogue.tables import ApprovedWording, Draft
from tour_server.database import Database
from tour_server.jobs.job import JobFailedError, JobKind, JobRun
from tour_server.jobs.jobs import Jobs
from tour_server.publishing.approved_words import ApprovedWords
from tour_server.publishing.reference_features import References
from tour_server.publishing.release import CantPublishError, ReleaseMaker
from tour_server.publishing.releases import Releases
from tour_server.staff.permissions import Permission
from web.translations import mark

log = logging.getLogger(__name__)

Fingerprint = tuple[object, ...]


class PreviewArguments(Struct, frozen=True):
    """What a job prepares: see DraftRelease."""

    approved_only: bool


class _Prepared(Struct):
    of: Fingerprint
    release: Release
    files: dict[str, Path]
    for_kiosks: dict[str, Path]


class DraftRelease:
    """The release that the drafts would be: all of them, or what may go out. Safe to call from many threads."""

    def __init__(
        self,
        database: Database,
        drafts: Drafts,
        words: ApprovedWords,
        releases: Releases,
        maker: ReleaseMaker,
        jobs: Jobs,
        now: Callable[[], dt.datetime],
    ) -> None:
        """`now`: in UTC."""
        self._database, self._drafts, self._words = database, drafts, words
        self._releases, self._maker, self._jobs, self._now = releases, maker, jobs, now
        self._lock, self._speaking = threading.Lock(), threading.Lock()
        self._prepared: dict[bool, _Prepared] = {}
        self._learnt: dict[bool, Fingerprint] = {}  # for which drafts learning was asked
        self._failed: set[bool] = set()  # whose learning failed
        self._spoken: dict[bool, set[tuple[str, str]]] = {False: set(), True: set()}
        prepare, learn = mark("Preparing of the preview"), mark("Learning of the preview's works")
        write = Permission.WRITE
        self.kind = JobKind("prepare-preview", prepare, self._prepare, permission=write)
        self.learning = JobKind("learn-preview", learn, self._learn, permission=write)

    def ask(self, *, approved_only: bool, by: str) -> None:
        """Ask for what is newest to be prepared, where the drafts changed since."""
        prepared = self._prepared.get(approved_only)
        if prepared is None or prepared.of != self._fingerprint():
            self._jobs.ask(self.kind, PreviewArguments(approved_only), by)

    def release(self, *, approved_only: bool) -> Release | None:
        """Return the release that was prepared last, None before the first."""
        prepared = self._prepared.get(approved_only)
        return None if prepared is None else prepared.release

    def recognises(self, *, approved_only: bool) -> bool:
        """Return whether a kiosk can recognise the works of that release, as far as they have pictures for it."""
        release = self.release(approved_only=approved_only)
        if release is None:
            return False
        return release.features is not None or not reference_pictures(release.museum.works)

    def can_not_learn(self, *, approved_only: bool) -> bool:
        """Return whether its works could not be learnt; the job's page says why."""
        return approved_only in self._failed

    def ask_to_learn(self, *, approved_only: bool, by: str) -> None:
        """Ask for the features by which a kiosk recognises the works, where they lack."""
        prepared = self._prepared.get(approved_only)
        if prepared is None or self.recognises(approved_only=approved_only):
            return
        if (
            self._learnt.get(approved_only) != prepared.of
        ):  # what failed is not tried again and again
            self._learnt[approved_only] = prepared.of
            self._failed.discard(approved_only)
            self._jobs.ask(self.learning, PreviewArguments(approved_only), by)

    def is_newest(self, *, approved_only: bool) -> bool:
        """Return whether what was prepared is of the drafts as they are now."""
        prepared = self._prepared.get(approved_only)
        return prepared is not None and prepared.of == self._fingerprint()

    def file(self, target: str, *, approved_only: bool) -> Path | None:
        """Return the file of a target of that release; None where it has no such target."""
        prepared = self._prepared.get(approved_only)
        if prepared is None:
            return None
        if target in prepared.files:
            return prepared.files[target]
        try:
            return self._maker.speech_file(target)
        except KeyError:
            return None

    def for_kiosks(self, *, approved_only: bool) -> tuple[Release, dict[str, Path]] | None:
        """Return the release that was prepared last with the file of each target but speech; None before the first."""
        prepared = self._prepared.get(approved_only)
        return None if prepared is None else (prepared.release, prepared.for_kiosks)

    def speech_file(self, target: str) -> Path:
        """Return where a target of speech is. Raises KeyError for another target."""
        return self._maker.speech_file(target)

    def speak(self, number: int, language: str, *, approved_only: bool) -> None:
        """Make the speech of one work in one language, where it lacks any. What can't be said stays text."""
        release = self.release(approved_only=approved_only)
        work = None
        if release is not None:
            work = next((one for one in release.museum.works if one.number == number), None)
        if release is None or work is None:
            return
        with self._speaking:
            if (work.key, language) in self._spoken[approved_only]:
                return
            blocks = [block for block in work.blocks if block.language == language]
            alone = replace(
                release.museum, works=[replace(work, blocks=blocks)], links=[], tours=[], offers=[]
            )
            try:
                made = self._maker.speak(alone, lambda: False, lambda _done, _of: None).speech
            except (OSError, RenderingError):
                log.exception("The speech of work %d was not made for the preview.", number)
                return
            self._spoken[approved_only].add((work.key, language))
            with self._lock:
                prepared = self._prepared[approved_only]
                if prepared.release is release and made:
                    there = {one.block for one in made}
                    kept = [one for one in release.speech if one.block not in there]
                    prepared.release = replace(release, speech=[*kept, *made])

    def _prepare(self, run: JobRun) -> None:
        approved_only = run.job.arguments_as(PreviewArguments).approved_only
        of = self._fingerprint()
        number = self._releases.newest_number() + 1
        try:
            museum = self._museum(approved_only=approved_only)
            plans = self._words.plans()
            made = self._maker.draft(museum, number, self._now(), run.progress, plans)
        except (CantPublishError, NoMuseumError, OSError) as error:
            raise JobFailedError(str(error)) from error
        with self._lock:
            self._spoken[approved_only] = set()
            self._prepared[approved_only] = _Prepared(
                of, made.release, made.for_phones, made.for_kiosks
            )
        self._take_features(approved_only, self._maker.known_references(museum))

    def _learn(self, run: JobRun) -> None:
        """Compute the features of the newest release, which the next publish then finds done."""
        approved_only = run.job.arguments_as(PreviewArguments).approved_only
        release = self.release(approved_only=approved_only)
        if release is None:
            return  # since the server's start nobody looked at a preview of this kind

        def report(done: int, of: int) -> None:
            run.progress(mark("learning to recognise the works"), done, of)

        try:
            found = self._maker.references(release.museum, report)
        except (KeyError, PictureError, OSError, MissingModelError, NoInferenceError) as error:
            self._failed.add(approved_only)
            raise JobFailedError(str(error)) from error
        now = self.release(approved_only=approved_only)
        if now is not None and reference_pictures(now.museum.works) == reference_pictures(
            release.museum.works
        ):  # speech may have come meanwhile, and drafts with the same pictures
            self._take_features(approved_only, found)

    def _take_features(self, approved_only: bool, found: References | None) -> None:
        """Give the release that was prepared last its features, where they are there."""
        if found is None or found.file is None or not found.file.exists():
            return
        target = f"features/{found.file.name}"
        with self._lock:
            prepared = self._prepared[approved_only]
            prepared.for_kiosks = {**prepared.for_kiosks, target: found.file}
            prepared.release = replace(prepared.release, features=target)

    def _museum(self, *, approved_only: bool) -> Museum:
        if approved_only:
            found = self._words.of_drafts()
            if found.problems:
                raise CantPublishError(found.problems)
            return found.museum
        return self._words.names().museum(self._drafts.museum())

    def _fingerprint(self) -> Fingerprint:
        """Return what changes with every change of the drafts and of what is approved."""
        with self._database.reading() as session:
            drafts = session.execute(
                select(func.count(), func.sum(Draft.version), func.max(Draft.changed_at))
            ).one()
            approved = session.scalar(
                select(func.count()).select_from(ApprovedWording).where(ApprovedWording.stands)
            )
            newest = session.scalar(select(func.max(ApprovedWording.approved_at)))
        return (*drafts, approved, newest, str(self._words.plans()))
