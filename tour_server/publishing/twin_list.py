"""Finds the twins among the works that would be published now: works whose pictures explain each other.

Twins are found when the features of all references are put together. A publish needs these features anyway, so the job
that looks for twins computes what the next publish only reads.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from contract.museum import Museum
from models.inference import NoInferenceError
from models.model_file import MissingModelError
from models.picture import PictureError
from runtime.document_version import DocumentVersionError
from tour_server.catalogue.reference_pictures import ReferencePicture, reference_pictures
from tour_server.jobs.job import JobFailedError, JobKind, JobRun
from tour_server.jobs.jobs import Jobs
from tour_server.publishing.reference_features import TwinWorks
from tour_server.publishing.release import ReleaseMaker
from tour_server.staff.permissions import Permission
from web.translations import mark

_NAME = "find-twins"


class KnownTwins(Struct, frozen=True):
    """The twins, None while they are looked for; `problem` says why they were not found."""

    pairs: list[TwinWorks] | None
    problem: str = ""


class TwinList:
    """Looks for twins in the background, once for each list of reference pictures."""

    def __init__(
        self,
        maker: ReleaseMaker,
        museum: Callable[[], Museum],
        jobs: Jobs,
        references: Callable[[], list[ReferencePicture]] = list,
    ) -> None:
        """`museum` returns what would be published now, `references` the pictures of the drafts."""
        self._maker, self._museum, self._jobs = maker, museum, jobs
        self._references = references
        self._asked_for: list[ReferencePicture] = []
        # For which it failed since the start: it is not tried again before they change.
        self._failed: list[ReferencePicture] | None = None
        self.kind = JobKind(
            _NAME, "Search for works that look the same", self._run, permission=Permission.PUBLISH
        )

    def known(self, museum: Museum) -> KnownTwins:
        """Returns the twins of what would be published now; asks for a search where they are not known yet."""
        try:
            references = self._maker.known_references(museum)
        except OSError as error:
            return KnownTwins(None, str(error))
        if references is not None:
            return KnownTwins(references.twins)
        # Asked before the failure is read: a search that fails between the two would be asked for again.
        if self._jobs.unended(_NAME):
            return KnownTwins(None)
        newest = self._jobs.newest(_NAME)
        if newest is not None and self._failed == reference_pictures(museum.works):
            return KnownTwins(None, newest.problem)
        self._jobs.ask(self.kind)
        return KnownTwins(None)

    def look_ahead(self) -> None:
        """Ask for a search when pictures have changed since the last call, so that a publish has nothing to compute.

        While a publish runs it waits: that computes the same.
        """
        references = self._references()
        if not references or references == self._asked_for or self._jobs.unended("publish"):
            return
        if self.known(self._museum()).problem == "":
            self._asked_for = references

    def _run(self, run: JobRun) -> None:
        try:
            museum = self._museum()
        except DocumentVersionError as error:
            raise JobFailedError(f"Works can't be compared: {error}") from error
        try:
            self._maker.references(
                museum, lambda done, of: run.progress(mark("comparing pictures"), done, of)
            )
        except (KeyError, PictureError, OSError, MissingModelError, NoInferenceError) as error:
            self._failed = reference_pictures(museum.works)
            raise JobFailedError(f"Works can't be compared: {error}") from error
