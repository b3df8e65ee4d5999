"""The desk's pages Imports: bring a file in, look at what it would do, decide, apply, undo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement

from tour_server.catalogue.assumed_values import LANGUAGES
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.form_state import LEVEL_LABELS, translated_choices
from tour_server.catalogue.parts import PartKind
from tour_server.imports.begin import begin_museum
from tour_server.imports.column_form import ColumnChoices, column_rows, field_choices
from tour_server.imports.decisions import Decisions, with_choices
from tour_server.imports.import_documents import ImportDocument, ImportState, Outcome
from tour_server.imports.jobs import ImportJobs
from tour_server.imports.museum_download import MuseumDownload
from tour_server.imports.proposals import Import, Proposals
from tour_server.imports.row_words import OUTCOME_WORDS, part_row
from tour_server.imports.sheet_pictures import is_companion
from tour_server.imports.spreadsheet import TABLE_ENDINGS
from tour_server.imports.tables import ProposedRow
from tour_server.imports.template_download import TemplateDownload
from tour_server.imports.upload_files import TAKEN_ENDINGS, first_file, may_be_added
from tour_server.imports.uploads import Uploads, file_name
from tour_server.jobs.job import JobKind
from tour_server.jobs.jobs import Jobs
from tour_server.outbound.outbound_error import OutboundError
from tour_server.outbound.outbound_fetch import OutboundFetch
from tour_server.request_limits import stored_integer
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from web.translations import gettext as _
from web.translations import ngettext

PAGE_LENGTH = 50  # rows
UPLOAD_ENDPOINT = "imports.upload"
DEMO_SOURCE = "Museum of Pattern"
_READ_AGAIN = (ImportState.COLUMNS, ImportState.PROPOSED, ImportState.FAILED)
BUSY = (ImportState.READING, ImportState.APPLYING, ImportState.UNDOING)
PROBLEMS = "problems"  # a filter besides the outcomes
_SHORTEST_CITATION = 3  # characters


class ImportPages:
    """The pages."""

    def __init__(
        self,
        proposals: Proposals,
        uploads: Uploads,
        jobs: Jobs,
        work: ImportJobs,
        drafts: Drafts,
        upload_bytes: int,
        outbound: OutboundFetch,
        download: MuseumDownload,
    ) -> None:
        self._proposals, self._uploads, self._jobs = proposals, uploads, jobs
        self._work, self._drafts = work, drafts
        self._decisions = Decisions(proposals)
        self._upload_bytes, self._outbound = upload_bytes, outbound
        self._download = download

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint(
            "imports",
            __name__,
            template_folder="templates",
            static_folder="static",
            url_prefix="/desk/imports",
        )
        read, write = allowed(Permission.READ), allowed(Permission.WRITE)
        add, post = pages.add_url_rule, ["POST"]
        add("", "list_page", read(self.list_page))
        template = TemplateDownload(self._drafts)
        add("/template.xlsx", "template_xlsx", read(template.xlsx))
        add("/template.csv", "template_csv", read(template.csv))
        add("/museum.zip", "museum_zip", read(self._download.zip))
        add("", "upload", write(self.upload), methods=post)
        add("/address", "fetch", write(self.fetch), methods=post)
        add("/begin", "begin", write(self.begin), methods=post)
        add("/demo", "demo", write(self.demo), methods=post)
        add("/<int:number>", "page", read(self.page))
        add("/<int:number>/progress.json", "progress", read(self.progress))
        add("/<int:number>/columns", "columns_page", read(self.columns_page))
        add("/<int:number>/columns", "columns", write(self.columns), methods=post)
        add("/<int:number>/sheet", "sheet", write(self.sheet), methods=post)
        add("/<int:number>/again", "again", write(self.again), methods=post)
        add("/<int:number>/options", "options", write(self.options), methods=post)
        add("/<int:number>/files", "add_files", write(self.add_files), methods=post)
        add("/<int:number>/choices", "choices", write(self.choices), methods=post)
        add("/<int:number>/apply", "apply", write(self.apply), methods=post)
        add("/<int:number>/undo", "undo", write(self.undo), methods=post)
        add("/<int:number>/cancel", "cancel", write(self.cancel), methods=post)
        add("/<int:number>/discard", "discard", write(self.discard), methods=post)
        return pages

    def list_page(self) -> ResponseReturnValue:
        """Show all imports, and the form to bring a file in."""
        return self._listed()

    def _listed(self, problem: str = "", address: str = "") -> str:
        return render_template(
            "imports/imports.html",
            imports=[self._work.settled(one) for one in self._proposals.listed()],
            sources=self._proposals.sources(),
            endings=sorted(TAKEN_ENDINGS),
            upload_bytes=self._upload_bytes,
            is_empty=self._drafts.empty(),
            problem=problem,
            address=address,
        )

    def upload(self) -> ResponseReturnValue:
        """Take files in and begin to read them."""
        files = _sent_files()
        first = first_file([name for name, _stream in files])
        if first is None:
            flash(
                _(
                    "Choose one spreadsheet ({endings}) and the pictures that it names, as files or in zips; "
                    "pictures alone; a collection as IIIF, LIDO, Linked Art or TourML; or one zip with "
                    "a spreadsheet and pictures.",
                    endings=", ".join(sorted(TABLE_ENDINGS)),
                )
            )
            return redirect(url_for("imports.list_page"))
        source = request.form.get("source", "").strip() or first
        ordered = sorted(files, key=lambda file: file[0] != first)
        number = self._proposals.begin(source, person().name, ImportDocument(), ImportState.FAILED)
        try:
            names = self._uploads.add(number, ordered)
        except OSError as error:
            self._proposals.delete(number)
            self._uploads.delete(number)
            flash(_("The file could not be stored: {error}.", error=error.strerror))
            return redirect(url_for("imports.list_page"))
        self._proposals.set(number, files=names)
        return self._ask(self._work.read, number, ImportState.READING)

    def add_files(self, number: int) -> ResponseReturnValue:
        """Take pictures to an import that named them, or better ones; read it again."""
        one = self._get(number)
        self._refuse_unless(one, ImportState.PROPOSED, ImportState.FAILED)
        files = _sent_files()
        if not one.document.files or not files or not all(may_be_added(name) for name, _ in files):
            flash(_("Choose pictures, or zips of pictures."))
            return redirect(url_for("imports.page", number=number))
        try:
            added = self._uploads.add(number, files)
        except OSError as error:
            flash(_("The file could not be stored: {error}.", error=error.strerror))
            return redirect(url_for("imports.page", number=number))
        self._proposals.set(number, files=list(dict.fromkeys([*one.document.files, *added])))
        return self._ask(self._work.read, number, ImportState.READING)

    def fetch(self) -> ResponseReturnValue:
        """Begin to fetch the collection at a web address."""
        typed = request.form.get("address", "").strip()
        try:
            address = self._outbound.checked(typed)
        except OutboundError as error:
            return self._listed(str(error), typed), 400
        return self._fetch(request.form.get("source", "").strip() or address, address)

    def again(self, number: int) -> ResponseReturnValue:
        """Begin to fetch a collection anew, to see what is new there."""
        one = self._get(number)
        if not one.document.address:
            abort(404)
        return self._fetch(one.source, one.document.address)

    def _fetch(self, source: str, address: str) -> ResponseReturnValue:
        document = ImportDocument(address=address)
        number = self._proposals.begin(source, person().name, document, ImportState.FAILED)
        return self._ask(self._work.read, number, ImportState.READING)

    def begin(self) -> ResponseReturnValue:
        """Make a museum with one room, where there is none yet, and show the form of its first work."""
        if self._drafts.empty():
            begin_museum(self._drafts, person().name)
        return redirect(url_for("catalogue.works.new"))

    def demo(self) -> ResponseReturnValue:
        """Draw the demo museum, to be looked at as any import."""
        document = ImportDocument(demo=True)
        number = self._proposals.begin(DEMO_SOURCE, person().name, document, ImportState.FAILED)
        return self._ask(self._work.read, number, ImportState.READING)

    def page(self, number: int) -> ResponseReturnValue:
        """Show an import: how far it is, what it would do, or what it did."""
        one = self._get(number)
        if one.state is ImportState.COLUMNS:
            return redirect(url_for("imports.columns_page", number=number))
        if one.state in BUSY:
            job = self._jobs.newest(self._kind(one).name)
            return render_template("imports/busy.html", one=one, job=job, words=self._words(one))
        shown = request.args.get("show", "")
        conditions = _conditions(shown)
        count = self._proposals.count(number, *conditions)
        begin = request.args.get("from", 0, type=stored_integer)
        begin = min(max(begin, 0) // PAGE_LENGTH * PAGE_LENGTH, max(count - 1, 0))
        parts = self._proposals.page(number, begin, PAGE_LENGTH, *conditions)
        return render_template(
            "imports/import.html",
            one=one,
            rows=[part_row(part) for part in parts],
            counts=self._counts(one),
            shown=shown,
            begin=begin,
            count=count,
            page_length=PAGE_LENGTH,
            rooms=[
                (part.key, next(iter(part.body.name.values()), part.key))
                for part in self._drafts.all(PartKind.ROOM, without_newer=True)
            ],
            undecided=self._decisions.undecided(number),
        )

    def progress(self, number: int) -> ResponseReturnValue:
        """Return how far an import is, as JSON."""
        one = self._get(number)
        job = self._jobs.newest(self._kind(one).name) if one.state in BUSY else None
        return jsonify(
            words=self._words(one),
            done=job.done if job else 0,
            of=job.of if job else 0,
            ended=one.state not in BUSY,
        )

    def columns_page(self, number: int) -> ResponseReturnValue:
        """Show the columns of the spreadsheet with their first values, to say what each holds."""
        one = self._get(number)
        if one.document.mapping is None or one.state not in _READ_AGAIN:
            return redirect(url_for("imports.page", number=number))
        return self._columns(one, ColumnChoices.of(one.document.mapping))

    def columns(self, number: int) -> ResponseReturnValue:
        """Remember what the columns hold, and read the spreadsheet."""
        one = self._get(number)
        self._refuse_unless(one, *_READ_AGAIN)
        if one.document.mapping is None:
            abort(404)
        choices = ColumnChoices.typed(one.document.mapping, request.form)
        if choices.problems:
            return self._columns(one, choices), 400
        self._proposals.know_mapping(choices.mapping, person().name)
        self._proposals.set(number, mapping=choices.mapping)
        return self._ask(self._work.read, number, ImportState.READING)

    def sheet(self, number: int) -> ResponseReturnValue:
        """Read another sheet of the workbook."""
        one = self._get(number)
        self._refuse_unless(one, *_READ_AGAIN)
        chosen = request.form.get("sheet", "")
        if chosen not in one.document.sheets:
            abort(404)
        self._proposals.set(number, sheet=chosen, mapping=None)
        return self._ask(self._work.read, number, ImportState.READING)

    def _columns(self, one: Import, choices: ColumnChoices) -> str:
        known = self._proposals.known_mapping(choices.mapping.headings_key)
        return render_template(
            "imports/columns.html",
            one=one,
            choices=choices,
            rows=column_rows(choices),
            fields=field_choices(),
            levels=translated_choices(LEVEL_LABELS),
            languages=self._languages(choices),
            is_known=known is not None,
        )

    def _languages(self, choices: ColumnChoices) -> list[str]:
        """Return the languages to choose from: the museum's, the screens', and those that columns seem to be in."""
        sites = self._drafts.all(PartKind.SITE)
        museum = sites[0].body.languages if sites else []
        seen = [one.language for one in choices.mapping.columns if one.language]
        return list(dict.fromkeys([*museum, *LANGUAGES, *seen]))

    def options(self, number: int) -> ResponseReturnValue:
        """Take the source of texts that name none, and where works without a room go; read the file again."""
        one = self._get(number)
        self._refuse_unless(one, ImportState.PROPOSED, ImportState.FAILED)
        citation = request.form.get("citation", "").strip()[:500]
        if citation and len(citation) < _SHORTEST_CITATION:
            flash(_("Write the source so that a reader can look it up."))
            return redirect(url_for("imports.page", number=number))
        self._proposals.set(number, citation=citation, room=request.form.get("room", ""))
        return self._ask(self._work.read, number, ImportState.READING)

    def choices(self, number: int) -> ResponseReturnValue:
        """Keep what was decided on one page of the dry run, or about all of a kind."""
        one = self._get(number)
        self._refuse_unless(one, ImportState.PROPOSED)
        self._save_choices(number)
        action = request.form.get("action", "")
        changed = self._decisions.decide_all(number, action)
        flash(
            _("Your choices are kept.")
            if changed is None
            else ngettext("{number} row changed.", "{number} rows changed.", changed)
        )
        return redirect(self._address(number))

    def apply(self, number: int) -> ResponseReturnValue:
        """Keep what was decided on this page, and apply the import."""
        one = self._get(number)
        self._refuse_unless(one, ImportState.PROPOSED)
        self._save_choices(number)
        return self._ask(self._work.apply, number, ImportState.APPLYING)

    def undo(self, number: int) -> ResponseReturnValue:
        """Undo an import that was applied."""
        one = self._get(number)
        self._refuse_unless(one, ImportState.APPLIED)
        return self._ask(self._work.undo, number, ImportState.UNDOING)

    def cancel(self, number: int) -> ResponseReturnValue:
        """End the reading, applying or undoing of an import. It leaves nothing behind."""
        one = self._get(number)
        if one.state in BUSY and (job := self._jobs.newest(self._kind(one).name)) is not None:
            self._jobs.cancel(job.id)
        return redirect(url_for("imports.list_page"))

    def discard(self, number: int) -> ResponseReturnValue:
        """Delete an import that was not applied."""
        one = self._get(number)
        self._refuse_unless(one, ImportState.COLUMNS, ImportState.PROPOSED, ImportState.FAILED)
        self._proposals.delete(number)
        self._uploads.delete(number)
        flash(_("The import is thrown away; the museum is as it was."))
        return redirect(url_for("imports.list_page"))

    def _get(self, number: int) -> Import:
        try:
            return self._work.settled(self._proposals.get(number))
        except KeyError:
            abort(404)

    @staticmethod
    def _refuse_unless(one: Import, *states: ImportState) -> None:
        if one.state not in states:
            abort(409, _("This import has gone on meanwhile. Look at it again."))

    def _ask(self, kind: JobKind, number: int, state: ImportState) -> ResponseReturnValue:
        if not self._work.ask(kind, number, person().name, state):
            flash(_("Another import is being done just now. Try again when it has ended."))
        return redirect(url_for("imports.page", number=number))

    def _kind(self, one: Import) -> JobKind:
        kinds: Mapping[ImportState, JobKind] = {
            ImportState.APPLYING: self._work.apply,
            ImportState.UNDOING: self._work.undo,
        }
        return kinds.get(one.state, self._work.read)

    def _words(self, one: Import) -> str:
        return {
            ImportState.READING: _("The collection is being fetched and read. Nothing changes yet.")
            if one.document.address
            else _("The file is being read. Nothing changes yet."),
            ImportState.APPLYING: _("The import is being applied, all of it or nothing."),
            ImportState.UNDOING: _("The import is being undone."),
        }.get(one.state, "")

    def _counts(self, one: Import) -> list[tuple[str, str, int]]:
        """Return (filter, what it shows, how many) of each filter that shows something."""
        counts = self._proposals.counts(one.number)
        found = [
            (outcome.value, _(words), counts[outcome])
            for outcome, words in OUTCOME_WORDS.items()
            if outcome in counts
        ]
        if problems := self._proposals.count(one.number, *_conditions(PROBLEMS)):
            found.append((PROBLEMS, _("with something that can't be read"), problems))
        return found

    def _save_choices(self, number: int) -> None:
        places = [
            int(place)
            for place in request.form.getlist("row")
            if place.isdecimal() and len(place) < 9
        ]
        if not places:
            return
        parts = self._proposals.page(
            number, 0, PAGE_LENGTH, ProposedRow.place.in_(places[:PAGE_LENGTH])
        )
        rooms = {part.key for part in self._drafts.all(PartKind.ROOM, without_newer=True)}
        with self._proposals.database.writing() as session:
            self._proposals.update_parts(
                session, number, [with_choices(part, request.form, rooms) for part in parts]
            )

    @staticmethod
    def _address(number: int) -> str:
        kept = {name: value for name in ("show", "from") if (value := request.form.get(name))}
        return url_for("imports.page", number=number, **kept)  # type: ignore[arg-type]


def _sent_files() -> list[tuple[str, IO[bytes]]]:
    """Return name and content of each file that was sent, without those that systems write beside others."""
    return [
        (file_name(one.filename), one.stream)
        for one in request.files.getlist("files")
        if one.filename and not is_companion(one.filename)
    ]


def _conditions(shown: str) -> list[ColumnElement[bool]]:
    """Return which rows a filter shows. Without one, those that are left alone are not shown."""
    if shown in list(Outcome):
        return [ProposedRow.outcome == shown]
    if shown == PROBLEMS:
        return [ProposedRow.has_problems.is_(True), ProposedRow.outcome != Outcome.PROBLEM.value]
    return [ProposedRow.outcome != Outcome.SAME.value]
