"""Hands out the museum as one file, which another server takes in as it takes any import."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from flask import abort, send_file
from flask.typing import ResponseReturnValue

from contract.museum_folder import write_museum
from runtime.private_files import private_folder
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.museum_files import export_files
from tour_server.catalogue.outgoing_names import OutgoingNames
from tour_server.catalogue.pictures import Pictures
from tour_server.database import Database
from tour_server.imports.formats.museum_zip import write_museum_zip
from web.translations import gettext as _

FILE_NAME = "museum.zip"


class MuseumDownload:
    """The drafts with their pictures, as `zaalgids museum export --format zip` writes them."""

    def __init__(
        self, database: Database, drafts: Drafts, pictures: Pictures, folder: Path
    ) -> None:
        """`folder`: where it is made; nothing stays there."""
        self._drafts, self._pictures, self._folder = drafts, pictures, folder
        self._names = OutgoingNames(database)

    def zip(self) -> ResponseReturnValue:
        """Answer with the zip."""
        if self._drafts.empty():
            abort(404)
        private_folder(self._folder)
        place = Path(tempfile.mkdtemp(prefix=".museum-", dir=self._folder))
        try:
            outgoing = self._names.read(with_origins=True).museum(self._drafts.museum())
            made = export_files(self._pictures, outgoing, place / "museum")
            write_museum(made, place / "museum")
            write_museum_zip(place / "museum", place / FILE_NAME)
            answer = send_file(place / FILE_NAME, as_attachment=True, download_name=FILE_NAME)
        except LookupError as error:
            abort(409, _("{name} is not in the store of pictures.", name=error.args[0]))
        finally:  # an open file is read to its end, though its name is gone
            shutil.rmtree(place)
        return answer
