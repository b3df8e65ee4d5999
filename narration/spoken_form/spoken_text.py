"""Turns a written text into the text that a speech engine is given, and keeps where each spoken word comes from.

Note: subtitles show the written text. By `SpokenText.written_place` the times that an engine reports for spoken words
become times of written words (narration.speech.spoken_words).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from contract.museum import Pronunciation
from narration.spoken_form.abbreviations import say_abbreviations, say_initials, say_letters
from narration.spoken_form.codes import keep_addresses, say_codes, say_shapes
from narration.spoken_form.dates import say_dates
from narration.spoken_form.dutch import Dutch
from narration.spoken_form.english import English
from narration.spoken_form.french import French
from narration.spoken_form.german import German
from narration.spoken_form.lexicon import find_entries, say_lexicon
from narration.spoken_form.measures import say_measures
from narration.spoken_form.ordinals import say_ordinals
from narration.spoken_form.scan import Scan, SpokenPart
from narration.spoken_form.spanish import Spanish
from narration.spoken_form.wording import Wording
from narration.spoken_form.years import say_numbers
from runtime.languages import primary_language

WORDINGS: dict[str, Wording] = {
    wording.code: wording for wording in (Dutch(), English(), French(), German(), Spanish())
}
"""The languages that have rules; a text in another one is said as it is written, but for the museum's lexicon."""

# A sign and the marks that combine with it, or the parts of a Hangul syllable: what NFC may make one sign of.
_CLUSTER = re.compile(
    r"[\u1100-\u11ff]+|.[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u065f\u0900-\u0dff\u3099\u309a]*",
    re.DOTALL,
)


@dataclass(frozen=True)
class SpokenText:
    """`spoken` is what the engine is given for `written`. `parts`: the pieces that differ, in order."""

    written: str
    spoken: str
    parts: tuple[SpokenPart, ...]
    _offsets: tuple[
        tuple[int, int, int, int], ...
    ]  # written start, end, spoken start, end; all of the text

    def written_place(self, position: int) -> tuple[int, int, bool]:
        """Return (start, end, whole) of the written piece that the spoken character at `position` belongs to.

        `whole`: the piece is replaced as a whole; else it is the one character that is said as written.
        """
        at = bisect_right(self._offsets, position, key=lambda piece: piece[2]) - 1
        start, end, spoken_start, spoken_end = self._offsets[max(at, 0)]
        if (
            end - start == spoken_end - spoken_start
            and self.written[start:end] == self.spoken[spoken_start:spoken_end]
        ):
            inside = min(start + position - spoken_start, end)
            return inside, inside + 1, False
        return start, end, True

    def spoken_for(self, start: int, end: int) -> str:
        """Return what is said for the written characters from `start` up to `end`; a piece is never cut."""
        said: list[str] = []
        for first, last, spoken_first, spoken_last in self._offsets:
            if last <= start or first >= end:
                continue
            same = self.written[first:last] == self.spoken[spoken_first:spoken_last]
            low, high = (max(start - first, 0), min(end, last) - first) if same else (0, None)
            said.append(self.spoken[spoken_first:spoken_last][low:high])
        return "".join(said).strip()


def spoken(text: str, language: str, lexicon: Sequence[Pronunciation] = ()) -> SpokenText:
    """Put `text` into words as it is said in `language` (a language tag). The museum's lexicon goes before the rules.

    Returns text in Unicode's composed form (NFC). A text that has nothing to put into words comes back the same.
    """
    composed, origins = _composed(text)
    scan = Scan(composed)
    say_lexicon(scan, lexicon, language)
    keep_addresses(scan)
    wording = WORDINGS.get(primary_language(language))
    if wording is not None:
        _apply_rules(scan, wording)
    parts = [
        replace(part, start=origins[part.start], end=origins[part.end])
        for part in sorted(scan.parts, key=lambda part: part.start)
    ]
    return _joined(text, parts)


def entry_places(
    text: str, language: str, lexicon: Sequence[Pronunciation]
) -> list[tuple[int, int, Pronunciation]]:
    """Return (start, end, entry) of each place of `text` in which an entry of the lexicon is said, in their order."""
    composed, origins = _composed(text)
    found = find_entries(composed, lexicon, language)
    places = [(origins[start], origins[end], entry) for start, end, entry in found]
    return sorted(places, key=lambda place: place[0])


def _apply_rules(scan: Scan, wording: Wording) -> None:
    say_codes(scan, wording)
    say_dates(scan, wording)
    say_measures(scan, wording)
    say_shapes(scan, wording)
    say_ordinals(scan, wording)
    say_initials(scan)
    say_abbreviations(scan, wording)
    say_numbers(scan, wording)
    say_letters(scan, wording)


def _composed(text: str) -> tuple[str, list[int]]:
    """Return the text in NFC, and for each of its characters and its end the place in `text`."""
    if unicodedata.is_normalized("NFC", text):
        return text, list(range(len(text) + 1))
    signs: list[str] = []
    origins: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        one = unicodedata.normalize("NFC", cluster.group())
        signs.append(one)
        origins += [cluster.start()] * len(one)
    return "".join(signs), [*origins, len(text)]


def _joined(text: str, parts: Sequence[SpokenPart]) -> SpokenText:
    """Put the parts into the text; a space keeps what is said for a piece apart from letters that touch it."""
    said: list[str] = []
    offsets: list[tuple[int, int, int, int]] = []
    size = 0

    def add(start: int, end: int, words: str) -> None:
        nonlocal size
        if start == end and not words:
            return
        offsets.append((start, end, size, size + len(words)))
        said.append(words)
        size += len(words)

    at = 0
    for part in parts:
        _add_plain(text, at, part.start, add)
        words = part.spoken
        tail = next((one[-1] for one in reversed(said) if one), "")
        if tail.isspace():
            words = words.lstrip()
        elif tail.isalnum() and words[:1].isalnum():
            words = f" {words}"
        following = text[part.end : part.end + 1]
        if following.isspace():
            words = words.rstrip()
        elif words[-1:].isalnum() and (following.isalnum() or following in ("€", "£")):
            words += " "
        add(part.start, part.end, words)
        at = part.end
    _add_plain(text, at, len(text), add)
    return SpokenText(text, "".join(said), tuple(parts), tuple(offsets))


def _add_plain(text: str, start: int, end: int, add: Callable[[int, int, str], None]) -> None:
    """Add a piece that is said as it is written, sign by sign where composing changes it."""
    piece = text[start:end]
    if unicodedata.is_normalized("NFC", piece):
        add(start, end, piece)
        return
    for cluster in _CLUSTER.finditer(piece):
        place = start + cluster.start()
        add(place, start + cluster.end(), unicodedata.normalize("NFC", cluster.group()))
