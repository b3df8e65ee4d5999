"""Finds opening hours that an import made up and nobody has confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from contract.museum import Site
from tour_server.catalogue.assumed_values import ALL_DAY
from tour_server.catalogue.parts import PartKind
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.finding import Finding
from web.translations import mark, ngettext


def _look(kind: PartKind, key: str, body: Any, _languages: Sequence[str]) -> Iterator[Finding]:
    if isinstance(body, Site) and (days := sum(hours == ALL_DAY for hours in body.opening)):
        yield Finding(kind, key, days)


def _say(finding: Finding) -> str:
    return ngettext(
        "{number} day of the week is open from 00:00 to 23:59, as an import makes it up: "
        "state when the museum is open.",
        "{number} days of the week are open from 00:00 to 23:59, as an import makes it up: "
        "state when the museum is open.",
        finding.count,
    )


OPENING_HOURS = ReadinessCheck(
    "hours", mark("Opening hours that nobody has confirmed"), _say, of_part=_look
)
