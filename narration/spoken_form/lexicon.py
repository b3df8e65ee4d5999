"""A museum's own pronunciations: what to say for a name or a word, before any rule is asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import partial

from contract.museum import Pronunciation
from narration.spoken_form.scan import Scan


def say_lexicon(scan: Scan, lexicon: Sequence[Pronunciation], language: str) -> None:
    """Say every word of the lexicon in this language as it tells: see `find_entries`."""
    for start, end, entry in find_entries(scan.text, lexicon, language):
        scan.say(start, end, _composed(entry.spelling), entry.ipa)


def find_entries(
    composed: str, lexicon: Sequence[Pronunciation], language: str
) -> list[tuple[int, int, Pronunciation]]:
    """Return (start, end, entry) of each place of a text in NFC in which an entry is said, the longest entries first.

    An entry in small letters is found in capitals, too. An entry for a language serves its regions.
    """
    scan = Scan(composed)
    found: list[tuple[int, int, Pronunciation]] = []

    def take(entry: Pronunciation, match: re.Match[str]) -> bool:
        scan.keep(match.start(), match.end())
        found.append((match.start(), match.end(), entry))
        return True

    for entry, pattern in _patterns(lexicon, language):
        scan.apply(pattern, partial(take, entry))
    return found


def applied(lexicon: Sequence[Pronunciation], text: str, language: str) -> list[Pronunciation]:
    """Return the entries whose words stand in `text`."""
    return [
        entry for entry, pattern in _patterns(lexicon, language) if pattern.search(_composed(text))
    ]


def _patterns(
    lexicon: Sequence[Pronunciation], language: str
) -> Iterator[tuple[Pronunciation, re.Pattern[str]]]:
    tag = language.lower()
    served = [entry for entry in lexicon if entry.language.lower() in (tag, tag.split("-")[0])]
    order = sorted(
        served, key=lambda entry: (-len(entry.written), -len(entry.language), entry.written)
    )
    for entry in order:
        flags = re.IGNORECASE if entry.written == entry.written.lower() else re.NOFLAG
        words = r"\s+".join(map(re.escape, _composed(entry.written).split()))
        yield entry, re.compile(rf"(?<!\w){words}(?!\w)", flags)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
