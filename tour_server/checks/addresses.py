"""Finds web addresses and DOIs in texts and sources that can lead nowhere, because they are not written as one.

Nothing is fetched: an address that is written well may still be gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from contract.museum import GlossaryTerm, Link, Source, VisitorPlace, Work
from contract.text_fields import text_fields
from tour_server.catalogue.parts import PartKind
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.finding import Finding
from web.translations import gettext as _
from web.translations import mark

_ADDRESS = re.compile(r"(?i)(?<!\w)(?:h?t?tps?(?::|;|//|/{1,2}\w)|www[.,])[^\s<>\"“”]*")
_AFTER = ".,;:!?…»”\"')]}>"  # stands after an address and is no part of it
_DOI = re.compile(r"(?i)(?<![\w/.])doi(?::\s*|\s+(?=\d))(?!https?:)(\S+)")
_WELL_WRITTEN_DOI = re.compile(r"10\.\d{4,9}/\S+")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_LONGEST_SHOWN = 120  # characters


def broken_addresses(text: str) -> list[str]:
    """Return every address in a text that is not written as an address is."""
    found = [one[0].rstrip(_AFTER) for one in _ADDRESS.finditer(text)]
    broken = [address for address in found if not is_well_written(address)]
    dois = [one[1].rstrip(_AFTER) for one in _DOI.finditer(text)]
    return [*broken, *(doi for doi in dois if not _WELL_WRITTEN_DOI.match(doi))]


def is_well_written(address: str) -> bool:
    """Return whether a web address has a scheme, a host that can have a name in the DNS, and a port, if any."""
    if address.lower().startswith("www."):
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        labels = host.encode("idna").decode().lower().rstrip(".").split(".")
    except (UnicodeError, ValueError):
        return False
    if parts.scheme not in ("http", "https") or not address[len(parts.scheme) :].startswith("://"):
        return False
    return port != 0 and len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)


def _look(kind: PartKind, key: str, body: Any, _languages: Sequence[str]) -> Iterator[Finding]:
    for text, language, anchor in _texts(body):
        for address in broken_addresses(text):
            yield Finding(
                kind, key, language=language, anchor=anchor, detail=address[:_LONGEST_SHOWN]
            )


def _texts(body: Any) -> Iterator[tuple[str, str, str]]:
    """Yield (text, its language, the place on the page) of everything in a part that may hold an address."""
    if isinstance(body, VisitorPlace):
        return
    for field in text_fields(body):
        for language, text in field.text.items():
            yield text, language, ""
    if isinstance(body, Work | GlossaryTerm):
        yield from ((text, "", "") for source in body.sources for text in _of_source(source))
    if isinstance(body, Work | Link):
        for block in body.blocks:
            place = f"block.{block.key}.text"
            yield block.text, block.language, place
            for source in block.sources:
                yield from ((text, block.language, place) for text in _of_source(source))


def _of_source(source: Source) -> tuple[str, ...]:
    return (source.citation, source.where or "")


def _say(finding: Finding) -> str:
    return _("“{address}” is not written as an address is.", address=finding.detail)


ADDRESSES = ReadinessCheck("addresses", mark("Addresses that lead nowhere"), _say, of_part=_look)
