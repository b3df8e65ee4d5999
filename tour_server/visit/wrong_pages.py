"""Takes in "this is wrong" from a phone. A visitor reads what will be sent before it is sent.

The note goes without name, number or cookie. There is no form token, because the page has no cookie to hold its like;
a request that another site made the browser send is known by its origin and refused.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

import msgspec
from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from contract.measures import NOTE_LETTERS
from contract.messages import WRONG
from contract.museum import Block, Work
from contract.visitor_notes import excerpt, note_sentence, visitor_note
from tour_server.attempt_counts import AttemptCounts, Wait, network_of
from tour_server.visit.note_forms import NOTE_ID, SENT_PER_NETWORK, check_form
from tour_server.visit.plan_reply import work_url
from tour_server.visit.sources import Sources
from tour_server.visit.visitor import Reply, Visitor


class WrongPages:
    """The page, and what takes in what it sends."""

    def __init__(
        self,
        sources: Sources,
        visitor: Callable[[], Visitor | None],
        nothing_yet: Callable[[], Reply],
    ) -> None:
        """`visitor`: of the request, None before the first release; then `nothing_yet` answers."""
        self._sources, self._visitor, self._nothing_yet = sources, visitor, nothing_yet
        self._counts = AttemptCounts()

    def form(self, number: int) -> Reply:
        """Ask what is wrong with a work, or thank for it."""
        visitor = self._visitor()
        if visitor is None:
            return self._nothing_yet()
        work = _work(visitor, number)
        if request.args.get("sent"):
            return self._page(visitor, work, "wrong_sent")
        return self._page(visitor, work)

    def send(self, number: int) -> Reply:
        """Take in a note. A second press on Send stores nothing twice."""
        check_form()
        visitor = self._visitor()
        if visitor is None:
            return self._nothing_yet()
        work = _work(visitor, number)
        about, note_id = request.form.get("about", ""), request.form.get("id", "")
        if about not in WRONG or not NOTE_ID.match(note_id):
            return self._page(visitor, work), 400
        network = network_of(request.remote_addr or "")
        counted = self._counts.reserve([(limit, (network,)) for limit in SENT_PER_NETWORK])
        if isinstance(counted, Wait):
            return self._page(visitor, work, "wrong_not_sent"), 429
        block = _block(visitor, work)
        try:
            note = visitor_note(
                note_id,
                about,
                work.key,
                visitor.languages[0],
                block=None if block is None else block.key,
                sentence=note_sentence(request.form.get("sentence", "")),
            )
        except msgspec.ValidationError:
            abort(400)
        if not self._sources.take_note(note):
            return self._page(visitor, work, "wrong_not_sent"), 503
        there = url_for("visit.wrong", number=number, l=visitor.languages[0], sent=1)
        return redirect(there, 303)

    def _page(self, visitor: Visitor, work: Work, said: str = "") -> AnyResponse:
        block = _block(visitor, work)
        response = visitor.render(
            "wrong",
            work=work,
            block=block,
            excerpt="" if block is None else excerpt(block.text),
            kinds=WRONG,
            longest=NOTE_LETTERS,
            keep_days=self._sources.note_days,
            note_id=secrets.token_hex(16),
            said=said,
            back=work_url(work, visitor.languages[0]),
        )
        response.headers["Cache-Control"] = "no-store"
        return response


def _work(visitor: Visitor, number: int) -> Work:
    work = visitor.view.numbers.get(number)
    if work is None:
        abort(404)
    return work


def _block(visitor: Visitor, work: Work) -> Block | None:
    """Returns the block that was told, of this work or of a link of it; None where the request names none of them."""
    museum, key = visitor.view.museum, request.values.get("b", "")
    links = [block for link in museum.links if work.key in link.works for block in link.blocks]
    return next((block for block in [*work.blocks, *links] if block.key == key), None)
