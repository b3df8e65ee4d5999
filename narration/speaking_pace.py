"""Estimates how long a text takes to say, before any voice has said it."""

from __future__ import annotations

import re
from functools import lru_cache

LATIN_PACE = 15.0
"""Characters a second in Latin script, spaces and pauses included."""
# Characters a second of other scripts. All were measured with espeak-ng 1.52 at the rates of narration.speech.espeak:
# Latin over 40 texts for adults of the Museum of Pattern a language (fr 14.4, nl 15.5, es 15.7, de 16.3, en 16.3);
# Arabic, Hebrew and Thai over 58 to 67 sentences of the screens (10.1, 9.1, 10.1); the others over one text of two
# sentences, which is in the test. Other voices differ from it, and texts from each other, by a fifth. Japanese is slow
# because its voice keeps to the four characters a second that are read as subtitles; espeak-ng reads no kanji in
# Japanese, so Han is measured in Chinese.
_PACES = (
    (14.3, re.compile(r"[\u0400-\u052f]")),  # Cyrillic
    (12.5, re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")),  # Greek
    (10.1, re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")),
    (9.1, re.compile(r"[\u0590-\u05ff\ufb1d-\ufb4f]")),  # Hebrew
    (10.4, re.compile(r"[\u0900-\u0dff]")),  # scripts of India, measured in Devanagari
    (10.1, re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")),  # Thai, Lao, Burmese, Khmer
    (7.3, re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")),  # Hangul
    (3.9, re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")),  # Han
    (3.3, re.compile(r"[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9d]")),  # kana
)
_LETTER = re.compile(r"[^\W\d_]|[\u0300-\u036f\u0900-\u0eff\u1780-\u17ff]")
_LAST_LATIN = "\u036f"
_KEPT = 20_000  # texts; those of a museum of 1,000 works in five languages


def text_seconds(text: str) -> float:
    """Return about how many seconds a text takes to say."""
    return len(text) / characters_a_second(text)


def characters_a_second(text: str) -> float:
    """Return at how many characters a second a text is said, by the scripts of its letters.

    Digits, punctuation and spaces take as long as the letters around them.
    """
    if text.isascii() or max(text) <= _LAST_LATIN:
        return LATIN_PACE
    return _mixed_pace(text)


@lru_cache(_KEPT)
def _mixed_pace(text: str) -> float:
    counts = [(pace, len(letters.findall(text))) for pace, letters in _PACES]
    known = sum(count for _pace, count in counts)
    latin = max(0, len(_LETTER.findall(text)) - known)
    seconds = latin / LATIN_PACE + sum(count / pace for pace, count in counts)
    return (latin + known) / seconds if seconds else LATIN_PACE
