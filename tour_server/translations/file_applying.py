"""Applies a file of translations to the drafts, and undoes it: each in one transaction and one event.

Every text is compared once more with the draft as it is now. What a colleague changed since is left, and named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import select

from contract.museum import Authorship
from contract.text_units import text_hash
from tour_server.catalogue.bulk_write import BATCH, BulkWrite
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind, decode_stored
from tour_server.catalogue.tables import Revision
from tour_server.imports.batches import batches
from tour_server.recorder import Recorder
from tour_server.translations.block_keys import block_keys
from tour_server.translations.events import FILE_APPLIED, FILE_UNDONE
from tour_server.translations.origins import set_origins
from tour_server.translations.part_writing import author_of, fits, with_translation
from tour_server.translations.translated_italics import italics_at
from tour_server.translations.translated_texts import (
    TranslatedText,
    WordingOrigin,
    translated_texts,
)
from tour_server.translations.translation_files import (
    FileState,
    StoredText,
    TranslationFile,
    TranslationFiles,
)
from web.translations import mark

CHANGED_SINCE = mark("A colleague changed it after the file was read.")
CHANGED_AFTERWARDS = mark("A colleague changed it after the file was applied.")
NOT_THERE = mark("A colleague removed it.")
DOES_NOT_FIT = mark("It can't be kept: look at its length and its signs.")
NO_KEY = mark("There is no free key for a new block of it.")


class FileApplying:
    """Applies and undoes files."""

    def __init__(
        self,
        files: TranslationFiles,
        drafts: Drafts,
        recorder: Recorder,
        languages: Callable[[], list[str]],
    ) -> None:
        self._files, self._drafts = files, drafts
        self._recorder, self._languages = recorder, languages

    def apply(self, number: int, by: str) -> int:
        """Apply a file; one that is applied already stays as it is. Returns how many texts were written.

        Raises KeyError where there is no such file, DocumentVersionError for a draft of newer software.
        """
        return self._change(number, by, undo=False)

    def undo(self, number: int, by: str) -> int:
        """Undo a file that was applied: what it changed is what it was. Returns how many texts that are.

        Raises KeyError where there is no such file, DocumentVersionError for a draft of newer software.
        """
        return self._change(number, by, undo=True)

    def _change(self, number: int, by: str, *, undo: bool) -> int:
        before, after, event = (
            (FileState.APPLIED, FileState.UNDONE, FILE_UNDONE)
            if undo
            else (FileState.PROPOSED, FileState.APPLIED, FILE_APPLIED)
        )
        keys = block_keys(self._drafts)
        with self._drafts.in_bulk(by) as write:
            one = self._files.get(number, write.session)
            if one.state is not before:
                return 0
            run = _FileRun(one, write, self._files, self._languages(), keys, undo=undo)
            count = run.run()
            self._files.set_state(write.session, number, after, by)
            self._recorder.record(
                event, by, one.name, f"{one.language}, {count}", session=write.session
            )
        return count


class _FileRun:
    """One file that is being applied or undone."""

    def __init__(
        self,
        file: TranslationFile,
        write: BulkWrite,
        files: TranslationFiles,
        languages: Sequence[str],
        keys: set[str],
        *,
        undo: bool,
    ) -> None:
        self._file, self._write, self._files = file, write, files
        self._languages, self._keys, self._undo = languages, keys, undo

    def run(self) -> int:
        """Write every text that is wanted. Returns how many were written."""
        session, count = self._write.session, 0
        found = self._files.of_parts(session, self._file.number, written=self._undo)
        for kind in dict.fromkeys(PartKind(kind) for kind, _key in found):
            keys = [key for one, key in found if one == kind.value]
            for batch in batches(keys, BATCH):
                drafts = self._write.read(kind, batch)
                bodies = {}
                done: dict[str, list[StoredText]] = {}
                for key in batch:
                    body = drafts.get(key, (0, None))[1]
                    changed, done[key] = self._part(kind, body, found[kind.value, key])
                    if done[key]:
                        bodies[key] = changed
                        count += len(done[key])
                self._write.write(kind, bodies)
                if not self._undo:
                    for key, body in bodies.items():
                        self._note_origins(kind, key, body, done[key])
        return count

    def _part(
        self, kind: PartKind, body: Any, texts: Sequence[StoredText]
    ) -> tuple[Any, list[StoredText]]:
        """Return a part with the texts that can be written, and those; note of each what became of it."""
        done = []
        for one in texts:
            changed, left = self._written(kind, body, one)
            if not left:
                body = changed
                done.append(one)
            self._files.note(
                self._write.session,
                self._file.number,
                one.place,
                written=self._undo if left else not self._undo,
                left=left,
            )
        return body, done

    def _written(self, kind: PartKind, body: Any, one: StoredText) -> tuple[Any, str]:
        """Return a part with one text, or why that is left alone."""
        text = _text_at(body, one.text.path, self._languages)
        if text is None:
            return body, NOT_THERE
        wording = text.wordings.get(self._file.language)
        now = "" if wording is None else wording.text
        expected, wanted = (
            (one.text.after, one.text.before) if self._undo else (one.text.before, one.text.after)
        )
        if text_hash(now) != text_hash(expected):
            return body, CHANGED_AFTERWARDS if self._undo else CHANGED_SINCE
        by, authorship, italics = self._author(kind, one)
        try:
            changed = with_translation(
                body,
                text.path,
                self._file.language,
                wanted,
                self._languages,
                lambda: self._keys,
                by=by,
                authorship=authorship,
                italics=italics,
            )
        except ValueError:
            return body, NO_KEY
        if not fits(kind, changed):
            return body, DOES_NOT_FIT
        self._keys |= {block.key for block in getattr(changed, "blocks", ())}
        return changed, ""

    def _author(self, kind: PartKind, one: StoredText) -> tuple[str, Authorship, list[str]]:
        """Return who wrote what is written, and what of it is in italics.

        That is the translator, or on an undo who wrote what comes back.
        """
        machine = Authorship.TRANSLATION_MACHINE if one.text.machine else Authorship.PERSON
        translator = self._file.translated_by or self._file.asked_by
        if not self._undo or not one.text.before:
            return translator, machine, one.text.italics
        for _version, earlier in self._versions(kind, one.text.key):
            text = _text_at(earlier, one.text.path, self._languages)
            wording = None if text is None else text.wordings.get(self._file.language)
            if wording is not None and wording.text == one.text.before:
                by, hand = author_of(earlier, wording.path, self._file.language)
                path, language = one.text.path, self._file.language
                return by, hand, italics_at(earlier, path, language, self._languages)
        return translator, Authorship.PERSON, []

    def _versions(self, kind: PartKind, key: str) -> Iterator[tuple[int, Any]]:
        """Yield the versions of a part that it was not removed in, the newest first."""
        query = (
            select(Revision.version, Revision.body)
            .where(Revision.kind == kind.value, Revision.key == key, Revision.body.is_not(None))
            .order_by(Revision.version.desc())
        )
        for version, stored in self._write.session.execute(query):
            yield version, decode_stored(kind, key, stored or "")

    def _note_origins(
        self, kind: PartKind, key: str, body: Any, done: Sequence[StoredText]
    ) -> None:
        """Note that the texts were made from the wordings in the file, whatever the drafts say by now."""
        found = {}
        texts = translated_texts(body, self._languages)
        for one in done:
            text = next((text for text in texts if one.text.path == text.path), None)
            wording = None if text is None else text.wordings.get(self._file.language)
            if text is None or wording is None:
                continue
            source_hash = text_hash(one.text.source)
            version = self._version_with(kind, key, text, source_hash)
            found[wording.key] = WordingOrigin(self._file.source_language, source_hash, version)
        set_origins(self._write.session, kind, key, found, self._files.now())

    def _version_with(
        self, kind: PartKind, key: str, text: TranslatedText, source_hash: str
    ) -> int:
        """Return the newest version of a part whose source has this hash, 0 where none has."""
        source = text.wordings.get(self._file.source_language)
        if source is None:
            return 0
        for version, earlier in self._versions(kind, key):
            for one in translated_texts(earlier, self._languages):
                wording = one.wordings.get(self._file.source_language)
                if wording and wording.path == source.path:
                    if text_hash(wording.text) == source_hash:
                        return version
                    break
        return 0


def _text_at(body: Any, path: str, languages: Sequence[str]) -> TranslatedText | None:
    """Return the text of a part at a path, also where the first block of its group has another key by now."""
    for text in translated_texts(body, languages):
        if path == text.path or path in [one.path for one in text.wordings.values()]:
            return text
    return None
