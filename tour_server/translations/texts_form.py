"""The texts of a part in one language as fields of a form, named by their paths."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from tour_server.catalogue.field_values import Values, typed_text
from tour_server.catalogue.marked_text import text_and_italics
from tour_server.catalogue.parts import Body, PartKind
from tour_server.translations.part_writing import fits, text_problem, with_translation
from tour_server.translations.text_words import block_at
from tour_server.translations.translated_italics import italics_at, with_italics
from tour_server.translations.translated_texts import translated_texts
from web.translations import gettext as _

PREFIX = "text:"  # before a path, in the name of a field


class TextsForm:
    """The form. `by` is the person who types; `block_keys` returns the keys of all blocks of the museum."""

    def __init__(
        self,
        kind: PartKind,
        language: str,
        languages: Sequence[str],
        block_keys: Callable[[], Collection[str]],
        by: str,
    ) -> None:
        self._kind, self._language, self._languages = kind, language, languages
        self._block_keys, self._by = block_keys, by

    def values(self, body: Body) -> Values:
        """Return the part's texts in the language, by `text:<path>`."""
        found = {}
        for text in translated_texts(body, self._languages):
            wording = text.wordings.get(self._language)
            found[f"{PREFIX}{text.path}"] = "" if wording is None else wording.text
        return found

    def read(self, body: Body, typed: Mapping[str, str]) -> tuple[Body, dict[str, str]]:
        """Return the part as typed, and a sentence for each text that can't be taken."""
        errors: dict[str, str] = {}
        for name, stored in self.values(body).items():
            text, italics = typed_text(stored, typed.get(name)), list[str]()
            if text == stored:
                continue
            path = name.removeprefix(PREFIX)
            if block_at(body, path) is not None:
                text, italics = text_and_italics(typed[name].strip())
            problem = text_problem(body, path, text)
            if problem:
                errors[name] = problem
                continue
            try:
                changed = with_translation(
                    body,
                    path,
                    self._language,
                    text,
                    self._languages,
                    self._block_keys,
                    by=self._by,
                )
                if italics:
                    place = path, self._language, self._languages
                    changed = with_italics(
                        changed, *place, [*italics_at(changed, *place), *italics]
                    )
            except ValueError as error:
                errors[name] = str(error)
                continue
            if not fits(self._kind, changed):
                errors[name] = _("This can't be kept: look at its length and its signs.")
                continue
            body = changed
        return body, errors
