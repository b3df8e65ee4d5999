"""Finds languages that the museum offers and in which it tells nothing."""

from __future__ import annotations

from contract.museum import Museum
from runtime.languages import own_name
from tour_server.catalogue.parts import PartKind
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.finding import Finding
from web.translations import gettext as _
from web.translations import mark


def _look(museum: Museum) -> list[Finding]:
    told = {block.language for work in museum.works for block in work.blocks}
    return [
        Finding(PartKind.SITE, museum.site.key, language=language)
        for language in museum.site.languages
        if language not in told
    ]


def _say(finding: Finding) -> str:
    return _(
        "The museum offers {language} and tells nothing in it.", language=own_name(finding.language)
    )


LANGUAGES_WITHOUT_WORDS = ReadinessCheck(
    "languages", mark("Languages without words"), _say, of_museum=_look
)
