"""The texts of a part as the index holds them and the page of results shows them: each with its field and language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from contract.museum import GlossaryTerm, Link, Offer, Site, Source, Tour, VisitorPlace, Work
from contract.text_fields import text_fields
from tour_server.catalogue.parts import Body
from tour_server.catalogue.places import PLACE_KIND_LABELS
from tour_server.search.tokens import text_tokens
from web.translations import mark

COLUMNS = ("title", "maker", "names", "label", "narration")  # of the index, the weightiest first
_COLUMN_OF = {"title": "title", "name": "title", "term": "title", "maker": "maker"}
FIELD_WORDS = {
    "title": mark("title"),
    "name": mark("name"),
    "term": mark("term"),
    "maker": mark("maker"),
    "date": mark("date"),
    "place": mark("place"),
    "materials": mark("material"),
    "dimensions": mark("dimensions"),
    "prices": mark("prices"),
    "questions": mark("question"),
    "alt": mark("description of a picture"),
    "note": mark("note on rights"),
    "summary": mark("summary"),
    "text": mark("text"),
    "meaning": mark("meaning"),
    "there": mark("way there"),
    "back": mark("way back"),
    "reason": mark("special day"),
    "block": mark("narration"),
    "source": mark("source"),
    "room": mark("room"),
    "key": mark("key"),
    "number": mark("number"),
    "inventory": mark("inventory number"),
    "rights": mark("rights"),
    "form": mark("term"),
    "file": mark("file"),
    "writer": mark("author"),
}


class PartText(Struct, frozen=True):
    """A text of a part: its column (COLUMNS), its field (FIELD_WORDS), and its language, empty where it has none."""

    column: str
    field: str
    text: str
    language: str = ""


def part_texts(key: str, body: Body, rooms: Mapping[str, Mapping[str, str]]) -> Iterator[PartText]:
    """Yield every text of a part. `rooms`: the names of each room, by which works are found, too."""
    if isinstance(body, Work):
        yield PartText("names", "number", str(body.number))
        yield PartText("names", "inventory", body.inventory)
    yield PartText("names", "key", key)
    if isinstance(body, VisitorPlace):
        yield PartText("title", "name", dict(PLACE_KIND_LABELS)[body.kind.value], "en")
        return
    for field in text_fields(body):
        name = field.path.rpartition("/")[2]
        column = _COLUMN_OF.get(name, "label")
        for language, text in field.text.items():
            yield PartText(column, name if name in FIELD_WORDS else "text", text, language)
    if isinstance(body, Work | Link):
        for block in body.blocks:
            yield PartText("narration", "block", block.text, block.language)
            yield PartText("label", "writer", block.written_by)
            yield from _sources(block.sources)
    yield from _of_kind(body, rooms)


def _of_kind(body: Body, rooms: Mapping[str, Mapping[str, str]]) -> Iterator[PartText]:
    if isinstance(body, Work):
        yield from _sources(body.sources)
        for language, text in rooms.get(body.room, {}).items():
            yield PartText("label", "room", text, language)
        stated = [] if body.rights is None else [body.rights]
        for one in [*stated, *(medium.rights for medium in body.media)]:
            yield PartText("label", "rights", f"{one.holder} {one.licence}".strip())
        for medium in body.media:
            yield PartText("label", "file", medium.file.rpartition("/")[2])
    elif isinstance(body, GlossaryTerm):
        yield from _sources(body.sources)
        for language, forms in body.forms.items():
            for form in forms:
                yield PartText("title", "form", form, language)
    elif isinstance(body, Site):
        for word in body.lexicon:
            yield PartText("label", "text", word.written, word.language)
    elif isinstance(body, Offer):
        yield PartText("label", "writer", body.written_by)


def part_tokens(texts: Iterator[PartText]) -> dict[str, str]:
    """Return what the index holds of a part, by column."""
    found: dict[str, list[str]] = {column: [] for column in COLUMNS}
    for one in texts:
        if one.text:
            found[one.column] += text_tokens(one.text, one.language)
    return {column: " ".join(tokens) for column, tokens in found.items()}


def stops_of(body: Body) -> list[str]:
    """Return the works of a tour, [] of any other part."""
    return [stop.work for stop in body.stops] if isinstance(body, Tour) else []


def _sources(sources: list[Source]) -> Iterator[PartText]:
    for source in sources:
        yield PartText("label", "source", f"{source.citation} {source.where or ''}".strip())
