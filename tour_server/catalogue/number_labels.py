"""The labels to print for works that visitors reach by their number alone: the number, and what to do with it."""

from __future__ import annotations

from collections.abc import Sequence

from runtime.languages import best
from web.translations import gettext_noop, shipped_catalogue

_TYPE = gettext_noop("Type {number} on the screen or on a phone")
_TYPE_AT = gettext_noop("Type {number} on the screen, or at {address} on a phone")


def number_sentences(number: int, languages: Sequence[str]) -> list[tuple[str, str]]:
    """Returns (language, sentence) in those languages of the label's words that serve the museum's `languages`.

    In the museum's order; in all languages of the words where none of them serves.
    """
    catalogue = shipped_catalogue()
    available = catalogue.complete((_TYPE,))
    matching = [best([language], available) for language in languages]
    return [
        (language, catalogue.translations(language).translate(_TYPE).format(number=number))
        for language in dict.fromkeys(filter(None, matching)) or available
    ]
