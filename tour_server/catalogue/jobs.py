"""The catalogue's work in the background: the check of reference pictures."""

from __future__ import annotations

from models.inference import NoInferenceError
from models.model_file import MissingModelError
from runtime.document_version import DocumentVersionError
from tour_server.catalogue.reference_check import ReferenceCheck
from tour_server.jobs.job import JobFailedError, JobKind, JobRun
from tour_server.jobs.jobs import Jobs
from tour_server.staff.permissions import Permission
from web.translations import mark


class CheckReferences:
    """Asks at each start of the server for the check of all reference pictures; those that are done cost nothing."""

    def __init__(self, check: ReferenceCheck, jobs: Jobs) -> None:
        self._check, self._jobs = check, jobs
        self.kind = JobKind(
            "check-references",
            "Check of the reference pictures",
            self._run,
            permission=Permission.WRITE,
        )

    def start(self) -> None:
        """Ask for the check."""
        self._jobs.ask(self.kind)

    def stop(self) -> None:
        """Do nothing: the jobs' runner ends a check."""

    def _run(self, run: JobRun) -> None:
        try:
            self._check.check_all(
                lambda done, of: run.progress(mark("looking at pictures"), done, of)
            )
        except (OSError, DocumentVersionError, MissingModelError, NoInferenceError) as error:
            raise JobFailedError(f"Reference pictures can't be compared: {error}") from error
