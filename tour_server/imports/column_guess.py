"""Guesses what the columns of a spreadsheet hold, from their headings and their first values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Level
from tour_server.imports.column_fields import (
    FIELD_OF,
    NAMES_OF_OBJECTS,
    OTHER_THINGS,
    REPEATED,
    WORDED,
    ColumnField,
    heading_words,
)
from tour_server.imports.column_languages import (
    LEVEL_WORDS,
    detected_language,
    stated_language,
    stated_tag,
)
from tour_server.imports.column_mapping import CERTAIN, ColumnMapping, MappedColumn
from tour_server.imports.heading_rows import find_headings
from tour_server.imports.sheet_pictures import has_picture_ending
from tour_server.imports.sheet_table import SheetRow, Table, column_letters
from web.translations import gettext as _

_SAMPLE_ROWS = 200
_LONGEST_VALUE = 100  # characters of a value that a person is shown
_SHORTEST_PART = 5  # letters of a known heading that is part of a longer one
# 1988.014.0003, NM-12/3: no count of a database, no UUID, no address
_ACCESSION = re.compile(r"(?=\D*\d)(?!\d+\.0$)[^\W_]{1,10}(?:[./ -][^\W_]{1,10}){1,4}")
_KNOWN, _CONTENT, _PART = CERTAIN, 0.7, 0.5  # confidence
# Words that say nothing of their own in "Objects.ObjectNumber", "Title of work" and "Titre de l'œuvre".
_OBJECT = frozenset(
    heading_words(
        """
        object objects objekt objekte objet objets objeto work werk artwork item obj oeuvre obra
        """
    )
)
_ARTICLES = frozenset(
    heading_words(
        """
        of the de het la le les l du des d der das die des del el los van von
        """
    )
)


class _Guess(Struct, frozen=True):
    field: ColumnField | None
    language: str | None = None
    level: Level | None = None
    confidence: float = 0.0


def guess_columns(table: Table, languages: Sequence[str] = (), chosen: str = "") -> ColumnMapping:
    """Guess how a file is read: which of its sheets, where its headings stand, and what each column holds.

    `languages`: those of the museum, which are taken first where a text can be in several. `chosen`: the sheet that is
    read, whichever would be guessed. Raises SheetError.
    """
    best: tuple[int, ColumnMapping] | None = None
    sheets = [chosen] if chosen in table.sheets else table.sheets
    for sheet in sheets or [""]:
        sample = list(islice(table.rows(sheet), _SAMPLE_ROWS))
        mapping = _guess_sheet(table, sheet, sample, languages)
        known = sum(column.confidence >= _CONTENT for column in mapping.columns)
        if best is None or known > best[0]:
            best = known, mapping
    assert best is not None  # noqa: S101  (there is one sheet at least)
    return best[1]


def _guess_sheet(
    table: Table, sheet: str, sample: list[SheetRow], languages: Sequence[str]
) -> ColumnMapping:
    found = find_headings(sample, _is_known, _has_wording)
    headings, rows = found.cells, sample[found.last + 1 :]
    width = max([len(headings), *(len(row.cells) for row in rows)], default=0)
    columns = []
    for column in range(width):
        heading = headings[column] if column < len(headings) else ""
        values = [row.cell(column) for row in rows if row.cell(column)]
        heading_guess = _of_content(_of_heading(heading), values)
        columns.append(
            MappedColumn(
                heading or _("column {letters}", letters=column_letters(column)),
                heading_guess.field,
                heading_guess.language,
                heading_guess.level,
                heading_guess.confidence,
                [value[:_LONGEST_VALUE] for value in values[:3]],
            )
        )
    columns = _with_inventory(_without_empty_end(columns), rows)
    columns = _told_apart(columns, rows)
    heading_row = sample[found.last].number if found.last >= 0 else 0
    layout = replace(table.layout, sheet=sheet, heading_row=heading_row)
    return ColumnMapping(columns, layout=layout, language=_default(columns, rows, languages))


def _is_known(heading: str) -> bool:
    return _of_heading(heading).confidence >= _CONTENT


def _has_wording(heading: str) -> bool:
    return _of_heading(heading).field in WORDED


def _of_heading(heading: str) -> _Guess:
    """Guess what a column holds from its heading alone; `Titel (en)`, `title_nl` and `Titre FR` say a language."""
    words = heading_words(heading)
    if not words:
        return _Guess(None)
    whole = FIELD_OF.get("".join(words))
    if whole is not None:
        weak = "".join(words) in NAMES_OF_OBJECTS
        return _Guess(whole, confidence=_CONTENT if weak else _KNOWN)
    pieces = re.split(r"[:.]", heading.strip(":. "))  # Dublin Core:Title, Objects.ObjectNumber
    *before, value = heading_words(pieces[-1]) or [""]
    if len(pieces) > 2 and value == "value" and not OTHER_THINGS.intersection(before):
        pieces.pop()  # CollectiveAccess: ca_objects.date.dates_value
    last = pieces[-1]
    if last != heading and (field := FIELD_OF.get("".join(heading_words(last)))) is not None:
        return _Guess(field, confidence=_CONTENT)
    language, level = None, None
    bracketed = re.search(
        r"[(\[]([^)\]]+)[)\]]\s*$|[:|/_ -]([a-z]{2,3}-[A-Za-z]{2,4})\s*$", heading
    )
    if bracketed and (language := stated_tag(bracketed[1] or bracketed[2])):
        words = heading_words(heading[: bracketed.start()])
    rest = []
    for at, word in enumerate(words):
        at_an_end = at in (0, len(words) - 1) and len(words) > 1
        if level is None and word in LEVEL_WORDS and len(words) > 1:
            level = LEVEL_WORDS[word]
        elif language is None and at_an_end and (stated := stated_language(word)):
            language = stated
        else:
            rest.append(word)
    field = FIELD_OF.get("".join(rest))
    if field in WORDED:
        return _Guess(field, language, level if field == ColumnField.TEXT else None, _KNOWN)
    if field is not None and language is None and level is None:
        return _Guess(field, confidence=_KNOWN)
    return _of_part(words)


def _of_part(words: list[str]) -> _Guess:
    """Guess from a part of a heading: `Objects.ObjectNumber`, `Title of work`, `artist 1`."""
    if OTHER_THINGS.intersection(words):
        return _Guess(None)
    if words and words[-1].isdigit():
        words = words[:-1]
    words = [word for word in words if word not in _ARTICLES]
    without_object = [word for word in words if word not in _OBJECT]
    field = FIELD_OF.get("".join(words)) or FIELD_OF.get("".join(without_object))
    if field is not None:
        return _Guess(field, confidence=_CONTENT)
    found = {
        FIELD_OF[word]
        for word in without_object
        if len(word) >= _SHORTEST_PART and word in FIELD_OF
    }
    return _Guess(found.pop(), confidence=_PART) if len(found) == 1 else _Guess(None)


def _of_content(guess: _Guess, values: Sequence[str]) -> _Guess:
    """Correct a guess by the values of its column: pictures end in .jpg, numbers that visitors type are numbers."""
    if not values:
        return guess
    pictures = sum(has_picture_ending(value) for value in values) / len(values)
    if pictures > 0.6 and guess.field != ColumnField.PICTURE and guess.confidence < _KNOWN:
        return _Guess(ColumnField.PICTURE, confidence=_CONTENT)
    numbers = sum(bool(re.fullmatch(r"\d{1,5}(\.0)?", value)) for value in values) / len(values)
    if guess.field == ColumnField.NUMBER and numbers < 0.5:
        return _Guess(ColumnField.INVENTORY, confidence=_PART)
    if guess.field == ColumnField.LANGUAGE:
        known = sum(stated_language(value) is not None for value in values) / len(values)
        return guess if known > 0.5 else _Guess(None)
    if guess.field == ColumnField.LEVEL:
        known = sum(value.casefold() in LEVEL_WORDS for value in values) / len(values)
        return guess if known > 0.5 else _Guess(None)
    if guess.field == ColumnField.SOURCE and pictures > 0.6:
        return _Guess(ColumnField.PICTURE, confidence=_CONTENT)
    return guess


def _without_empty_end(columns: list[MappedColumn]) -> list[MappedColumn]:
    """Return the columns without those at the end that have neither a heading nor a value."""
    end = len(columns)
    while end and not columns[end - 1].values and columns[end - 1].confidence == 0:
        if columns[end - 1].heading != _("column {letters}", letters=column_letters(end - 1)):
            break
        end -= 1
    return columns[:end]


def _with_inventory(columns: list[MappedColumn], rows: Sequence[SheetRow]) -> list[MappedColumn]:
    """Return the columns with the identifier as inventory number where there is no other: PastPerfect's objectid.

    What a database counts (1001) or makes up (a UUID, an address) is none.
    """
    if any(column.field == ColumnField.INVENTORY for column in columns):
        return columns
    made = list(columns)
    for at, column in enumerate(columns):
        values = [row.cell(at) for row in rows if row.cell(at)]
        if column.field == ColumnField.IDENTIFIER and _are_accessions(values):
            made[at] = replace(column, field=ColumnField.INVENTORY, confidence=_CONTENT)
            break
    return made


def _are_accessions(values: Sequence[str]) -> bool:
    return 2 * sum(bool(_ACCESSION.fullmatch(value)) for value in values) > len(values)


def _told_apart(columns: list[MappedColumn], rows: Sequence[SheetRow]) -> list[MappedColumn]:
    """Return the columns so that no two hold the same: by the language of their texts, or the surest one stays."""
    made = list(columns)
    for at, column in enumerate(columns):
        rivals = [
            other
            for other, one in enumerate(columns)
            if one.holds() == column.holds() and other != at and column.field is not None
        ]
        if not rivals or column.field in REPEATED:
            continue
        if column.field in WORDED and column.language is None:
            language = detected_language((row.cell(at) for row in rows), enough=1)
            if language is not None and at > min(rivals):
                confidence = min(column.confidence, _CONTENT)
                made[at] = replace(column, language=language, confidence=confidence)
    surest: dict[object, int] = {}
    for at, column in enumerate(made):
        if column.field is None or column.field in REPEATED:
            continue
        first = surest.setdefault(column.holds(), at)
        if first == at:
            continue
        loser = first if column.confidence > made[first].confidence else at
        winner = at if loser == first else first
        surest[column.holds()] = winner
        note = _(
            "{heading} holds the same. Say what this column holds.", heading=made[winner].heading
        )
        made[loser] = replace(made[loser], field=None, language=None, confidence=0.0, note=note)
    return made


def _default(
    columns: Sequence[MappedColumn], rows: Sequence[SheetRow], languages: Sequence[str]
) -> str | None:
    """Return the language of the texts for which no column says one, None when it is not sure."""
    if any(column.field == ColumnField.LANGUAGE for column in columns):
        return None
    unstated = [
        at
        for at, column in enumerate(columns)
        if column.field in (ColumnField.TEXT, ColumnField.TITLE, ColumnField.MATERIALS)
        and column.language is None
    ]
    found = detected_language(row.cell(at) for row in rows for at in unstated)
    return found or (languages[0] if len(languages) == 1 and unstated else None)
