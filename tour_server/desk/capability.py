"""The desk: the frame of every staff page, and the page Today."""

from __future__ import annotations

from collections.abc import Callable

from tour_server.capability import Capability, Context, Contribution, NavigationEntry


def build(context: Context) -> Contribution:
    """Build the frame and the page Today."""
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.desk.moments import Moments
    from tour_server.desk.pages import DeskPages

    museum = context.get(CurrentMuseum)
    desk = DeskPages(museum.name, context.desk_warnings, _today(context), context.navigation)
    blueprint = desk.blueprint()
    blueprint.add_app_template_global(Moments(context.now, museum.zone), "moment")
    return Contribution(
        pages=(blueprint,), navigation=(NavigationEntry("Today", "desk.today", 10),)
    )


def _today(context: Context) -> Callable[[], dict[str, object]]:
    """Return the function that returns what the page Today shows."""
    from tour_server.catalogue.approvals import Approvals
    from tour_server.catalogue.drafts import Drafts
    from tour_server.checks.readiness import Readiness
    from tour_server.desk.first_steps import first_steps
    from tour_server.desk.needs import Needs
    from tour_server.fleet.overview import KioskOverview
    from tour_server.imports.proposals import Proposals
    from tour_server.media.rights_today import RightsToday
    from tour_server.publishing.approved_words import ApprovedWords
    from tour_server.publishing.planned_publishes import PlannedPublishes
    from tour_server.publishing.releases import Releases
    from tour_server.publishing.today import Today
    from tour_server.search.work_search import WorkSearch
    from tour_server.translations.translation_totals import TranslationTotals
    from tour_server.visitor_notes.visitor_notes import VisitorNotes
    from tour_server.writing.comments import Comments

    today = Today(
        context.get(Drafts),
        context.get(Releases),
        context.get(ApprovedWords),
        context.get(Approvals),
    )
    kiosks, rights = context.get(KioskOverview), context.get(RightsToday)
    translations, comments = context.get(TranslationTotals), context.get(Comments)
    needs = Needs(
        context.get(WorkSearch),
        context.get(Proposals),
        context.get(VisitorNotes),
        kiosks,
        context.get(PlannedPublishes),
        context.get(Readiness).counts,
    )

    def facts() -> dict[str, object]:
        said = today()
        return {
            **said,
            "steps": first_steps(said, has_kiosks=bool(kiosks.kiosks())),
            "kiosks": kiosks.in_trouble(),
            "limited_pictures": rights(),
            "translations": translations(),
            "needs": needs(),
            "comments": comments.count_open(),
        }

    return facts


DESK = Capability("desk", build)
