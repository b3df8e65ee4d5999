"""Finds texts that say something without a source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from contract.museum import GlossaryTerm, Link, Work
from tour_server.catalogue.parts import PartKind
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.finding import Finding
from web.translations import mark, ngettext


def _look(kind: PartKind, key: str, body: Any, _languages: Sequence[str]) -> Iterator[Finding]:
    if isinstance(body, Work | Link):
        bare = [block.key for block in body.blocks if not block.sources]
        if bare:
            yield Finding(kind, key, len(bare), items=tuple(bare), anchor=f"block.{bare[0]}.text")
    elif isinstance(body, GlossaryTerm) and not body.sources:
        yield Finding(kind, key)


def _say(finding: Finding) -> str:
    return ngettext("{number} text has no source.", "{number} texts have no source.", finding.count)


SOURCES = ReadinessCheck(
    "sources", mark("Texts without a source"), _say, of_part=_look, always_stops=True
)
