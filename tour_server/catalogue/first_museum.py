"""The first museum of a new server: a museum folder that is imported when the server starts."""

from __future__ import annotations

from pathlib import Path

from contract.museum_folder import read_museum
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.museum_files import import_files
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.plain_museum import plain_museum

IMPORTED_BY = "museum"


class FirstMuseum:
    """Imports a museum folder when the server starts and has no museum."""

    def __init__(
        self,
        folder: Path | None,
        pictures: Pictures,
        drafts: Drafts,
        *,
        with_approvals: bool = False,
    ) -> None:
        """`with_approvals`: what the folder says is approved is approved here too."""
        self._folder, self._pictures, self._drafts = folder, pictures, drafts
        self._with_approvals = with_approvals
        self.imported = False  # whether this start has imported it

    def start(self) -> None:
        """Import the folder, when there is one and the drafts are empty. Raises MuseumError, OSError."""
        if self._folder is None or not self._drafts.empty():
            return
        museum = plain_museum(read_museum(self._folder))
        museum = import_files(self._pictures, museum, self._folder)
        self._drafts.load(museum, IMPORTED_BY, with_approvals=self._with_approvals)
        self.imported = True

    def stop(self) -> None:
        """Do nothing: `start` left nothing running."""
