"""The form in which a person says what the columns of a spreadsheet hold."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Level
from tour_server.imports.column_fields import FIELD_NAMES, WORDED, ColumnField
from tour_server.imports.column_mapping import CERTAIN, ColumnMapping, MappedColumn
from tour_server.imports.sheet_values import CellValueError, language_tag
from web.translations import gettext as _

_LONGEST_LANGUAGE = 40  # characters of what was typed


class ColumnChoices(Struct, frozen=True):
    """What was chosen. `languages`: what was typed for each column; `language`: for texts of which no column says one.

    `problems`: sentences on what can't be used.
    """

    mapping: ColumnMapping
    languages: list[str]
    language: str
    problems: list[str] = []

    @classmethod
    def of(cls, mapping: ColumnMapping) -> ColumnChoices:
        """Return the choices that a guess proposes."""
        languages = [column.language or "" for column in mapping.columns]
        return cls(mapping, languages, mapping.language or "")

    @classmethod
    def typed(cls, mapping: ColumnMapping, form: Mapping[str, str]) -> ColumnChoices:
        """Return what a person chose in place of a guess."""
        problems: list[str] = []
        columns, languages = [], []
        for n, column in enumerate(mapping.columns):
            chosen = form.get(f"field-{n}", "")
            languages.append(form.get(f"language-{n}", "").strip()[:_LONGEST_LANGUAGE])
            field = ColumnField(chosen) if chosen in list(ColumnField) else None
            columns.append(
                replace(
                    column,
                    field=field,
                    language=_language(languages[-1], column.heading, problems)
                    if field in WORDED
                    else None,
                    level=_level(form.get(f"level-{n}", "")) if field is ColumnField.TEXT else None,
                    confidence=1.0,
                    note="",
                )
            )
        typed = form.get("language", "").strip()[:_LONGEST_LANGUAGE]
        language = _language(typed, _("Language of the other texts"), problems)
        made = replace(mapping, columns=columns, language=language)
        return cls(made, languages, typed, problems + made.problems())


class ColumnRow(Struct, frozen=True):
    """A column as the form shows it: with a sentence on how sure the guess is, empty where it is known."""

    column: MappedColumn
    language: str
    doubt: str


def column_rows(choices: ColumnChoices) -> list[ColumnRow]:
    """Return the columns as the form shows them."""
    return [
        ColumnRow(column, language, column.note or _doubt(column))
        for column, language in zip(choices.mapping.columns, choices.languages, strict=True)
    ]


def field_choices() -> list[tuple[str, str]]:
    """Return (value, words) of what a column can hold."""
    return [(field.value, _(words)) for field, words in FIELD_NAMES.items()]


def _doubt(column: MappedColumn) -> str:
    if column.confidence >= CERTAIN or column.field is None:
        return ""
    return _(
        "A guess, sure for {percent} percent. Compare it with the values.",
        percent=round(100 * column.confidence),
    )


def _language(typed: str, heading: str, problems: list[str]) -> str | None:
    if not typed:
        return None
    try:
        return language_tag(typed)
    except CellValueError as problem:
        problems.append(f"{heading}: {problem}")
        return None


def _level(typed: str) -> Level | None:
    return Level(typed) if typed in list(Level) else None
