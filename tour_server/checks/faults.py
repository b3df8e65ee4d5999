"""Finds what keeps the museum from being published at all: keys twice, references that lead nowhere."""

from __future__ import annotations

from contract.museum import Museum
from tour_server.catalogue.museum_faults import museum_faults
from tour_server.catalogue.parts import PartKind
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.finding import Finding
from web.translations import mark

_OF_SOURCES = "nothing is said without a source"  # tour_server.checks.sources has these, with links


def _look(museum: Museum) -> list[Finding]:
    return [
        Finding(PartKind.SITE, museum.site.key, detail=sentence)
        for sentence in museum_faults(museum)
        if not sentence.endswith(_OF_SOURCES)
    ]


def _say(finding: Finding) -> str:
    return finding.detail


FAULTS = ReadinessCheck(
    "faults", mark("What does not fit together"), _say, of_museum=_look, always_stops=True
)
