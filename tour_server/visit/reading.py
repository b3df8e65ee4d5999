"""The words of a work's page: the narration in paragraphs, in which the words of the glossary are marked."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from contract.italics import italic_ranges
from narration.glossary import GlossaryInLanguage, TextPiece, WordMeaning
from tour_server.visit.work_narration import NarrationTrack, WorkNarration


class ReadBlock(Struct, frozen=True):
    """One block to read. `met`: the works of which a visitor must have met one; empty: it is for everybody."""

    track: NarrationTrack
    paragraphs: list[list[TextPiece]]
    met: tuple[str, ...] = ()


class Reading(Struct, frozen=True):
    """One narration to read."""

    blocks: list[ReadBlock]

    @property
    def marked_words(self) -> list[tuple[str, str]]:
        """The marked words as they stand in the texts, each once, with the keys of their terms."""
        found = {
            " ".join(piece.text.split()): piece.term
            for block in self.blocks
            for paragraph in block.paragraphs
            for piece in paragraph
            if piece.term
        }
        return list(found.items())


class Readings(Struct, frozen=True):
    """The narrations of a page, each at its place in the list, and what their marked words mean, each once."""

    narrations: list[Reading]
    meanings: list[WordMeaning]


def word_id(language: str, key: str) -> str:
    """Returns the id of a meaning on the page."""
    return f"word-{language}-{key}"


def readings(
    narrations: Sequence[WorkNarration], glossary: Callable[[str], GlossaryInLanguage]
) -> Readings:
    """Returns the narrations to read. `glossary` returns that of a language.

    A word is marked where it comes first in a narration. A block on a link, which may not be shown, marks it again.
    """
    meanings: dict[tuple[str, str], WordMeaning] = {}

    def marked(track: NarrationTrack, seen: set[str]) -> list[list[TextPiece]]:
        words = glossary(track.block.language)
        paragraphs = []
        for paragraph in track.block.text.strip().split("\n\n"):
            pieces = words.pieces(paragraph, seen)
            for key in (piece.term for piece in pieces if piece.term):
                seen.add(key)
                meanings.setdefault((track.block.language, key), words.meaning(key))
            paragraphs.append(_with_italics(pieces, track.block.italics))
        return paragraphs

    found = []
    for narration in narrations:
        seen: set[str] = set()
        blocks = [
            ReadBlock(track, marked(track, seen)) for track in [*narration.first, *narration.deeper]
        ]
        blocks += [
            ReadBlock(link.track, marked(link.track, set()), link.met) for link in narration.links
        ]
        found.append(Reading(blocks))
    return Readings(found, list(meanings.values()))


def _with_italics(pieces: Sequence[TextPiece], phrases: Sequence[str]) -> list[TextPiece]:
    """Returns the pieces of a paragraph, divided where italics begin and end."""
    if not phrases:
        return list(pieces)
    text = "".join(piece.text for piece in pieces)
    ranges = italic_ranges(text, [unicodedata.normalize("NFC", one) for one in phrases])
    edges = sorted({edge for span in ranges for edge in span})
    found, at = [], 0
    for piece in pieces:
        end = at + len(piece.text)
        cuts = [at, *(edge for edge in edges if at < edge < end), end]
        for begin, until in pairwise(cuts):
            italic = any(low <= begin < high for low, high in ranges)
            found.append(replace(piece, text=text[begin:until], italic=italic))
        at = end
    return found
