"""The desk's page "This is wrong": what visitors sent, the newest first, with the text it is about."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from contract.messages import NoteAbout
from contract.museum import Block, Link, Museum, Work, worded
from tour_server.catalogue.current_museum import CurrentMuseum
from tour_server.catalogue.pages import address_of
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed
from tour_server.visitor_notes.visitor_notes import StoredNote, VisitorNotes
from web.translations import mark

ABOUT_LABELS = {
    NoteAbout.WORDS: mark("the words"),
    NoteAbout.SOUND: mark("the sound"),
    NoteAbout.PICTURE: mark("the picture"),
    NoteAbout.LABEL: mark("the label"),
    NoteAbout.OTHER: mark("something else"),
}


class NoteRow(Struct, frozen=True):
    """A note with what it is about, as visitors have it now. `title` and `block` may be gone since."""

    note: StoredNote
    title: str
    address: str
    block: Block | None


class VisitorNotePages:
    """The page and its buttons."""

    def __init__(self, notes: VisitorNotes, museum: CurrentMuseum) -> None:
        self._notes, self._museum = notes, museum

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint("notes", __name__, template_folder="templates", url_prefix="/desk/notes")
        add = pages.add_url_rule
        write = allowed(Permission.WRITE)
        add("", "page", allowed(Permission.READ)(self.page))
        add("/<int:number>/done", "done", write(self.done), methods=["POST"])
        add("/<int:number>/delete", "delete", write(self.delete), methods=["POST"])
        return pages

    def page(self) -> ResponseReturnValue:
        """Show the notes."""
        return render_template(
            "visitor_notes/notes.html",
            rows=list(self._rows()),
            about_labels=ABOUT_LABELS,
            keep_days=self._notes.keep_days,
        )

    def done(self, number: int) -> ResponseReturnValue:
        """Mark a note as done, or as not done."""
        self._notes.set_done(number, done=request.form.get("done") == "1")
        return redirect(url_for("notes.page"))

    def delete(self, number: int) -> ResponseReturnValue:
        """Delete a note for ever."""
        self._notes.delete(number)
        return redirect(url_for("notes.page"))

    def _rows(self) -> Iterator[NoteRow]:
        museum = self._museum()
        works = {} if museum is None else {work.key: work for work in museum.works}
        blocks = {} if museum is None else _blocks(museum)
        languages = [] if museum is None else museum.site.languages
        for note in self._notes.listed():
            work = works.get(note.work)
            title = (
                note.work if work is None else f"{work.number} {worded(work.title, languages)[0]}"
            )
            owner, block = blocks.get(note.block or "", (work, None))
            kind = PartKind.LINK if isinstance(owner, Link) else PartKind.WORK
            address = "" if owner is None else address_of(kind, owner.key)
            yield NoteRow(note, title, address, block)


def _blocks(museum: Museum) -> dict[str, tuple[Work | Link | None, Block]]:
    owners: list[Work | Link] = [*museum.works, *museum.links]
    return {block.key: (owner, block) for owner in owners for block in owner.blocks}
