"""Says from which wording translations were made, where the history of the drafts alone would say something else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.text_units import text_hash
from tour_server.catalogue.parts import PartKind, decode_stored
from tour_server.catalogue.tables import Draft
from tour_server.database import Database
from tour_server.recorder import Recorder
from tour_server.translations.events import CONFIRMED
from tour_server.translations.origins import origins_of, set_origins
from tour_server.translations.translated_texts import (
    TextState,
    TextWording,
    TranslatedText,
    WordingKey,
    WordingOrigin,
    text_state,
    translated_texts,
)
from tour_server.translations.translation_index import TranslationIndex

_TO_CONFIRM = (TextState.STALE, TextState.UNKNOWN)


class Confirming:
    """Sets the origins of translations."""

    def __init__(
        self,
        database: Database,
        index: TranslationIndex,
        recorder: Recorder,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._database, self._index = database, index
        self._recorder, self._now = recorder, now

    def confirm(
        self, kind: PartKind, key: str, language: str, seen: Mapping[str, str], by: str
    ) -> Sequence[str]:
        """Say that texts of a part are still right, in one event. Returns the paths of those that are now fresh.

        `seen`: by path the hash of the source that the person saw. One whose source is another by now is left, and so
        is one that is neither stale nor of a source that is not known. Raises KeyError where there is no such part.
        """
        with self._database.writing() as session:
            row = _locked(session, kind, key)
            if row is None:
                raise KeyError(key)
            origins = origins_of(session, kind, [key])[key]
            found: dict[WordingKey, WordingOrigin] = {}
            paths = []
            for text, wording, source in self._seen(row, language, seen, origins):
                is_seen = text_hash(source.text) == seen[text.path]
                if is_seen and text_state(text, language, origins) in _TO_CONFIRM:
                    origin = WordingOrigin(source.language, seen[text.path], row.version, by)
                    found[wording.key] = origin
                    paths.append(text.path)
            if found:
                set_origins(session, kind, key, found, self._now())
                self._index.count_again(session, kind, key)
                detail = f"{language}, {len(found)}"
                self._recorder.record(CONFIRMED, by, f"{kind.value} {key}", detail, session=session)
        return paths

    def note_seen(
        self, kind: PartKind, key: str, language: str, seen: Mapping[str, str], version: int
    ) -> None:
        """Note of texts that were just saved that they were made from what the person saw in `version`.

        `seen`: by path the hash of that source. It matters where a colleague changed the source meanwhile.
        """
        with self._database.writing() as session:
            self._index.count_again(session, kind, key)
            row = _locked(session, kind, key)
            if row is None:
                return
            origins = origins_of(session, kind, [key])[key]
            found = {
                wording.key: WordingOrigin(source.language, seen[text.path], version)
                for text, wording, source in self._seen(row, language, seen, origins)
                if text_hash(source.text) != seen[text.path]
            }
            if found:
                set_origins(session, kind, key, found, self._now())
                self._index.count_again(session, kind, key)

    def _seen(
        self,
        row: Draft,
        language: str,
        seen: Mapping[str, str],
        origins: Mapping[WordingKey, WordingOrigin],
    ) -> Iterator[tuple[TranslatedText, TextWording, TextWording]]:
        """Yield each text that was seen, its wording in the language, and the one that it is a translation of."""
        body = decode_stored(PartKind(row.kind), row.key, row.body)
        for text in translated_texts(body, self._index.languages()):
            wording = text.wordings.get(language)
            if wording is None or text.path not in seen:
                continue
            origin = origins.get(wording.key)
            made_from = "" if origin is None else origin.source_language
            source = text.wordings.get(made_from) or text.source_for(language)
            if source is not None:
                yield text, wording, source


def _locked(session: Session, kind: PartKind, key: str) -> Draft | None:
    query = select(Draft).where(Draft.kind == kind.value, Draft.key == key)
    return session.scalar(query.with_for_update())
