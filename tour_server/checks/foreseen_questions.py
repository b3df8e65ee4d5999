"""Finds questions that staff foresee, and visitors are offered, to which the guide doesn't know the answer.

Each is asked in its own language, by words alone as at a kiosk, in a job: the index of a language takes longest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from msgspec import Struct

from contract.museum import Language, Museum
from narration.answers.answering import Answering
from tour_server.catalogue.parts import NoMuseumError, PartKind
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.finding import Finding
from tour_server.jobs.job import JobKind, JobRun
from tour_server.jobs.jobs import Jobs
from tour_server.staff.permissions import Permission
from web.translations import gettext as _
from web.translations import mark, ngettext

# At most: with the Museum of Pattern's texts over and over, 990 works took 2.5 s and 180 MB for the index of a language
# and 0.09 s a question, 3,982 works 10 s, 750 MB and 0.35 s. A look at the limits takes about a minute and a half.
MOST_WORKS = 2_000
MOST_ASKED = 300
REST_SHARE = (
    20  # after a look of a second nothing is asked anew for as many, unless a question is new
)


class ForeseenQuestion(Struct, frozen=True):
    """A question that staff foresee. `key`: of the work or the site whose page has it."""

    kind: PartKind
    key: str
    language: Language
    question: str


class ForeseenQuestions:
    """Asks them, and remembers which had an answer. Safe to call from many threads."""

    def __init__(
        self,
        museum: Callable[[], Museum],
        jobs: Jobs,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`museum` returns the drafts, and raises NoMuseumError while there is none."""
        self._museum, self._jobs, self._monotonic = museum, jobs, monotonic
        self._asked_of: Museum | None = None
        self._is_answered: dict[ForeseenQuestion, bool] = {}
        self._rests_until = -float("inf")
        self.kind = JobKind(
            "ask-foreseen-questions",
            "Ask the questions that visitors are offered",
            self._run,
            permission=Permission.PUBLISH,
        )
        self.check = ReadinessCheck(
            "foreseen-questions",
            mark("Questions that visitors are offered and the guide can't answer"),
            _say,
            of_museum=self._look,
        )

    def _look(self, museum: Museum) -> list[Finding] | None:
        foreseen = list(foreseen_questions(museum))
        if not foreseen:
            return []
        site = museum.site.key
        if len(museum.works) > MOST_WORKS:
            return [Finding(PartKind.SITE, site, len(foreseen))]
        asked, rest = foreseen[:MOST_ASKED], foreseen[MOST_ASKED:]
        known = self._is_answered
        is_new = any(one not in known for one in asked)
        if is_new or (museum is not self._asked_of and self._monotonic() >= self._rests_until):
            self._jobs.ask(self.kind)
        if is_new:
            return None
        found = [
            Finding(
                one.kind,
                one.key,
                language=one.language,
                anchor=f"questions.{one.language}",
                detail=one.question,
            )
            for one in asked
            if not known[one]
        ]
        return [*found, Finding(PartKind.SITE, site, len(rest))] if rest else found

    def _run(self, run: JobRun) -> None:
        try:
            museum = self._museum()
        except NoMuseumError:
            return
        if len(museum.works) > MOST_WORKS:
            return
        began = self._monotonic()
        asked = list(foreseen_questions(museum))[:MOST_ASKED]
        answered: dict[ForeseenQuestion, bool] = {}
        for language in museum.site.languages:
            guide = Answering(museum)  # of each language anew: one index is in memory at a time
            for one in asked:
                if one.language == language:
                    run.progress(mark("asking questions"), len(answered), len(asked))
                    here = one.key if one.kind is PartKind.WORK else None
                    answered[one] = guide.ask(one.question, [language], here=here) is not None
        self._is_answered, self._asked_of = answered, museum
        ended = self._monotonic()
        self._rests_until = ended + REST_SHARE * (ended - began)


def foreseen_questions(museum: Museum) -> Iterator[ForeseenQuestion]:
    """Yield the questions that visitors are offered in the museum's languages, those about the house first."""
    site = museum.site
    places = [(PartKind.SITE, site.key, site.questions)]
    places += [(PartKind.WORK, work.key, work.questions) for work in museum.works if work.questions]
    for kind, key, questions in places:
        for language in site.languages:
            for line in questions.get(language, "").splitlines():
                if question := line.strip():
                    yield ForeseenQuestion(kind, key, language, question)


def _say(finding: Finding) -> str:
    if finding.detail:
        return _(
            "Visitors are offered “{question}”, and the guide doesn't know the answer.",
            question=finding.detail,
        )
    return ngettext(
        "{number} question was not asked here: the museum has too many questions or works.",
        "{number} questions were not asked here: the museum has too many questions or works.",
        finding.count,
    )
