"""Check first: what staff should look at before a publish, and what of it stops one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tour_server.capability import Capability, Context, Contribution, NavigationEntry

if TYPE_CHECKING:
    from tour_server.checks.check import ReadinessCheck


def build(context: Context) -> Contribution:
    """Build the checks, what the museum decided about them, their pages, and the gate before a publish."""
    from tour_server.catalogue.drafts import Drafts
    from tour_server.checks.decisions import CheckDecisions
    from tour_server.checks.events import CHECK_EVENTS
    from tour_server.checks.first_look import FirstLook
    from tour_server.checks.foreseen_questions import ForeseenQuestions
    from tour_server.checks.pages import CheckPages
    from tour_server.checks.readiness import Readiness
    from tour_server.checks.subtitles import SubtitleCheck
    from tour_server.jobs.jobs import Jobs
    from tour_server.publishing.publish_gate import PublishGate
    from tour_server.publishing.releases import Releases
    from tour_server.recorder import EventRecorder

    drafts, releases = context.get(Drafts), context.get(Releases)
    subtitles = SubtitleCheck(releases.release, releases.file, context.get(Jobs))
    decisions = context.provide(
        CheckDecisions(context.database, context.now, context.get(EventRecorder))
    )
    foreseen = ForeseenQuestions(lambda: drafts.museum(without_newer=True), context.get(Jobs))
    checks = [*_checks(context), foreseen.check, subtitles.check]
    readiness = context.provide(Readiness(drafts, decisions, checks))
    context.get(PublishGate).ask(readiness)
    return Contribution(
        pages=(CheckPages(drafts, readiness, decisions).blueprint(),),
        navigation=(NavigationEntry("Check first", "checks.page", 5, "Publish"),),
        jobs=(subtitles.kind, foreseen.kind),
        events=CHECK_EVENTS,
        parts=(FirstLook(readiness),),
    )


def _checks(context: Context) -> list[ReadinessCheck]:
    """Return every check that needs no job of its own, in the order in which staff read them."""
    from tour_server.catalogue.reference_check import ReferenceCheck
    from tour_server.checks.addresses import ADDRESSES
    from tour_server.checks.alternative_texts import ALTERNATIVE_TEXTS
    from tour_server.checks.asked_languages import ASKED_LANGUAGES
    from tour_server.checks.faults import FAULTS
    from tour_server.checks.languages import LANGUAGES_WITHOUT_WORDS
    from tour_server.checks.missing_texts import MISSING_TEXTS
    from tour_server.checks.opening_hours import OPENING_HOURS
    from tour_server.checks.recognition import indistinguishable_works, unrecognised_works
    from tour_server.checks.rights import RIGHTS
    from tour_server.checks.sources import SOURCES
    from tour_server.checks.step_free import STEP_FREE
    from tour_server.publishing.approved_words import ApprovedWords
    from tour_server.publishing.twin_list import TwinList

    words, twins = context.get(ApprovedWords), context.get(TwinList)
    return [
        FAULTS,
        SOURCES,
        RIGHTS,
        LANGUAGES_WITHOUT_WORDS,
        MISSING_TEXTS,
        ALTERNATIVE_TEXTS,
        unrecognised_works(context.get(ReferenceCheck).known_usable),
        indistinguishable_works(lambda: twins.known(words.of_drafts().museum).pairs),
        ADDRESSES,
        OPENING_HOURS,
        STEP_FREE,
        ASKED_LANGUAGES,
    ]


CHECKS = Capability("checks", build)
