"""Finds languages of the museum in which the guide understands no question about the house or a label."""

from __future__ import annotations

from contract.museum import Museum
from narration.answers.question_words import question_words
from runtime.languages import own_name
from tour_server.catalogue.parts import PartKind
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.finding import Finding
from web.translations import gettext as _
from web.translations import mark


def _look(museum: Museum) -> list[Finding]:
    return [
        Finding(PartKind.SITE, museum.site.key, language=language)
        for language in museum.site.languages
        if not question_words(language).rules
    ]


def _say(finding: Finding) -> str:
    return _(
        "Questions in {language} are answered from texts alone: the guide doesn't understand who asks for hours, "
        "places or what is on a label. Write these in a text too, or ask for the words of this language to be added.",
        language=own_name(finding.language),
    )


ASKED_LANGUAGES = ReadinessCheck(
    "asked-languages",
    mark("Languages in which questions about hours, places and labels get no answer"),
    _say,
    of_museum=_look,
)
