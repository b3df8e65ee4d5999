"""The language that a browser asks for, of those in which staff are spoken to."""

from __future__ import annotations

from flask import request

from runtime.languages import best
from web.translations import SOURCE_LANGUAGE

STAFF_LANGUAGES = {SOURCE_LANGUAGE: "English", "nl": "Nederlands"}
"""The languages that have every sentence of the desk and of a colleague's own roster, by their own names."""


def asked_language() -> str:
    """Return the language that the browser of this request asks for first, English where it asks for others."""
    asked = [tag for tag, _weight in request.accept_languages]
    return best(asked, STAFF_LANGUAGES) or SOURCE_LANGUAGE
