"""A visitor asks on a phone: the question is answered and forgotten, or sent to the museum after a look at what goes.

A question comes in the body of a POST, which is neither stored nor logged. The page that answers names the work that
the answer is about, so that "and who made that?" is understood; the server keeps nothing in between.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable
from functools import partial

import msgspec
from flask import abort, redirect, request, url_for
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from werkzeug.wrappers import Response as AnyResponse

from contract.measures import NOTE_LETTERS
from contract.messages import NoteAbout
from contract.museum import Level, Museum, Work
from contract.visitor_notes import note_sentence, visitor_note
from narration.answers.answer_lines import AnswerLines, answer_lines
from narration.answers.answering import Answering
from tour_server.attempt_counts import AttemptCounts, Wait, network_of
from tour_server.visit.note_forms import NOTE_ID, SENT_PER_NETWORK, check_form
from tour_server.visit.plan_reply import work_url
from tour_server.visit.sources import Sources
from tour_server.visit.visitor import Reply, Visitor

ASKED_PER_NETWORK = (RateLimitItemPerMinute(120), RateLimitItemPerHour(2_000))
MOST_OFFERED = 6


class PhoneAskPages:
    """The page, what answers, and what takes in a question for the museum."""

    def __init__(
        self,
        sources: Sources,
        now: Callable[[], dt.datetime],
        visitor: Callable[[], Visitor | None],
        nothing_yet: Callable[[], Reply],
    ) -> None:
        """`visitor`: of the request, None before the first release; then `nothing_yet` answers."""
        self._now = now
        self._sources, self._visitor, self._nothing_yet = sources, visitor, nothing_yet
        self._counts = AttemptCounts()
        self._answering: Answering | None = None

    def form(self) -> Reply:
        """Ask for a question, or thank for one that was sent."""
        visitor = self._visitor()
        if visitor is None:
            return self._nothing_yet()
        return self._page(visitor, said="wrong_sent" if request.args.get("sent") else "")

    def answer(self) -> Reply:
        """Answer a question, or say that the guide doesn't know and offer to ask the museum."""
        visitor = self._checked()
        if not isinstance(visitor, Visitor):
            return visitor
        if self._waits("asked", ASKED_PER_NETWORK):
            return self._page(visitor, said="error_busy"), 429
        question = note_sentence(request.form.get("question", ""))
        if not question:
            return self._page(visitor)
        given = self._guide(visitor.view.museum).ask(
            question, visitor.languages, _level(), here=self._here(visitor)
        )
        if given is None:
            return self._page(visitor, question)
        say = partial(visitor.words.plain, visitor.view.museum.site, _level())
        shown = answer_lines(given, visitor.view.museum, visitor.languages, say, self._now())
        return self._page(visitor, question, shown)

    def send(self) -> Reply:
        """Take in a question for the museum. A second press on Send stores nothing twice."""
        visitor = self._checked()
        if not isinstance(visitor, Visitor):
            return visitor
        question = note_sentence(request.form.get("question", ""))
        note_id = request.form.get("id", "")
        if not question or not NOTE_ID.match(note_id):
            return self._page(visitor, question), 400
        if self._waits("sent", SENT_PER_NETWORK):
            return self._page(visitor, question, said="wrong_not_sent"), 429
        about = self._here(visitor) or visitor.view.museum.site.key
        try:
            note = visitor_note(
                note_id, NoteAbout.QUESTION, about, visitor.languages[0], sentence=question
            )
        except msgspec.ValidationError:
            abort(400)
        if not self._sources.take_note(note):
            return self._page(visitor, question, said="wrong_not_sent"), 503
        here = self._work(visitor)
        there = url_for("visit.ask", n=here and here.number, l=visitor.languages[0], sent=1)
        return redirect(there, 303)

    def _checked(self) -> Visitor | Reply:
        check_form()
        return self._visitor() or self._nothing_yet()

    def _waits(self, kind: str, limits: tuple[RateLimitItem, ...]) -> bool:
        network = network_of(request.remote_addr or "")
        return isinstance(self._counts.reserve([(one, (kind, network)) for one in limits]), Wait)

    def _guide(self, museum: Museum) -> Answering:
        guide, likeness = self._answering, self._sources.likeness(museum)
        if guide is None or guide.museum is not museum or guide.likeness is not likeness:
            guide = self._answering = Answering(museum, likeness)
        return guide

    @staticmethod
    def _work(visitor: Visitor) -> Work | None:
        """Return the work from whose page the visitor came."""
        typed = request.args.get("n", "")
        return visitor.view.numbers.get(int(typed)) if re.fullmatch(r"[0-9]{1,5}", typed) else None

    def _here(self, visitor: Visitor) -> str | None:
        """Return the key of the work of the answer before, else of the work from whose page the visitor came."""
        asked, work = request.form.get("here", ""), self._work(visitor)
        known = any(one.key == asked for one in visitor.view.museum.works)
        return asked if known else work.key if work else None

    def _page(
        self,
        visitor: Visitor,
        question: str = "",
        shown: AnswerLines | None = None,
        said: str = "",
    ) -> AnyResponse:
        work, museum = self._work(visitor), visitor.view.museum
        about = shown.work if shown and shown.work else None
        here = about.key if about else self._here(visitor) or ""
        offered = [*([work.questions] if work else []), museum.site.questions]
        sends = next((one for one in museum.works if one.key == here), None)
        response = visitor.render(
            "ask",
            work=work,
            question=question,
            shown=shown,
            about=about,
            about_url=about and work_url(about, visitor.languages[0]),
            here_key=here,
            sends=sends,
            offered=[
                (line.strip(), tag)
                for words, tag in map(visitor.worded, offered)
                for line in words.splitlines()
                if line.strip()
            ][:MOST_OFFERED],
            longest=NOTE_LETTERS,
            keep_days=self._sources.note_days,
            note_id=secrets.token_hex(16),
            said=said,
            back=work_url(work, visitor.languages[0])
            if work
            else url_for("visit.start", l=visitor.languages[0]),
        )
        response.headers["Cache-Control"] = "no-store"
        return response


def _level() -> Level:
    typed = request.form.get("level", "")
    return Level(typed) if typed in list(Level) else Level.ADULT
