"""Which column of a spreadsheet holds what: guessed, changed by a person, and remembered for the same headings."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from contract.museum import Language, Level
from tour_server.imports.column_fields import REPEATED, WORDED, ColumnField, heading_words
from tour_server.imports.sheet_table import SheetLayout
from web.translations import gettext as _

CERTAIN = 0.9
"""The confidence of a guess from a whole heading that is known."""


class MappedColumn(Struct, frozen=True, omit_defaults=True):
    """A column. `field` None: it is not read.

    `language` and `level` are those of its texts, None where other columns or the mapping say them. `confidence`, 0 to
    1, is of the guess; what a person chose has 1. `values` are its first three. `note` is a sentence for the person.
    """

    heading: str
    field: ColumnField | None = None
    language: Language | None = None
    level: Level | None = None
    confidence: Annotated[float, Meta(ge=0, le=1)] = 0.0
    values: list[str] = []
    note: str = ""

    def holds(self) -> tuple[ColumnField | None, str | None, Level | None]:
        """Returns what two columns may not both hold."""
        return self.field, self.language, self.level


class ColumnMapping(Struct, frozen=True, omit_defaults=True):
    """How a spreadsheet is read into records. `language` is that of texts for which no column says one."""

    columns: list[MappedColumn]
    layout: SheetLayout = SheetLayout()
    language: Language | None = None

    @property
    def headings_key(self) -> str:
        """A name for the set of headings, under which a mapping is remembered; the order does not matter."""
        names = sorted(" ".join(heading_words(column.heading)) for column in self.columns)
        return hashlib.sha256("\n".join(names).encode()).hexdigest()[:32]

    def remembering(self, earlier: ColumnMapping) -> ColumnMapping:
        """Return this mapping with what an earlier one says of columns with the same headings."""
        known: dict[str, list[MappedColumn]] = {}
        for column in earlier.columns:
            known.setdefault(" ".join(heading_words(column.heading)), []).append(column)
        columns = []
        for column in self.columns:
            same = known.get(" ".join(heading_words(column.heading)), [])
            if same:
                chosen = same.pop(0)
                column = replace(
                    column,
                    field=chosen.field,
                    language=chosen.language,
                    level=chosen.level,
                    confidence=1.0,
                    note="",
                )
            columns.append(column)
        return replace(self, columns=columns, language=earlier.language or self.language)

    @property
    def is_certain(self) -> bool:
        """Whether a person need not look at it: each column that has a value is known by its heading, or was chosen."""
        return not self.problems() and all(
            column.confidence >= CERTAIN for column in self.columns if column.values
        )

    def without_values(self) -> ColumnMapping:
        """Return this without what stands in the columns, to be remembered."""
        return replace(self, columns=[replace(one, values=[]) for one in self.columns])

    def of(self, field: ColumnField) -> list[int]:
        """Return the columns that hold this, from 0."""
        return [at for at, column in enumerate(self.columns) if column.field == field]

    def problems(self) -> list[str]:
        """Return a sentence for whatever keeps this mapping from being used."""
        if not any(column.field for column in self.columns):
            return [_("No column is known. Say what the columns hold.")]
        naming = (
            ColumnField.IDENTIFIER,
            ColumnField.KEY,
            ColumnField.INVENTORY,
            ColumnField.TITLE,
            ColumnField.PICTURE,
        )
        problems = []
        if not any(self.of(field) for field in naming):
            problems.append(
                _("No column says which work a row is about: an inventory number or a title.")
            )
        return problems + _twice(self.columns)


def _twice(columns: Sequence[MappedColumn]) -> list[str]:
    """Return a sentence for each column that holds the same as one before it."""
    seen: dict[tuple[ColumnField | None, str | None, Level | None], str] = {}
    problems = []
    for column in columns:
        if column.field is None or column.field in REPEATED:
            continue
        first = seen.setdefault(column.holds(), column.heading)
        if first is not column.heading:
            hint = _("Choose a language for one of them.") if column.field in WORDED else ""
            sentence = _(
                "The columns {first} and {second} hold the same.",
                first=first,
                second=column.heading,
            )
            problems.append(f"{sentence} {hint}".strip())
    return problems
