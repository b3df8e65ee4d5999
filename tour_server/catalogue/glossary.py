"""The glossary at the desk: words that visitors may not know, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from contract.field_limits import type_limits
from contract.museum import Authorship, GlossaryTerm, Text
from contract.museum import TermForm as Form
from tour_server.catalogue.block_form import AUTHORSHIP_LABELS, read_sources, sources_text
from tour_server.catalogue.field_values import (
    Values,
    languages_of,
    read_text,
    same_text,
    text_values,
)
from tour_server.catalogue.form_state import FormFields
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.resource import Resource
from tour_server.catalogue.snapshot import CatalogueSnapshot
from web.translations import gettext as _
from web.translations import mark

LONGEST_MEANING = 300  # characters: two plain sentences, which a phone shows without scrolling
LONGEST_FORM = type_limits(Form).longest or 0
_BETWEEN_FORMS = re.compile(r"[,;،、\n]+")


class GlossaryForm:
    """The form of a term."""

    def __init__(self, snapshot: CatalogueSnapshot) -> None:
        self._snapshot = snapshot

    def values(self, term: GlossaryTerm) -> Values:
        """Return the term as fields: `term.<language>`, `meaning.<language>`, `forms.<language>` and `sources`."""
        languages = self._snapshot.languages
        return {
            **text_values("term", term.term, languages),
            **text_values("meaning", term.meaning, languages),
            **text_values("forms", _as_text(term), languages_of(term.term, languages)),
            "sources": sources_text(term.sources),
        }

    def read(
        self, term: GlossaryTerm, typed: Mapping[str, str]
    ) -> tuple[GlossaryTerm, dict[str, str]]:
        """Return the term as typed, and a sentence for each field that is not acceptable.

        The meaning in a language in which it changes is from then on a person's.
        """
        errors: dict[str, str] = {}
        languages = self._snapshot.languages
        words = read_text("term", term.term, typed, languages)
        meaning = read_text("meaning", term.meaning, typed, languages)
        if not words:
            errors[f"term.{languages[0]}"] = _("Write the word in one language.")
        for language, sentence in meaning.items():
            if language not in words:
                errors[f"term.{language}"] = _("Write the word that this is the meaning of.")
            if len(sentence) > LONGEST_MEANING:
                errors[f"meaning.{language}"] = _(
                    "{length} characters; {longest} at most.",
                    length=len(sentence),
                    longest=LONGEST_MEANING,
                )
        sources = read_sources("sources", term.sources, typed, errors)
        if meaning and not sources:
            errors.setdefault("sources", _("Nothing is said without a source. Name one."))
        authorship = {
            language: by
            for language, by in term.authorship.items()
            if meaning.get(language) == term.meaning.get(language)
        }
        return replace(
            term,
            term=words,
            meaning=meaning,
            forms=self._forms(term, words, typed, errors),
            sources=sources,
            authorship=authorship,
        ), errors

    def _forms(
        self, term: GlossaryTerm, words: Text, typed: Mapping[str, str], errors: dict[str, str]
    ) -> dict[str, list[str]]:
        stored = _as_text(term)
        found = {}
        for language in words:
            text = typed.get(f"forms.{language}", stored.get(language, ""))
            if same_text(text, stored.get(language)):
                forms = term.forms.get(language, [])
            else:
                forms = [form.strip() for form in _BETWEEN_FORMS.split(text) if form.strip()]
            if any(len(form) > LONGEST_FORM for form in forms):
                errors[f"forms.{language}"] = _(
                    "Put a comma between two forms of the word. One has {longest} characters at most.",
                    longest=LONGEST_FORM,
                )
            elif forms:
                found[language] = forms
        return found


class GlossaryResource(Resource):
    """`/desk/glossary`."""

    kind, path = PartKind.TERM, "glossary"
    singular, plural = mark("word"), mark("Glossary")
    add_label, remove_label = mark("Add a word"), mark("Remove this word")
    form_template, list_template = "catalogue/term.html", "catalogue/glossary.html"
    text_fields = ("term", "meaning")

    def form(self, snapshot: CatalogueSnapshot) -> GlossaryForm:
        """Return the form of a term."""
        return GlossaryForm(snapshot)

    def blank(self, snapshot: CatalogueSnapshot) -> GlossaryTerm:
        """Return the term that a new one starts from."""
        return GlossaryTerm(key="new", sources=[])

    @staticmethod
    def name(snapshot: CatalogueSnapshot, body: GlossaryTerm) -> str:
        """Return the word for staff."""
        return snapshot.name(body.term)

    def template_context(
        self, snapshot: CatalogueSnapshot, body: GlossaryTerm, fields: FormFields
    ) -> dict[str, Any]:
        """Return the machine that wrote the meaning in each language, in words, where one did."""
        labels = dict(AUTHORSHIP_LABELS)
        return {
            "machines": {
                language: _(labels[by.value])
                for language, by in body.authorship.items()
                if by is not Authorship.PERSON
            }
        }


def _as_text(term: GlossaryTerm) -> Text:
    return {language: ", ".join(forms) for language, forms in term.forms.items()}
