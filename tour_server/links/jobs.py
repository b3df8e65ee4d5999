"""The search for works that belong together, every night and when staff ask for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from contract.museum import Museum
from models.inference import NoInferenceError
from models.model_file import MissingModelError
from models.picture import PictureError
from runtime.document_version import DocumentVersionError
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import NoMuseumError
from tour_server.catalogue.reference_pictures import reference_pictures
from tour_server.jobs.job import JobFailedError, JobKind, JobRun
from tour_server.jobs.jobs import Jobs
from tour_server.links.label_terms import LabelReader, glossary_forms
from tour_server.links.link_book import LinkBook
from tour_server.links.link_drafts import linked_pairs
from tour_server.links.picture_likeness import likeness_reasons, pictures_not_compared
from tour_server.links.proposing import propose, read_labels
from tour_server.links.reasons import LinkReason
from tour_server.links.work_label import WorkLabel, museum_labels
from tour_server.links.work_terms import WorkTerms
from tour_server.staff.permissions import Permission
from web.translations import mark

FIRST_HOUR = 3  # of the night, in the museum's time zone
LOOK_SECONDS = 900.0  # between two looks whether it is night
_NAME = "propose-links"


class ProposedCount(Struct, frozen=True):
    """What a search found: `proposals` between `works` of the museum's."""

    proposals: int
    works: int


class LinkSearch:
    """Looks for works that belong together."""

    def __init__(
        self,
        drafts: Drafts,
        book: LinkBook,
        terms: WorkTerms,
        jobs: Jobs,
        now: Callable[[], dt.datetime],
        pictures: tuple[Path, Callable[[str], Path]],
    ) -> None:
        """`pictures`: the folder of stored features, and what finds a picture's file. `now` is in UTC."""
        self._drafts, self._book, self._terms = drafts, book, terms
        self._jobs, self._now, self._pictures = jobs, now, pictures
        self.kind = JobKind(
            _NAME,
            "Search for works that belong together",
            self._run,
            permission=Permission.WRITE,
        )

    def ask(self, by: str) -> bool:
        """Ask for a search. Returns False where one waits or runs."""
        return self._jobs.ask(self.kind, by=by) is not None

    def running(self) -> bool:
        """Returns whether a search waits or runs."""
        return self._jobs.unended(_NAME)

    def last(self) -> dt.datetime | None:
        """Returns when the last search ended, in UTC, None where there was none yet."""
        newest = self._jobs.newest(_NAME)
        return None if newest is None else newest.ended_at

    def pictures_not_compared(self, museum: Museum) -> int:
        """Returns of how many pictures publishing has computed no features yet."""
        return pictures_not_compared(reference_pictures(museum.works), *self._pictures)

    def ask_by_night(self) -> None:
        """Ask for a search once a night, from FIRST_HOUR on."""
        try:
            zone = ZoneInfo(self._drafts.museum(without_newer=True).site.time_zone)
        except NoMuseumError:
            return
        now = self._now().astimezone(zone)
        begins = dt.datetime.combine(now.date(), dt.time(FIRST_HOUR), zone)
        newest = self._jobs.newest(_NAME)
        if now >= begins and (newest is None or newest.asked_at < begins):
            self.ask("server")

    def _run(self, run: JobRun) -> Struct:
        try:
            museum = self._drafts.museum()
        except NoMuseumError:
            return ProposedCount(0, 0)
        except DocumentVersionError as error:
            raise JobFailedError(f"Works can't be compared: {error}") from error
        run.progress(mark("reading labels"), 0, len(museum.works))
        labels = list(museum_labels(museum, museum.site.languages[0], self._terms.all()))
        table = read_labels(labels, museum_reader(museum))
        proposals = propose(
            table,
            without=self._book.decided_pairs() | linked_pairs(museum),
            extra=self._likeness(museum, labels),
            progress=lambda done, of: run.progress(mark("comparing works"), done, of),
        )
        self._book.replace(proposals)
        works = {work for one in proposals for work in one.works}
        return ProposedCount(len(proposals), len(works))

    def _likeness(
        self, museum: Museum, labels: list[WorkLabel]
    ) -> list[tuple[str, str, LinkReason]]:
        cache, find = self._pictures
        by_key = {label.key: label for label in labels}
        try:
            return likeness_reasons(reference_pictures(museum.works), cache, find, by_key)
        except (KeyError, PictureError, OSError, MissingModelError, NoInferenceError) as error:
            raise JobFailedError(f"Pictures can't be compared: {error}") from error


def museum_reader(museum: Museum) -> LabelReader:
    """Return what reads the labels of a museum, with the terms of its glossary."""
    language = museum.site.languages[0]
    return LabelReader(
        glossary_forms(
            (term.term[language], term.forms.get(language, []))
            for term in museum.glossary
            if term.term.get(language)
        )
    )
