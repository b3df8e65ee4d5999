"""What the screen's "This is wrong" asks the kiosk, and what it sends.

The page names what was told; the kiosk takes only what its release has. A kiosk takes few notes: nobody types more.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec
from flask import Blueprint, Response, abort, request
from msgspec import Struct

from contract.bundle import Release
from contract.measures import NOTE_LETTERS, NoteId
from contract.messages import NoteAbout, VisitorNote
from contract.museum import Block, Work, worded
from contract.visitor_notes import excerpt, note_sentence, visitor_note
from device.hourly_notes import HourlyNotes
from device.visitor_notes.words import note_words
from runtime.languages import direction, own_name
from web.json_pages import json_body, json_reply


class TypedNote(Struct, frozen=True, forbid_unknown_fields=True):
    """A note as the page sends it."""

    id: NoteId
    about: NoteAbout
    work: str
    block: str | None
    language: str
    sentence: str = ""


class NotePages:
    """The pages. `put` writes a note to the outbox, and returns whether it did."""

    def __init__(
        self,
        release: Callable[[], Release | None],
        put: Callable[[VisitorNote], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._release, self._notes = release, HourlyNotes(put, clock)

    def blueprint(self) -> Blueprint:
        """Returns the pages, for the screen's address."""
        pages = Blueprint("notes", __name__, url_prefix="/notes", static_folder="static")
        pages.add_url_rule("", "facts", self.facts)
        pages.add_url_rule("", "take", self.take, methods=["POST"])
        return pages

    def facts(self) -> Response:
        """Send the words, and what a note would be about: the block that was told, else the work of this number."""
        language = request.args.get("language", "")[:32]
        found, words = note_words(language)
        work, block = self._told(request.args.get("block", ""), request.args.get("number", ""))
        title, title_language = worded(work.title, [language]) if work else ("", "")
        return json_reply(
            {
                "words": words,
                "language": found,
                "direction": direction(found),
                "longest": NOTE_LETTERS,
                "work": work and {"key": work.key, "number": work.number, "title": title},
                "title_language": title_language,
                "block": block and block.key,
                "excerpt": excerpt(block.text) if block else "",
                "excerpt_language": block.language if block else "",
                "told_in": own_name(language) if language else "",
            }
        )

    def take(self) -> Response:
        """Take in a note, and say whether it will reach the museum."""
        typed = json_body(TypedNote)
        work, block = self._told(typed.block or "", "")
        if work is None or (work.key != typed.work and block is not None):
            work, block = self._work(typed.work), None
        try:
            note = visitor_note(
                typed.id,
                typed.about,
                work.key if work else "",
                typed.language,
                block=None if block is None else block.key,
                sentence=note_sentence(typed.sentence),
            )
        except msgspec.ValidationError as error:
            abort(400, str(error))
        return json_reply({"sent": self._notes.send(note)})

    def _work(self, key: str) -> Work | None:
        release = self._release()
        works = release.museum.works if release else []
        return next((work for work in works if work.key == key), None)

    def _told(self, block: str, number: str) -> tuple[Work | None, Block | None]:
        """Returns the work and the block with this key; without such a block the work with this number.

        A block on a link is told with one of its works: the number says which.
        """
        release = self._release()
        if release is None:
            return None, None
        museum = release.museum
        numbered = next((work for work in museum.works if str(work.number) == number), None)
        for work in museum.works:
            for one in work.blocks:
                if one.key == block and numbered in (None, work):
                    return work, one
        for link in museum.links:
            for one in link.blocks:
                if one.key == block and numbered is not None and numbered.key in link.works:
                    return numbered, one
        return numbered, None
