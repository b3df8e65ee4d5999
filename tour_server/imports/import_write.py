"""What applying an import and undoing it share: one import in one transaction on the drafts."""

from __future__ import annotations

from tour_server.catalogue.bulk_write import BulkWrite
from tour_server.catalogue.parts import PartKind
from tour_server.imports.proposals import Import, Proposals
from tour_server.imports.proposer import Progress
from tour_server.imports.work_index import WorkIndex


class ImportWrite:
    """One import that is written into the drafts or taken out of them."""

    def __init__(
        self,
        proposals: Proposals,
        one: Import,
        write: BulkWrite,
        index: WorkIndex,
        progress: Progress,
    ) -> None:
        self._proposals, self._import, self._write = proposals, one, write
        self._index, self._progress = index, progress
        self._done, self._all = 0, proposals.count(one.number)

    def _index_works(self) -> None:
        """Put every work of the drafts into the index."""
        for _key, _version, body in self._write.all(PartKind.WORK):
            if body is not None:
                self._index.add_work(body)
