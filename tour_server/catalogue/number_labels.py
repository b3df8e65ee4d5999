"""The labels to print for works that visitors reach by their number alone: the number, and what to do with it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from runtime.languages import best
from web.translations import gettext_noop, shipped_catalogue

_TYPE = gettext_noop("Type {number} on the screen, or at {address} on a phone")


def typed_address(server: str) -> str:
    """Returns what a visitor types to reach the tour on this server: "museum.example/visit"."""
    parts = urlsplit(server)
    return f"{parts.netloc}{parts.path.rstrip('/')}/visit"


def number_sentences(number: int, languages: Sequence[str], address: str) -> list[tuple[str, str]]:
    """Returns (language, sentence) in those languages of the label's words that serve the museum's `languages`.

    `address`: see `typed_address`. In the museum's order; in all languages of the words where none of them serves.
    """
    catalogue = shipped_catalogue()
    available = catalogue.complete((_TYPE,))
    matching = [best([language], available) for language in languages]
    return [
        (
            language,
            catalogue.translations(language)
            .translate(_TYPE)
            .format(number=number, address=address),
        )
        for language in dict.fromkeys(filter(None, matching)) or available
    ]
