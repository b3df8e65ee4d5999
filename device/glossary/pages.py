"""Sends the museum's glossary in one language to the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from flask import Blueprint, Response
from msgspec import Meta, Struct

from contract.bundle import Release
from contract.museum import Authorship
from narration.glossary import GlossaryInLanguage
from runtime.languages import direction
from web.json_pages import json_body, json_reply

MOST_TEXTS = 200  # sentences of a telling; it has thirty


class TextsToMark(Struct, frozen=True, forbid_unknown_fields=True):
    """Texts of the screen in one language, in the order in which they are read."""

    language: str
    texts: Annotated[list[str], Meta(max_length=MOST_TEXTS)]


class GlossaryPages:
    """The pages, for the screen's address."""

    def __init__(self, release: Callable[[], Release | None]) -> None:
        self._release = release
        # Of a release, by language: its patterns are made once. Pages are answered on several threads; at worst two
        # make the same one.
        self._glossaries: tuple[Release | None, dict[str, GlossaryInLanguage]] = (None, {})

    def blueprint(self) -> Blueprint:
        """Returns the pages."""
        pages = Blueprint("glossary", __name__, url_prefix="/glossary", static_folder="static")
        pages.add_url_rule("", "mark", self.mark, methods=["POST"])
        return pages

    def mark(self) -> Response:
        """Send the texts of the request in pieces, with the words of the glossary marked, and what they mean."""
        asked = json_body(TextsToMark)
        glossary = self._glossary(asked.language)
        seen: set[str] = set()
        texts, meanings = [], {}
        for text in asked.texts:
            pieces = glossary.pieces(text, seen)
            for key in (piece.term for piece in pieces if piece.term):
                seen.add(key)
                found = glossary.meaning(key)
                meanings[key] = {
                    "term": found.term,
                    "meaning": found.meaning,
                    "machine": found.authorship is not Authorship.PERSON,
                }
            texts.append([[piece.text, piece.term] for piece in pieces])
        return json_reply(
            {"texts": texts, "meanings": meanings, "direction": direction(asked.language)}
        )

    def _glossary(self, language: str) -> GlossaryInLanguage:
        """Returns the glossary; of a museum's own languages it is kept, so that requests can't fill the memory."""
        release = self._release()
        if release is None or language not in release.museum.site.languages:
            return GlossaryInLanguage(release.museum.glossary if release else [], language)
        held, glossaries = self._glossaries
        if held is not release:
            glossaries = {}
            self._glossaries = (release, glossaries)
        if language not in glossaries:
            glossaries[language] = GlossaryInLanguage(release.museum.glossary, language)
        return glossaries[language]
