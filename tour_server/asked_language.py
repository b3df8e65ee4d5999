"""The languages in which staff are spoken to: the one that a browser asks for, and the museum's own."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request

from runtime.languages import best
from web.translations import SOURCE_LANGUAGE

STAFF_LANGUAGES = {SOURCE_LANGUAGE: "English", "nl": "Nederlands"}
"""The languages that have every sentence of the desk and of a colleague's own roster, by their own names."""


def asked_language() -> str:
    """Return the language that the browser of this request asks for first, English where it asks for others."""
    asked = [tag for tag, _weight in request.accept_languages]
    return best(asked, STAFF_LANGUAGES) or SOURCE_LANGUAGE


def museum_language(languages: Sequence[str]) -> str:
    """Return the first of a museum's languages in which staff are spoken to: of what no person has asked for.

    English where it has none of them.
    """
    return best(languages, STAFF_LANGUAGES) or SOURCE_LANGUAGE
