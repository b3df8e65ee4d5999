"""Collects the texts that go out to translators, of the parts that a filter of the grid shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from narration.speaking_pace import text_seconds
from tour_server.catalogue.bulk_write import BATCH, BulkRead
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind
from tour_server.database import Database
from tour_server.imports.batches import batches
from tour_server.translations.exchange_unit import OutgoingPart, OutgoingText
from tour_server.translations.glossary_terms import GlossaryPairs
from tour_server.translations.grid import Grid, GridFilter
from tour_server.translations.origins import origins_of
from tour_server.translations.text_words import block_at, name_of_text
from tour_server.translations.translated_texts import (
    TextState,
    TextWording,
    WordingKey,
    WordingOrigin,
    text_state,
    translated_texts,
)
from tour_server.translations.translation_index import TranslationIndex, part_name


class Order(Struct, frozen=True):
    """What a translator gets: texts from one language into another, in these states; none is all of them."""

    source_language: str
    language: str
    wanted: GridFilter
    states: tuple[TextState, ...] = ()


class Outgoing:
    """Reads the texts."""

    def __init__(
        self, database: Database, drafts: Drafts, index: TranslationIndex, grid: Grid
    ) -> None:
        self._database = database
        self._drafts, self._index, self._grid = drafts, index, grid

    def parts(self, order: Order) -> Iterator[OutgoingPart]:
        """Yield the parts that have texts to translate, a batch in memory at a time."""
        languages = self._index.languages()
        terms = [one.body for one in self._drafts.all(PartKind.TERM, without_newer=True)]
        glossary = GlossaryPairs(terms, order.source_language, order.language)
        themes = {
            one.key: part_name(one.body, one.key, [order.source_language, *languages])
            for one in self._drafts.all(PartKind.THEME, without_newer=True)
        }
        found = self._grid.parts(order.wanted)
        for kind in dict.fromkeys(kind for kind, _key in found):
            keys = [key for one, key in found if one is kind]
            for batch in batches(keys, BATCH):
                with self._database.reading() as session:
                    read = BulkRead(session)
                    bodies = read.read(kind, batch)
                    origins = origins_of(session, kind, batch)
                for key in batch:
                    _version, body = bodies.get(key, (0, None))
                    texts = _texts(body, order, languages, origins[key], glossary, themes)
                    if texts:
                        name = part_name(body, key, [order.source_language, *languages])
                        yield OutgoingPart(kind, key, name, texts)


def _texts(
    body: Any,
    order: Order,
    languages: list[str],
    origins: dict[WordingKey, WordingOrigin],
    glossary: GlossaryPairs,
    themes: dict[str, str],
) -> list[OutgoingText]:
    found = []
    for text in translated_texts(body, languages):
        source = text.wordings.get(order.source_language)
        if source is None:
            continue
        state = text_state(text, order.language, origins)
        if order.states and state not in order.states:
            continue
        target = text.wordings.get(order.language)
        seconds = round(text_seconds(source.text)) if text.is_narration else 0
        found.append(
            OutgoingText(
                text.path,
                name_of_text(body, text.path, themes),
                source.text,
                "" if target is None else target.text,
                state,
                max(1, seconds) if text.is_narration else 0,
                glossary.in_text(source.text),
                _italics(body, source),
                _italics(body, target),
            )
        )
    return found


def _italics(body: Any, wording: TextWording | None) -> list[str]:
    block = None if wording is None else block_at(body, wording.path)
    return [] if block is None else list(block.italics)
