"""What a label says beside a work's number: what a visitor does with it, in the museum's languages."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from msgspec import Struct

from runtime.languages import best
from web.translations import gettext_noop, shipped_catalogue

_TYPE = gettext_noop("Type {number} on the screen, or at {address} on a phone")
_SHORT = gettext_noop("Type {number}")
_BREAK = "\u200b"  # where an address may go on in the next line: a space without width


class NumberWords(Struct, frozen=True):
    """The sentence of one language, and a shorter one that stands above the address."""

    language: str
    sentence: str
    short: str


def typed_address(server: str) -> str:
    """Returns what a visitor types to reach the tour on this server: "museum.example/visit"."""
    parts = urlsplit(server)
    return f"{parts.netloc}{parts.path.rstrip('/')}/visit"


def breakable(address: str) -> str:
    """Returns an address that may be broken after each point and stroke."""
    return address.replace(".", f".{_BREAK}").replace("/", f"/{_BREAK}")


def number_words(number: int, languages: Sequence[str], address: str) -> list[NumberWords]:
    """Returns the sentences in those languages of the label's words that serve the museum's `languages`.

    `address`: see `typed_address`. In the museum's order; in all languages of the words where none of them serves.
    """
    catalogue = shipped_catalogue()
    available = catalogue.complete((_TYPE, _SHORT))
    matching = [best([language], available) for language in languages]
    found = []
    for language in dict.fromkeys(filter(None, matching)) or available:
        translate = catalogue.translations(language).translate
        facts = {"number": number, "address": address}
        found.append(
            NumberWords(
                language, translate(_TYPE).format(**facts), translate(_SHORT).format(**facts)
            )
        )
    return found
