"""Reads the drafts and looks at them once when the server starts, so that nobody's first page waits for it."""

from __future__ import annotations

from runtime.document_version import DocumentVersionError
from runtime.worker import Worker
from tour_server.checks.readiness import Readiness
from tour_server.database import DATABASE_AWAY


class FirstLook:
    """The part of the server that does it."""

    def __init__(self, readiness: Readiness) -> None:
        self._readiness = readiness
        self._worker = Worker("first-look", self._run)

    def start(self) -> None:
        """Begin to look."""
        self._worker.start()

    def stop(self) -> None:
        """End; a look that has begun ends with the process."""
        self._worker.stop(5.0)

    def _run(self) -> None:
        try:
            self._readiness.counts()
        except (*DATABASE_AWAY, DocumentVersionError):
            return  # the pages say so
