"""The desk's pages for translators' files: out as XLIFF, XLSX or CSV, and in again as a proposal."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from contract.museum_folder import MuseumError
from tour_server.catalogue.bulk_write import BulkRead
from tour_server.catalogue.differences import diff_words
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.pages import address_of, resource_of
from tour_server.catalogue.parts import PartKind
from tour_server.imports.uploads import file_name
from tour_server.request_limits import stored_integer
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from tour_server.translations.exchange_unit import IncomingFile
from tour_server.translations.file_applying import FileApplying
from tour_server.translations.file_proposal import OUTCOME_WORDS, FileComparison, FileOutcome
from tour_server.translations.grid import TO_DO, GridFilter
from tour_server.translations.outgoing import Order, Outgoing
from tour_server.translations.text_words import name_of_text
from tour_server.translations.translation_files import FileState, StoredText, TranslationFiles
from tour_server.translations.translation_index import part_name
from tour_server.translations.translation_sheet import read_sheet, write_sheet
from tour_server.translations.xliff_reader import read_xliff
from tour_server.translations.xliff_writer import write_xliff
from web.translations import gettext as _
from web.translations import ngettext

UPLOAD_ENDPOINT = "translations.upload"
TYPES = {
    "xlf": "application/xliff+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
FORMATS = {"xlf": "XLIFF 2.1", "xlsx": "XLSX", "csv": "CSV"}
ENDINGS = (".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".xlsx", ".ods", ".csv")
_XML_ENDINGS = frozenset(ENDINGS[:4])
_PAGE_LENGTH = 50  # texts


class FilePages:
    """The pages."""

    def __init__(
        self,
        drafts: Drafts,
        outgoing: Outgoing,
        files: TranslationFiles,
        applying: FileApplying,
        languages: Callable[[], list[str]],
        upload_bytes: int,
    ) -> None:
        self._drafts, self._outgoing, self._files = drafts, outgoing, files
        self._applying, self._languages = applying, languages
        self._upload_bytes = upload_bytes

    def add_to(self, pages: Blueprint) -> None:
        """Add the pages to the blueprint of translations."""
        read, write = allowed(Permission.READ), allowed(Permission.WRITE)
        add, post = pages.add_url_rule, ["POST"]
        add("/out", "out", read(self.out))
        add("/files", "files", read(self.list_page))
        add("/files", "upload", write(self.upload), methods=post)
        add("/files/<int:number>", "file", read(self.page))
        add("/files/<int:number>/choices", "choices", write(self.choices), methods=post)
        add("/files/<int:number>/apply", "apply", write(self.apply), methods=post)
        add("/files/<int:number>/undo", "undo", write(self.undo), methods=post)
        add("/files/<int:number>/discard", "discard", write(self.discard), methods=post)

    def out(self) -> ResponseReturnValue:
        """Answer with a file of what the filter shows, for a translator."""
        wanted, languages = GridFilter.of(request.args), self._languages()
        source, ending = request.args.get("source", ""), request.args.get("format", "xlf")
        language = wanted.language
        if language not in languages or source not in languages or ending not in TYPES:
            abort(422, _("Choose a language to translate from, and one to translate into."))
        if language == source:
            abort(422, _("Choose two languages: one to translate from, another to translate into."))
        states = () if request.args.get("texts") == "all" else wanted.states or TO_DO
        parts = self._outgoing.parts(Order(source, language, wanted, states))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "out"
            if ending == "xlf":
                museum = self._drafts.all(PartKind.SITE)[0].key
                write_xliff(path, museum, source, language, parts)
            else:
                with path.open("wb") as out:
                    write_sheet(out, ending, source, language, parts)
            file = path.open("rb")
        name = f"{source}-{language}.{ending}"
        return send_file(file, TYPES[ending], as_attachment=True, download_name=name)

    def list_page(self) -> ResponseReturnValue:
        """Show the files that came in, and the form to bring one in."""
        return render_template(
            "translations/files.html",
            files=self._files.listed(),
            endings=ENDINGS,
            upload_bytes=self._upload_bytes,
            languages=self._languages(),
            state_words=_state_words(),
        )

    def upload(self) -> ResponseReturnValue:
        """Read a file and show what it would do."""
        given = request.files.get("file")
        if given is None or not given.filename:
            flash(_("Choose a file."))
            return redirect(url_for("translations.files"))
        name = file_name(given.filename)
        try:
            file = _read(name, given.stream)
            source, language = self._pair(file, request.form.get("language", ""))
        except MuseumError as error:
            flash(" ".join(error.problems))
            return redirect(url_for("translations.files"))
        with self._files.database.reading() as session:
            texts = FileComparison(BulkRead(session), self._languages(), source, language).texts(
                file
            )
        by = person().name
        translated_by = request.form.get("translated_by", "").strip()
        number = self._files.add(name, source, language, translated_by, texts, by)
        return redirect(url_for("translations.file", number=number))

    def page(self, number: int) -> ResponseReturnValue:
        """Show what a file would do, or did, a page of its texts at a time."""
        try:
            one = self._files.get(number)
        except KeyError:
            abort(404)
        shown = request.args.get("show", "")
        outcome = FileOutcome(shown) if shown in list(FileOutcome) else None
        begin = max(0, request.args.get("from", 0, type=stored_integer))
        texts, count = self._files.texts(number, outcome, begin, _PAGE_LENGTH)
        counts = self._files.counts(number)
        return render_template(
            "translations/file.html",
            one=one,
            rows=self._rows(texts),
            count=count,
            counts=[
                (value.value, _(words), counts[value])
                for value, words in OUTCOME_WORDS.items()
                if counts.get(value)
            ],
            shown="" if outcome is None else outcome.value,
            begin=begin,
            page_length=_PAGE_LENGTH,
            state_words=_state_words(),
            outcome_words={value: _(words) for value, words in OUTCOME_WORDS.items()},
            conflicts=counts.get(FileOutcome.CONFLICT, 0),
        )

    def choices(self, number: int) -> ResponseReturnValue:
        """Keep which texts are wanted."""
        self._choose(number)
        return redirect(url_for("translations.file", number=number, **_place()))

    def apply(self, number: int) -> ResponseReturnValue:
        """Write the texts that are wanted."""
        self._choose(number)
        try:
            count = self._applying.apply(number, person().name)
        except KeyError:
            abort(404)
        flash(
            ngettext(
                "{number} text is translated. Publish it when visitors should have it.",
                "{number} texts are translated. Publish them when visitors should have them.",
                count,
            )
        )
        return redirect(url_for("translations.file", number=number))

    def undo(self, number: int) -> ResponseReturnValue:
        """Make what a file changed what it was."""
        try:
            count = self._applying.undo(number, person().name)
        except KeyError:
            abort(404)
        flash(ngettext("{number} text is as it was.", "{number} texts are as they were.", count))
        return redirect(url_for("translations.file", number=number))

    def discard(self, number: int) -> ResponseReturnValue:
        """Throw a file away that was not applied."""
        try:
            self._files.delete(number)
        except KeyError:
            abort(404)
        flash(_("Thrown away. Nothing has changed."))
        return redirect(url_for("translations.files"))

    def _choose(self, number: int) -> None:
        shown = {int(one) for one in request.form.getlist("row") if one.isascii() and one.isdigit()}
        taken = {
            int(one) for one in request.form.getlist("take") if one.isascii() and one.isdigit()
        }
        try:
            self._files.choose(number, shown, taken)
        except KeyError:
            abort(404)

    def _pair(self, file: IncomingFile, chosen: str) -> tuple[str, str]:
        """Return the two languages of a file. Raises MuseumError where they are none of the museum's."""
        source = self._language(file.source_language)
        language = chosen if chosen in self._languages() else self._language(file.language)
        if not language:
            raise MuseumError(
                [
                    _(
                        "The file is into “{language}”, which is none of the museum's languages. Choose the one that "
                        "is meant, and bring it in again.",
                        language=file.language or "—",
                    )
                ]
            )
        if not source or source == language:
            raise MuseumError(
                [
                    _(
                        "The file is from “{language}”, which is none of the museum's other languages.",
                        language=file.source_language or "—",
                    )
                ]
            )
        return source, language

    def _language(self, tag: str) -> str:
        """Return the museum's language that a file means, empty for none: tools write nl-NL where nl went out."""
        plain = tag.strip().replace("_", "-").casefold()
        known = {one.casefold(): one for one in self._languages()}
        if plain in known:
            return known[plain]
        alike = [
            one for folded, one in known.items() if folded.split("-")[0] == plain.split("-")[0]
        ]
        return alike[0] if len(alike) == 1 else ""

    def _rows(self, texts: list[StoredText]) -> list[dict[str, object]]:
        """Return the texts for the page, with the name and address of their parts."""
        themes = {
            one.key: part_name(one.body, one.key, self._languages())
            for one in self._drafts.all(PartKind.THEME, without_newer=True)
        }
        rows = []
        for one in texts:
            text, name, address, what = one.text, one.text.path, "", ""
            if text.kind:
                kind = PartKind(text.kind)
                address = address_of(kind, text.key)
                try:
                    body = self._drafts.get(kind, text.key).body
                except KeyError:
                    body = None
                name = part_name(body, text.key, self._languages())
                what = f"{_(resource_of(kind).singular)}, " + (
                    text.path if body is None else name_of_text(body, text.path, themes)
                )
            pieces = diff_words(text.before, text.after) if text.before else []
            rows.append(
                {"stored": one, "name": name, "address": address, "what": what, "pieces": pieces}
            )
        return rows


def _read(name: str, content: IO[bytes]) -> IncomingFile:
    """Return the texts of an uploaded file. Raises MuseumError."""
    ending = Path(name).suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        with path.open("wb") as out:
            while piece := content.read(1 << 16):
                out.write(piece)
        return read_xliff(path) if ending in _XML_ENDINGS or _is_xml(path) else read_sheet(path)


def _is_xml(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(200)
    plain = start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n")
    return plain.startswith(b"<")


def _place() -> dict[str, Any]:
    return {name: request.form[name] for name in ("show", "from") if request.form.get(name)}


def _state_words() -> dict[FileState, str]:
    return {
        FileState.PROPOSED: _("waits for a decision"),
        FileState.APPLIED: _("applied"),
        FileState.UNDONE: _("undone"),
    }
