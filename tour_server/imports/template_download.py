"""Hands out the museum's own works as a spreadsheet to fill in and bring back."""

from __future__ import annotations

import tempfile
from typing import BinaryIO, cast

from flask import send_file
from flask.typing import ResponseReturnValue

from tour_server.catalogue.assumed_values import LANGUAGES
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind
from tour_server.imports.template_sheet import TemplateSheet
from web.translations import chosen_language
from web.translations import gettext as _

_IN_MEMORY = 2_000_000  # bytes; above, it goes through a file
SHEET_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


class TemplateDownload:
    """The template, as XLSX and as CSV."""

    def __init__(self, drafts: Drafts) -> None:
        self._drafts = drafts

    def xlsx(self) -> ResponseReturnValue:
        """Answer with the XLSX."""
        return self._answer("xlsx")

    def csv(self) -> ResponseReturnValue:
        """Answer with the CSV."""
        return self._answer("csv")

    def _answer(self, kind: str) -> ResponseReturnValue:
        sites = self._drafts.all(PartKind.SITE, without_newer=True)
        languages = sites[0].body.languages if sites else LANGUAGES
        sheet = TemplateSheet(
            [part.body for part in self._drafts.all(PartKind.WORK, without_newer=True)],
            [part.body for part in self._drafts.all(PartKind.ROOM, without_newer=True)],
            languages,
            [chosen_language()],
        )
        return sheet_answer(sheet, kind)


def sheet_answer(sheet: TemplateSheet, kind: str) -> ResponseReturnValue:
    """Answer with a sheet of works as a file. `kind`: xlsx or csv."""
    file = cast("BinaryIO", tempfile.SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115, the answer closes it
    if kind == "xlsx":
        sheet.write_xlsx(file)
    else:
        sheet.write_csv(file)
    file.seek(0)
    return send_file(
        file, SHEET_TYPES[kind], as_attachment=True, download_name=f"{_('works')}.{kind}"
    )
