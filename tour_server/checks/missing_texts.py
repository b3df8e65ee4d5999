"""Finds labels and narration that are missing in a language of the museum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from flask import url_for

from contract.museum import VisitorPlace
from contract.text_units import TextStatus, part_text_units
from runtime.languages import own_name
from tour_server.catalogue.parts import PartKind
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.finding import Finding
from web.translations import mark, ngettext

ALTERNATIVE = "/alt"  # how the path of a picture's alternative text ends


def _look(kind: PartKind, key: str, body: Any, languages: Sequence[str]) -> Iterator[Finding]:
    if isinstance(body, VisitorPlace):
        return
    missing = Counter(
        unit.language
        for unit in part_text_units(body, languages)
        if unit.status is TextStatus.MISSING
        and unit.language in languages
        and not unit.path.endswith(ALTERNATIVE)
    )
    for language in languages:
        if missing[language]:
            yield Finding(kind, key, missing[language], language)


def _say(finding: Finding) -> str:
    return ngettext(
        "{number} text is missing in {language}.",
        "{number} texts are missing in {language}.",
        finding.count,
        language=own_name(finding.language),
    )


def _address(finding: Finding) -> str:
    return url_for(
        "translations.texts",
        part_kind=finding.kind.value,
        key=finding.key,
        language=finding.language,
        state="missing",
    )


MISSING_TEXTS = ReadinessCheck(
    "translations",
    mark("Texts that are missing in a language"),
    _say,
    of_part=_look,
    address=_address,
)
