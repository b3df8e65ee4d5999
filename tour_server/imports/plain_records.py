"""Takes HTML out of what a source says: no text of the museum has tags, and a block keeps its italics beside it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from contract.museum import Source, Text
from tour_server.catalogue.marked_text import line_without_marks, text_and_italics
from tour_server.catalogue.words_of_html import line_of_html
from tour_server.imports.records import Record, RecordBlock, RecordPicture, RecordSource


class PlainSource:
    """A source whose records have plain text."""

    def __init__(self, source: RecordSource) -> None:
        self._source = source

    @property
    def name(self) -> str:
        """What staff call it."""
        return self._source.name

    def records(self) -> Iterator[Record]:
        """Yield each record of the source. Raises MuseumError when nothing of it can be read."""
        return map(plain_record, self._source.records())


def plain_record(record: Record) -> Record:
    """Return a record with plain text in each of its fields."""
    decoded = record.is_decoded

    def line(words: str) -> str:
        return line_of_html(words, is_decoded=decoded)

    def text(words: Text) -> Text:
        return _lines(words, decoded=decoded)

    return replace(
        record,
        title=text(record.title),
        maker=text(record.maker),
        date=text(record.date),
        place=text(record.place),
        materials=text(record.materials),
        room=line(record.room),
        inventory=line(record.inventory),
        holder=line(record.holder),
        pictures=[_picture(one, decoded=decoded) for one in record.pictures],
        blocks=[_block(one) for one in record.blocks],
        sources=_sources(record.sources, decoded=decoded),
    )


def _picture(picture: RecordPicture, *, decoded: bool) -> RecordPicture:
    return replace(
        picture,
        alt=_lines(picture.alt, decoded=decoded),
        holder=line_of_html(picture.holder, is_decoded=decoded),
        credit=line_of_html(picture.credit, is_decoded=decoded),
    )


def _lines(words: Text, *, decoded: bool) -> Text:
    return {
        language: line_without_marks(one, is_decoded=decoded) for language, one in words.items()
    }


def _block(block: RecordBlock) -> RecordBlock:
    text, italics = text_and_italics(block.text, is_decoded=block.is_decoded)
    return replace(
        block,
        text=text,
        italics=list(dict.fromkeys([*block.italics, *italics])),
        sources=_sources(block.sources, decoded=block.is_decoded),
        written_by=line_of_html(block.written_by, is_decoded=block.is_decoded),
    )


def _sources(sources: list[Source], *, decoded: bool) -> list[Source]:
    """Return the sources without tags. One of which nothing is left but tags is left out."""
    found = []
    for one in sources:
        citation = line_of_html(one.citation, is_decoded=decoded)
        where = None if one.where is None else line_of_html(one.where, is_decoded=decoded)
        if citation or where:
            found.append(Source(citation or where or "", where or None))
    return found
