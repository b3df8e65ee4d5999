"""Languages by their own names, the way they run, and which of a museum's a visitor reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

OWN_NAMES = {
    "ar": "العربية",
    "bg": "Български",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "fa": "فارسی",
    "fi": "Suomi",
    "fr": "Français",
    "fy": "Frysk",
    "he": "עברית",
    "hi": "हिन्दी",
    "hu": "Magyar",
    "id": "Bahasa Indonesia",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "nb": "Norsk bokmål",
    "nl": "Nederlands",
    "pap": "Papiamentu",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "ru": "Русский",
    "sv": "Svenska",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
    "vi": "Tiếng Việt",
    "zh": "中文",
}

_FROM_THE_RIGHT = {"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}


def own_name(language: str) -> str:
    """The name of a language in that language; its tag where we don't know it."""
    return OWN_NAMES.get(language) or OWN_NAMES.get(_base(language)) or language


def direction(language: str) -> str:
    """`rtl` or `ltr`, for the `dir` attribute."""
    return "rtl" if _base(language) in _FROM_THE_RIGHT else "ltr"


def visitors_list(asked: str | None, preferred: Iterable[str], offered: Sequence[str]) -> list[str]:
    """The visitor's own list, out of what the museum offers: first what they asked for, then the browser's.

    When nothing meets, the first language of the museum, which is where its own list begins. Never empty when
    `offered` is not.
    """
    found: list[str] = []
    for wish in ([asked] if asked else []) + list(preferred):
        for language in offered:
            same = wish.lower() == language.lower() or _base(wish) == _base(language)
            if same and language not in found:
                found.append(language)
    return found or list(offered[:1])


def _base(language: str) -> str:
    return language.split("-")[0].lower()
