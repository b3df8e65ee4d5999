"""The desk's pages of visitors' questions: what the guide did not know, and an answer that becomes narration."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Level, Work
from runtime.languages import own_name
from tour_server.catalogue.block_form import LAYER_LIMITS, NEW, block_values
from tour_server.catalogue.drafts import ConflictError, Drafts
from tour_server.catalogue.editing import save
from tour_server.catalogue.field_values import number_attributes
from tour_server.catalogue.form_state import LEVEL_LABELS, FormFields, FormState, translated_choices
from tour_server.catalogue.pages import address_of
from tour_server.catalogue.parts import NoMuseumError, PartKind
from tour_server.catalogue.snapshot import CatalogueSnapshot, take_snapshot
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from tour_server.visitor_notes.visitor_notes import StoredNote, VisitorNotes
from tour_server.writing.block_form_page import OneBlockForm, blank_block
from web.translations import gettext as _

FIELD = f"block.{NEW}"
LEVEL = Level.ADULT  # of an answer, until its author chooses another
LAYER = 2  # of an answer, until its author chooses another: it is not among what is told first


class QuestionRow(Struct, frozen=True):
    """A question with the work that it is about, None for the house or where that is gone since."""

    note: StoredNote
    work: Work | None


class QuestionPages:
    """The list of questions, and the page on which one is answered."""

    def __init__(self, notes: VisitorNotes, drafts: Drafts) -> None:
        self._notes, self._drafts = notes, drafts

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint(
            "questions", __name__, template_folder="templates", url_prefix="/desk/questions"
        )
        add, write = pages.add_url_rule, allowed(Permission.WRITE)
        add("", "page", allowed(Permission.READ)(self.page))
        add("/<int:number>", "question", write(self.question))
        add("/<int:number>", "answer", write(self.answer), methods=["POST"])
        add("/<int:number>/done", "done", write(self.done), methods=["POST"])
        add("/<int:number>/delete", "delete", write(self.delete), methods=["POST"])
        return pages

    def page(self) -> ResponseReturnValue:
        """Show the questions, those without an answer first."""
        snapshot = self._snapshot()
        works = {} if snapshot is None else {work.key: work for work in snapshot.works}
        return render_template(
            "ask/questions.html",
            rows=[QuestionRow(note, works.get(note.work)) for note in self._notes.questions()],
            keep_days=self._notes.keep_days,
            snapshot=snapshot,
        )

    def question(self, number: int) -> ResponseReturnValue:
        """Show a question with the form of its answer."""
        return self._show(self._note(number))

    def answer(self, number: int) -> ResponseReturnValue:
        """Save the answer as a draft of a narration block, and mark the question as done."""
        note, snapshot, by = self._note(number), self._snapshot(), person().name
        if snapshot is None:
            abort(404)
        fields = {name: text for name, text in request.form.items() if name.startswith(FIELD)}
        typed = {f"{FIELD}.layer": str(LAYER)} | fields
        version = request.form.get("version", 0, type=int)
        work = snapshot.typed_work(request.form.get("work", ""))
        if work is None:
            errors = {"work": _("Choose the work that the answer belongs to.")}
            return self._show(note, FormState(self._typed(typed), version, "", errors=errors)), 422
        part = self._drafts.get(PartKind.WORK, work.key)
        try:
            form = OneBlockForm(snapshot, by, NEW)
            saved = save(self._drafts, PartKind.WORK, work.key, form, part.version, typed, by)
        except (KeyError, ConflictError):
            flash(_("A colleague changed this work meanwhile. Save again."))
            return self._show(note, FormState(self._typed(typed), version, "")), 409
        if isinstance(saved, FormState):
            state = FormState(self._typed(typed), version, saved.message, errors=saved.errors)
            return self._show(note, state), 422
        self._notes.set_done(number, done=True)
        flash(
            _("Saved as a draft. Visitors are answered with it once it is approved and published.")
        )
        return redirect(url_for("writing.work", key=work.key))

    def done(self, number: int) -> ResponseReturnValue:
        """Mark a question as done, or as not done."""
        self._notes.set_done(number, done=request.form.get("done") == "1")
        return redirect(url_for("questions.page"))

    def delete(self, number: int) -> ResponseReturnValue:
        """Delete a question for ever."""
        self._notes.delete(number)
        return redirect(url_for("questions.page"))

    def _show(self, note: StoredNote, returned: FormState | None = None) -> str:
        snapshot = self._snapshot()
        if snapshot is None:
            abort(404)
        values = self._blank(snapshot, note)
        fields = FormFields(values, 0, None, returned)
        return render_template(
            "ask/question.html",
            note=note,
            fields=fields,
            field=FIELD,
            snapshot=snapshot,
            works=snapshot.work_choices(()),
            languages=[(tag, own_name(tag)) for tag in snapshot.languages],
            themes=[(one.key, snapshot.name(one.name)) for one in snapshot.themes],
            levels=translated_choices(LEVEL_LABELS),
            layer_limits=number_attributes(LAYER_LIMITS),
            museum_page=address_of(PartKind.SITE, snapshot.site.key),
        )

    @staticmethod
    def _blank(snapshot: CatalogueSnapshot, note: StoredNote) -> dict[str, Any]:
        languages = snapshot.languages
        language = note.language if note.language in languages else languages[0]
        blank = replace(blank_block(snapshot, person().name, language, LEVEL), layer=LAYER)
        known = any(work.key == note.work for work in snapshot.works)
        return {**block_values(blank), "work": note.work if known else ""}

    @staticmethod
    def _typed(typed: dict[str, str]) -> dict[str, str]:
        return {**typed, "work": request.form.get("work", "")}

    def _note(self, number: int) -> StoredNote:
        found = next((one for one in self._notes.questions() if one.number == number), None)
        if found is None:
            abort(404)
        return found

    def _snapshot(self) -> CatalogueSnapshot | None:
        try:
            return take_snapshot(self._drafts)
        except NoMuseumError:
            return None
