"""The check before a publish for translations whose source changed after they were made."""

from __future__ import annotations

from flask import url_for

from contract.museum import Museum
from runtime.languages import own_name
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.finding import Finding
from tour_server.translations.grid import Grid
from tour_server.translations.jobs import TranslationJobs
from web.translations import mark, ngettext

AT_ONCE = 200  # parts that are counted before the check answers


def stale_translations(jobs: TranslationJobs, grid: Grid) -> ReadinessCheck:
    """Return the check. It can't say yet while many parts are being counted."""

    def look(_museum: Museum) -> list[Finding] | None:
        if jobs.count(AT_ONCE):
            return None
        return [Finding(kind, key, n, language) for kind, key, language, n in grid.stale()]

    return ReadinessCheck(
        "stale-translations",
        mark("Translations whose source has changed"),
        _say,
        of_museum=look,
        address=_address,
    )


def _say(finding: Finding) -> str:
    return ngettext(
        "{number} text in {language} was translated from an earlier wording.",
        "{number} texts in {language} were translated from earlier wordings.",
        finding.count,
        language=own_name(finding.language),
    )


def _address(finding: Finding) -> str:
    return url_for(
        "translations.texts",
        part_kind=finding.kind.value,
        key=finding.key,
        language=finding.language,
        state="stale",
    )
