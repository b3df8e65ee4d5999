"""The language in which the desk speaks: what a person chose in this browser, else the first that it asks for."""

from __future__ import annotations

from flask import redirect, request, session
from flask.typing import ResponseReturnValue

from tour_server.asked_language import STAFF_LANGUAGES, asked_language
from tour_server.request_limits import at_the_desk
from tour_server.staff.pages import desk_page
from tour_server.staff.session import DESK_LANGUAGE
from web.translations import SOURCE_LANGUAGE


def desk_language() -> str:
    """Return the language of this request: English outside the desk."""
    if not at_the_desk():
        return SOURCE_LANGUAGE
    chosen = session.get(DESK_LANGUAGE)
    return str(chosen) if chosen in STAFF_LANGUAGES else asked_language()


def choose_desk_language() -> ResponseReturnValue:
    """Keep the language that was chosen, in this browser, and go back to the page."""
    chosen = request.form.get("language", "")
    if chosen in STAFF_LANGUAGES:
        session[DESK_LANGUAGE] = chosen
        session.permanent = True
    return redirect(desk_page(request.form.get("next")))
