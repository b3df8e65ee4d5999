"""A museum's own pronunciations: what to say for a name or a word, before any rule is asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import partial

from contract.museum import Pronunciation
from narration.spoken_form.scan import Scan


def say_lexicon(scan: Scan, lexicon: Sequence[Pronunciation], language: str) -> None:
    """Say every word of the lexicon in this language as it tells, the longest first.

    An entry in small letters is found in capitals, too. An entry for a language serves its regions.
    """
    for entry, pattern in _patterns(lexicon, language):
        scan.apply(pattern, partial(_say_entry, scan, entry))


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


def _say_entry(scan: Scan, entry: Pronunciation, match: re.Match[str]) -> bool:
    scan.say(match.start(), match.end(), _composed(entry.spelling), entry.ipa)
    return True
