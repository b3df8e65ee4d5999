"""The page for an error: what happened, what still works, what to do.

What was typed into a form that can't be saved stands on the page, to be copied. A form that had been open for too long
can be sent again from there.
"""

from __future__ import annotations

import logging

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from msgspec import Struct
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from runtime.document_version import DocumentVersionError
from tour_server.request_limits import STRANGER_BYTES, at_the_desk
from tour_server.staff import send_again
from tour_server.staff.session import ended_sign_in, person_or_none
from web.translations import gettext as _
from web.translations import mark

log = logging.getLogger(__name__)


class ProblemSentences(Struct, frozen=True):
    """The three sentences of an error page."""

    what: str
    works: str
    todo: str


_BY_CODE = {
    400: ProblemSentences(
        mark("That didn't arrive whole"),
        mark("Nothing was changed."),
        mark("Go back, check what you filled in, and send it again."),
    ),
    403: ProblemSentences(
        mark("This is not yours to do"),
        mark("Nothing was changed, and you are still signed in."),
        mark("Ask a colleague who may, or ask an administrator to change your roles under People."),
    ),
    404: ProblemSentences(
        mark("There is no such page"),
        mark("Everything else is where it was."),
        mark("Check the address; what you look for may have been removed or renamed."),
    ),
    405: ProblemSentences(
        mark("This page can't be used that way"),
        mark("Nothing was changed."),
        mark("Go back to the page you came from, and use its buttons."),
    ),
    503: ProblemSentences(
        mark("The server has its hands full"),
        mark("What you have open stays open."),
        mark("Wait a minute, then try again."),
    ),
    500: ProblemSentences(
        mark("Something broke on our side"),
        mark("What was saved before is safe; kiosks and phones go on with the release they have."),
        mark(
            "Try again. If it happens twice, tell whoever looks after the server: the reason is in its log."
        ),
    ),
}
_DATABASE_AWAY = ProblemSentences(
    mark("The database is away"),
    mark("Kiosks and phones go on with the release they have. Nothing was changed."),
    mark("Wait a minute, then try again. If it stays away, tell whoever looks after the server."),
)
_FORM_TOO_LATE = ProblemSentences(
    mark("This form had been open too long"),
    mark("Nothing was changed."),
    mark("Sign in again if you are asked to, open the page afresh, and send it once more."),
)


def page(error: HTTPException) -> ResponseReturnValue:
    """Returns the page for an error, and its status."""
    code = error.code or 500
    words = _BY_CODE.get(code) or _BY_CODE[400 if code < 500 else 500]
    if isinstance(error, CSRFError):
        if at_the_desk() and send_again.came_from_our_page():
            if person_or_none() is None:
                return send_again.sign_in_page(ended_sign_in())
            return send_again.token_page(code)
        words = _FORM_TOO_LATE
    elif isinstance(error, RequestEntityTooLarge):
        words = _too_large()
    elif code == 403 and error.description:
        words = ProblemSentences(error.description, words.works, words.todo)
    # An upload that is too large was not read. Anything else that was typed is shown again.
    return _render(code, words, unread=isinstance(error, RequestEntityTooLarge))


def database_away(error: Exception | None = None) -> ResponseReturnValue:
    """Returns the page for a request that the database would have to answer, and its status."""
    if error is not None:
        log.error("the database is away: %s", error)
    return _render(503, _DATABASE_AWAY)


def _render(code: int, words: ProblemSentences, *, unread: bool = False) -> ResponseReturnValue:
    """Returns the page. `unread`: what was sent is not there to be shown again."""
    return render_template(
        "trouble.html",
        code=code,
        what=_(words.what),
        works=_(words.works),
        todo=_(words.todo),
        typed=[] if unread or not at_the_desk() else send_again.typed_form().shown,
        desk=at_the_desk(),
    ), code


def newer_document(error: DocumentVersionError) -> tuple[str, int]:
    """Returns the page for a document that newer software wrote, which this page needs, and its status."""
    what = _("Newer software wrote this") if error.is_newer else _("This can't be read")
    log.error("%s can't be shown: %s", request.path, error)
    return render_template(
        "trouble.html",
        code=503,
        what=what,
        works=_("Nothing was changed; kiosks and phones go on with the release they have."),
        todo=str(error),
        typed=send_again.typed_form().shown if at_the_desk() else [],
        desk=at_the_desk(),
    ), 503


def _too_large() -> ProblemSentences:
    """Returns how much was too large, what the limit is, and what to do."""
    limit = int(request.max_content_length or 0)
    sent = request.content_length or 0
    if at_the_desk() and limit == STRANGER_BYTES:
        return ProblemSentences(
            _("You are not signed in, and this is more than a stranger may send"),
            _("Nothing was changed; what was saved before is still there."),
            _("Sign in in another window, then go back to this one and send it again."),
        )
    what = _("That is more than fits in one upload")
    if sent > limit:
        what = _(
            "That is {sent}, and {limit} fit in one upload",
            sent=_megabytes(sent),
            limit=_megabytes(limit),
        )
    return ProblemSentences(
        what,
        _("Nothing was changed; what was saved before is still there."),
        _(
            "Send at most {limit} at a time, fewer pictures or smaller ones. A JPEG of 4000 pixels on its "
            "long side is plenty.",
            limit=_megabytes(limit),
        ),
    )


def _megabytes(number: int) -> str:
    return f"{number / 1_000_000:.0f} MB"
