"""What a visitor is answered where there is nothing, or where something went wrong: in their language, with a way on.

An address that is one of ours but for a slash or for capitals is redirected to that one (308, which keeps the method).
A page says nothing of the server's inside: the reason is in its log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from urllib.parse import quote

import msgspec
from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.wrappers import Response as AnyResponse

from runtime.document_version import DocumentVersionError
from runtime.languages import direction
from tour_server.database import DATABASE_AWAY
from tour_server.visit.visitor import Reply, Visitor, browser_languages
from tour_server.visit.words import visit_words
from web.translations import TranslationCatalogue

log = logging.getLogger(__name__)


SENTENCES = {
    404: "lost",
    405: "error_method",
    403: "error_method",
    413: "error_large",
} | dict.fromkeys((429, 503), "error_busy")
"""Message by status; any other of the 400s has not arrived whole, any other of the 500s is our fault."""

KEPT_HEADERS = ("Allow", "Retry-After", "Content-Range")  # what RFC 9110 asks of 405, 503 and 416
FOR_SCRIPTS = ("visit.make_plan", "visit.now")  # who ask here read JSON
RETRY_SECONDS = 30  # after which a phone may ask again a server whose database is away


class ProblemPages:
    """The pages."""

    def __init__(
        self, visitor: Callable[[], Visitor | None], catalogue: TranslationCatalogue
    ) -> None:
        """`visitor`: of the request, None before the first release."""
        self._visitor, self._catalogue = visitor, catalogue

    def register(self, blueprint: Blueprint) -> None:
        """Answer for all of /visit, the addresses there that no page has included."""
        blueprint.before_request(leave_out_unusable_range)
        blueprint.register_error_handler(HTTPException, self.page)
        for error in (*DATABASE_AWAY, DocumentVersionError):
            blueprint.register_error_handler(error, self.away)

        def first(state: BlueprintSetupState) -> None:
            # Before anything else looks at the request: nothing is read of what no page answers.
            state.app.before_request_funcs.setdefault(None, []).insert(0, self.elsewhere)

        blueprint.record_once(first)

    def elsewhere(self) -> Reply | None:
        """Answer an address under /visit that no page has, or a method that its page has not."""
        error = request.routing_exception
        if not isinstance(error, NotFound | MethodNotAllowed) or not _under_visit(request.path):
            return None
        straight = _straight(request.path) if isinstance(error, NotFound) else None
        if straight is None:
            return self.page(error)
        query = request.query_string.decode("latin-1")
        return redirect(quote(straight) + (f"?{query}" if query else ""), 308)

    def page(self, error: HTTPException) -> Reply:
        """Answer an error."""
        code = error.code or 500
        headers = {name: value for name, value in error.get_headers() if name in KEPT_HEADERS}
        return self.answer(code, headers)

    def away(self, error: Exception) -> Reply:
        """Answer a request that needs what is not there now."""
        log.error("a visitor's page can't be shown: %s", error)
        return self.answer(503, {"Retry-After": str(RETRY_SECONDS)})

    def answer(
        self,
        code: int,
        headers: dict[str, str] | None = None,
        detail: str | None = None,
        key: str | None = None,
    ) -> Reply:
        """Returns a sentence on what happened, as a page or for a script.

        `detail`: for who wrote the script. `key`: of the sentence, by default that of the status.
        """
        key = key or SENTENCES.get(code, "error_unread" if code < 500 else "error_broken")
        visitor = self._visitor_or_none()
        if request.endpoint in FOR_SCRIPTS:
            said = {"trouble": self.sentence(key, visitor)} | ({"detail": detail} if detail else {})
            response: AnyResponse = Response(msgspec.json.encode(said), mimetype="application/json")
        elif visitor is None:
            words = visit_words(self._catalogue, browser_languages())
            title = "lost_title" if code == 404 else "error_title"
            response = make_response(
                render_template(
                    "visit/nothing.html",
                    words=words,
                    direction=direction,
                    title=title,
                    text="nothing" if code == 404 else key,
                )
            )
            response.headers["Vary"] = "Accept-Language"
        else:
            response = visitor.render("lost", typed=None, code=code, key=key)
        response.headers["Cache-Control"] = "no-store"
        response.headers.update(headers or {})
        return response, code

    def sentence(self, key: str, visitor: Visitor | None = None) -> str:
        """Returns a sentence in the language that the browser asks for, else in the museum's."""
        languages: Sequence[str] = browser_languages()
        if visitor is not None:
            languages = [*languages, *visitor.view.museum.site.languages]
        return visit_words(self._catalogue, languages).formally(key)

    def _visitor_or_none(self) -> Visitor | None:
        try:
            return self._visitor()
        except Exception:  # whatever is broken, the visitor is answered
            log.exception("the release can't be had for a page that says what is wrong")
            return None


def leave_out_unusable_range() -> None:
    """Leave out a Range that RFC 9110 (14.2) has a server pass over: not of a GET, of no bytes, or of several parts.

    Of several parts it sends the whole file, which the RFC allows.
    """
    asked = request.environ.get("HTTP_RANGE")
    if asked is None:
        return
    unit, _, parts = asked.partition("=")
    if request.method != "GET" or unit.strip().lower() != "bytes" or "," in parts:
        del request.environ["HTTP_RANGE"]


def _under_visit(path: str) -> bool:
    first = path.lstrip("/").partition("/")[0]
    return first.lower() == "visit"


def _straight(path: str) -> str | None:
    """Returns the address of ours that this one means: without a slash at its end, in small letters. Else None."""
    adapter = current_app.create_url_adapter(request)
    one_slash = "/" + "/".join(filter(None, path.split("/")))
    for meant in (one_slash, one_slash.lower()):
        if meant != path and adapter is not None and adapter.allowed_methods(meant):
            return meant
    return None
