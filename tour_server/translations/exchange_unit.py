"""A text as it goes out to translators and comes in again.

Its id holds a hash of its path and one of the translation that the museum had when the file was made. Every tool keeps
ids, so the file itself says what has changed since, wherever it has been.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from msgspec import Struct

from contract.text_units import HASH_DIGITS, text_hash
from tour_server.catalogue.parts import PartKind
from tour_server.translations.glossary_terms import TermPair
from tour_server.translations.translated_texts import TextState

_NO_TEXT = "0" * HASH_DIGITS
_ID = re.compile(rf"t([0-9a-f]{{{HASH_DIGITS}}})\.([0-9a-f]{{{HASH_DIGITS}}})")


class OutgoingText(Struct, frozen=True):
    """A text for translators. `seconds`: about how long its source takes to say, 0 where it is not said.

    `italics`, `target_italics`: phrases in italics of its source and of its translation (contract.italics).
    """

    path: str
    name: str
    source: str
    target: str
    state: TextState
    seconds: int
    terms: list[TermPair]
    italics: list[str] = []
    target_italics: list[str] = []

    @property
    def id(self) -> str:
        """Its id in a file: an XML name token."""
        return f"t{path_hash(self.path)}.{text_hash(self.target) if self.target else _NO_TEXT}"


class OutgoingPart(Struct, frozen=True):
    """A part with its texts."""

    kind: PartKind
    key: str
    name: str
    texts: list[OutgoingText]


class IncomingText(Struct, frozen=True):
    """A text of a file. `complete`: every piece of it is translated. `machine`: the file says that a machine did.

    `italics`: phrases of the translation that the file marks.
    """

    id: str
    path: str
    source: str
    target: str
    complete: bool = True
    machine: bool = False
    italics: list[str] = []


class IncomingFile(Struct, frozen=True):
    """A file of translations. A language is empty where it says none."""

    source_language: str
    language: str
    texts: list[IncomingText]


def path_hash(path: str) -> str:
    """Return the hash of a path in an id."""
    plain = unicodedata.normalize("NFC", path).encode()
    return hashlib.sha256(plain).hexdigest()[:HASH_DIGITS]


def read_id(text: str) -> tuple[str, str | None]:
    """Return the hash of the path in an id, empty where it has none, and that of the translation before.

    That is empty where there was none, and None where the id is not one of ours.
    """
    found = _ID.search(text)
    if found is None:
        return "", None
    return found[1], "" if found[2] == _NO_TEXT else found[2]
