"""The form of one narration block on the page of its work, where each source has fields of its own.

It is saved as the form of the work is, field by field beside colleagues, but reads and checks no other block: what is
wrong elsewhere in the work does not keep one block from being saved.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Block, Level, Source, Work
from tour_server.catalogue.block_form import (
    NEW,
    BlockForm,
    block_values,
    read_sources,
    sources_text,
)
from tour_server.catalogue.field_values import Values
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.writing.citations import citation_of, source_of
from web.translations import gettext as _

EMPTY_ROWS = 1  # of sources, for one more; the page's script adds others
_MOST_SOURCES = 50


class SourceRow(Struct, frozen=True):
    """The fields of a source, with their number in the form."""

    number: int
    title: str = ""
    place: str = ""
    identifier: str = ""


class OneBlockForm:
    """A tour_server.catalogue.editing.Form of a work that holds the fields of one of its blocks."""

    def __init__(self, snapshot: CatalogueSnapshot, by: str, block: str) -> None:
        """`block`: its key, or NEW for one that is being added. `by`: the author of what is added."""
        self._blocks, self._block = BlockForm(snapshot, by), block

    def values(self, body: Work) -> Values:
        """Return the block as fields; none where the work does not have it."""
        found = next((one for one in body.blocks if one.key == self._block), None)
        return {} if found is None else block_values(found)

    def read(self, body: Work, typed: Mapping[str, str]) -> tuple[Work, dict[str, str]]:
        """Return the work with the block as typed, and a sentence for each field that is not acceptable."""
        errors: dict[str, str] = {}
        mine = [one for one in body.blocks if one.key == self._block]
        read = self._blocks.read(body.key, mine, typed, errors)
        by_key = {one.key: one for one in read}
        kept = [by_key.pop(one.key, one) for one in body.blocks]
        if self._block == NEW and not by_key:
            errors[f"block.{NEW}.text"] = _("Write the words first.")
        return replace(body, blocks=[*kept, *by_key.values()]), errors


def blank_block(snapshot: CatalogueSnapshot, by: str, language: str, level: Level) -> Block:
    """Return the block that a new one starts from."""
    return replace(BlockForm(snapshot, by).blank(language), level=level)


def typed_values(block: str, fields: Mapping[str, str], stored: Block | None) -> Values:
    """Return the fields of a block's form as those of the work's form: the rows of sources become one text.

    `fields` have names without the block's own: `text`, `cite.0.title`. A row that says what is stored stays as it is.
    """
    prefix = f"block.{block}"
    values = {f"{prefix}.{name}": text for name, text in fields.items() if not _is_row(name)}
    if not any(_is_row(name) for name in fields):
        return values
    sources = []
    before = {} if stored is None else dict(enumerate(stored.sources))
    for number in range(_MOST_SOURCES):
        row = [fields.get(f"cite.{number}.{part}", "").strip() for part in ("title", "place", "id")]
        if not any(row):
            continue
        typed = source_of(*row)
        was = before.get(number)
        same = was is not None and source_of(*_row_of(was)) == typed
        sources.append(was if same and was is not None else typed)
    values[f"{prefix}.sources"] = sources_text(sources)
    return values


def source_rows(text: str) -> list[SourceRow]:
    """Return the rows of sources for the text of a field, and an empty one at the end."""
    sources = read_sources("sources", [], {"sources": text}, {})
    rows = [SourceRow(number, *_row_of(source)) for number, source in enumerate(sources)]
    return [*rows, *(SourceRow(len(rows) + more) for more in range(EMPTY_ROWS))]


def _row_of(source: Source) -> tuple[str, str, str]:
    citation = citation_of(source)
    identifier = "" if citation.identifier is None else citation.identifier.text
    return citation.title, citation.place, identifier


def _is_row(name: str) -> bool:
    return name.startswith("cite.")
