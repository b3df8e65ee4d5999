"""Hands out the works with what other houses call their makers and terms, as EDM or Linked Art in a zip."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from flask import abort, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from contract.museum import Museum
from contract.museum_folder import MuseumError, write_museum
from runtime.private_files import private_folder
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.museum_files import export_files
from tour_server.catalogue.pictures import Pictures
from tour_server.imports.formats.known_names import ExportedNames
from tour_server.imports.formats.museum_export import ExportFormat, checked_address, export_as
from web.translations import gettext as _

NAMED_FORMATS = {ExportFormat.EDM: "EDM", ExportFormat.LINKED_ART: "Linked Art"}


class NameDownload:
    """The drafts as `zaalgids museum export --format edm` or `linked-art` writes them."""

    def __init__(
        self,
        drafts: Drafts,
        pictures: Pictures,
        names: ExportedNames,
        outgoing: Callable[[Museum], Museum],
        folder: Path,
    ) -> None:
        """`outgoing` puts roles in place of the names of accounts. `folder`: where it is made; nothing stays there."""
        self._drafts, self._pictures, self._names = drafts, pictures, names
        self._outgoing, self._folder = outgoing, folder

    def zip(self) -> ResponseReturnValue:
        """Answer with the zip in the format and for the web address that were chosen."""
        if self._drafts.empty():
            abort(404)
        chosen = next((one for one in NAMED_FORMATS if one == request.args.get("format")), None)
        if chosen is None:
            abort(404)
        typed = request.args.get("folder", "")
        try:
            address = checked_address(chosen, typed)
        except MuseumError:
            flash(
                _(
                    "{typed} is not where the folder will be found: an address that begins with https://.",
                    typed=typed[:100] or "—",
                )
            )
            return redirect(url_for("related.names", state="accepted"))
        return self._made(chosen, address)

    def _made(self, chosen: ExportFormat, address: str) -> ResponseReturnValue:
        private_folder(self._folder)
        place = Path(tempfile.mkdtemp(prefix=".names-", dir=self._folder))
        try:
            made = export_files(
                self._pictures, self._outgoing(self._drafts.museum()), place / "museum"
            )
            write_museum(made, place / "museum")
            names, public_url = self._names.of(made), self._names.public_url
            export_as(chosen, made, place / "museum", place / "out", address, names, public_url)
            file = f"{chosen.value}.zip"
            _write_zip(place / "out", place / file)
            answer = send_file(place / file, as_attachment=True, download_name=file)
        except LookupError as error:
            abort(409, _("{name} is not in the store of pictures.", name=error.args[0]))
        finally:  # an open file is read to its end, though its name is gone
            shutil.rmtree(place)
        return answer


def _write_zip(folder: Path, file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in sorted(folder.rglob("*")):
            if one.is_file():
                archive.write(one, one.relative_to(folder).as_posix())
