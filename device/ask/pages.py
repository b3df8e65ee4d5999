"""What the screen's "Ask a question" asks the kiosk: a question is answered and forgotten; only what is sent goes.

The first question in a language makes its index, which the sheet asks for while the visitor still types.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import msgspec
from flask import Blueprint, Response, abort, request
from msgspec import Struct

from contract.bundle import Release
from contract.measures import NOTE_LETTERS, NoteId
from contract.messages import NoteAbout, VisitorNote
from contract.museum import Level, Museum, Work, worded
from contract.visitor_notes import note_sentence, visitor_note
from device.ask.words import AskWords
from device.hourly_notes import HourlyNotes
from narration.answers.answer_lines import answer_lines
from narration.answers.answering import Answering, GivenAnswer
from runtime.languages import direction, own_name
from web.json_pages import json_body, json_reply

MOST_OFFERED = 4


class TypedQuestion(Struct, frozen=True, forbid_unknown_fields=True):
    """A question as the page sends it. `here`: the work of the answer before. `block`: what was told last."""

    question: str
    language: str
    here: str = ""
    block: str = ""


class SentQuestion(Struct, frozen=True, forbid_unknown_fields=True):
    """A question for the museum as the page sends it."""

    id: NoteId
    question: str
    language: str
    here: str = ""


class KioskAskPages:
    """The pages. `put` writes a question to the outbox, and returns whether it did.

    `wall_clock`: the time in Unix seconds; None while the kiosk doesn't know it.
    """

    def __init__(
        self,
        release: Callable[[], Release | None],
        put: Callable[[VisitorNote], bool],
        wall_clock: Callable[[], float | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._release, self._notes = release, HourlyNotes(put, clock)
        self._wall_clock = wall_clock
        self._answering: Answering | None = None

    def blueprint(self) -> Blueprint:
        """Returns the pages, for the screen's address."""
        pages = Blueprint("ask", __name__, url_prefix="/ask", static_folder="static")
        pages.add_url_rule("", "facts", self.facts)
        pages.add_url_rule("", "answer", self.answer, methods=["POST"])
        pages.add_url_rule("/send", "send", self.send, methods=["POST"])
        return pages

    def facts(self) -> Response:
        """Send the words, the work on the screen, and the questions that staff foresee."""
        language, number = request.args.get("language", "")[:32], request.args.get("number", "")
        words, release = AskWords(language), self._release()
        body: dict[str, Any] = {
            "words": words.all(),
            "language": words.language,
            "direction": direction(words.language),
            "longest": NOTE_LETTERS,
            "asked_in": own_name(language) if language else "",
            "work": None,
            "offered": [],
        }
        if release is not None:
            museum = release.museum
            work = next((one for one in museum.works if str(one.number) == number), None)
            if "number" in request.args:
                self._guide(museum).prepare([language])
            body |= {"work": _named(work, language), "offered": _offered(museum, work, language)}
        return json_reply(body)

    def answer(self) -> Response:
        """Answer a question, or say that the guide doesn't know."""
        typed, release = json_body(TypedQuestion), self._release()
        question = note_sentence(typed.question)
        if release is None or not question:
            return json_reply({"known": False, "question": question, "here": typed.here})
        museum = release.museum
        level = _level(museum, typed.block)
        given = self._guide(museum).ask(question, [typed.language], level, typed.here or None)
        if given is None:
            known = {"known": False, "work": _named(_work(museum, typed.here), typed.language)}
            return json_reply({**known, "question": question, "here": typed.here})
        return json_reply({"question": question, **_shown(given, museum, typed, self._now())})

    def send(self) -> Response:
        """Take in a question for the museum, and say whether it will get there."""
        typed, release = json_body(SentQuestion), self._release()
        question = note_sentence(typed.question)
        if release is None or not question:
            return json_reply({"sent": False})
        work = _work(release.museum, typed.here)
        about = work.key if work else release.museum.site.key
        try:
            note = visitor_note(
                typed.id, NoteAbout.QUESTION, about, typed.language, sentence=question
            )
        except msgspec.ValidationError as error:
            abort(400, str(error))
        return json_reply({"sent": self._notes.send(note)})

    def _guide(self, museum: Museum) -> Answering:
        guide = self._answering
        if guide is None or guide.museum is not museum:
            guide = self._answering = Answering(museum)
        return guide

    def _now(self) -> dt.datetime | None:
        seconds = self._wall_clock()
        return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC)


def _shown(
    given: GivenAnswer, museum: Museum, typed: TypedQuestion, now: dt.datetime | None
) -> dict[str, Any]:
    words = AskWords(typed.language)
    shown = answer_lines(given, museum, [typed.language], words.say, now)
    sources = [f"{one.citation} {one.where or ''}".strip() for one in shown.sources]
    return {
        "known": True,
        "lines": [
            {
                "said": line.said,
                "text": line.text,
                "language": line.language,
                "direction": direction(line.language),
            }
            for line in shown.lines
        ],
        "sources": [*([shown.rests_on] if shown.rests_on else []), *sources],
        "machine_made": shown.machine_made,
        "work": _named(shown.work, typed.language),
        "here": shown.work.key if shown.work else typed.here,
    }


def _offered(museum: Museum, work: Work | None, language: str) -> list[dict[str, str]]:
    """Return the questions that staff foresee, those about the work first."""
    languages = [language, *museum.site.languages]
    texts = [*([work.questions] if work else []), museum.site.questions]
    return [
        {"text": line.strip(), "language": tag}
        for words, tag in (worded(text, languages) for text in texts)
        for line in words.splitlines()
        if line.strip()
    ][:MOST_OFFERED]


def _named(work: Work | None, language: str) -> dict[str, Any] | None:
    if work is None:
        return None
    title, title_language = worded(work.title, [language])
    return {"key": work.key, "number": work.number, "title": title, "language": title_language}


def _work(museum: Museum, key: str) -> Work | None:
    return next((work for work in museum.works if work.key == key), None)


def _level(museum: Museum, block: str) -> Level:
    """Return for whom the block that was told last is written: the answer is for the same reader."""
    blocks = (one for work in museum.works for one in work.blocks if one.key == block)
    return next((one.level for one in blocks), Level.ADULT)
