"""Finds pictures without an alternative text: words for visitors who don't see the picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from contract.museum import Work
from runtime.languages import own_name
from tour_server.catalogue.parts import PartKind
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.finding import Finding
from web.translations import mark, ngettext


def _look(kind: PartKind, key: str, body: Any, languages: Sequence[str]) -> Iterator[Finding]:
    if not isinstance(body, Work):
        return
    shown = [medium for medium in body.media if medium.detail is None]
    for language in languages:
        bare = tuple(one.file for one in shown if not one.alt.get(language, "").strip())
        if bare:
            yield Finding(kind, key, len(bare), language, bare, "pictures")


def _say(finding: Finding) -> str:
    return ngettext(
        "{number} picture has no alternative text in {language}.",
        "{number} pictures have no alternative text in {language}.",
        finding.count,
        language=own_name(finding.language),
    )


ALTERNATIVE_TEXTS = ReadinessCheck(
    "alternative-texts", mark("Pictures without an alternative text"), _say, of_part=_look
)
