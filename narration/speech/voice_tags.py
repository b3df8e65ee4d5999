"""Which of an engine's languages speaks a language tag, as CLDR's data have it: `zh-TW` by `zh`, `iw` by `he`."""

from __future__ import annotations

from collections.abc import Iterable

from runtime.languages import best

_READ_ALOUD_IN = {
    # Written Chinese is read aloud in Cantonese in Hong Kong and Macao.
    "zh-hk": "yue",
    "zh-mo": "yue",
    "zh-hant-hk": "yue",
    "zh-hant-mo": "yue",
    # Engines that tell scripts apart call the Croatian voice the Latin one; their Serbian voice reads both.
    "sr-latn": "sr",
}


def spoken_by(language: str, offered: Iterable[str]) -> str | None:
    """Returns the tag among `offered` that speaks a language (both BCP 47), or None."""
    return best([_READ_ALOUD_IN.get(language.lower(), language)], offered)
