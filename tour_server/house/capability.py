"""The plan of the house: one page to draw rooms, doors and places, and to put works and kiosks where they are."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution, NavigationEntry


def build(context: Context) -> Contribution:
    """Build the plan and its page."""
    from tour_server.catalogue.drafts import Drafts
    from tour_server.catalogue.pictures import Pictures
    from tour_server.catalogue.unused_pictures import UnusedPictures
    from tour_server.checks.readiness import Readiness
    from tour_server.fleet.overview import KioskOverview
    from tour_server.house.events import HOUSE_EVENTS
    from tour_server.house.kiosk_places import KioskPlaces
    from tour_server.house.pages import HousePlanPages
    from tour_server.house.plan_changes import PlanChanges
    from tour_server.house.plan_parts import PlanReader
    from tour_server.house.plan_pictures import PlanPictures
    from tour_server.house.plan_readiness import plan_readiness
    from tour_server.house.visitor_plans import VisitorPlans
    from tour_server.publishing.shown_plans import ShownPlans
    from tour_server.recorder import EventRecorder

    drafts, recorder = context.get(Drafts), context.get(EventRecorder)
    overview = context.get(KioskOverview)
    pictures = PlanPictures(context.database, context.now, recorder)
    places = KioskPlaces(context.database, recorder)
    reader = PlanReader(drafts, pictures, places, overview.kiosks)
    context.get(Readiness).add(plan_readiness(drafts, places, reader))
    changes = PlanChanges(drafts, pictures, places, lambda: {one.name for one in overview.kiosks()})
    shown = VisitorPlans(context.database, context.get(Pictures), recorder)
    context.get(ShownPlans).read_from(shown.all)
    context.get(UnusedPictures).keep(shown.documents)
    pages = HousePlanPages(drafts, reader, changes, pictures, places, shown)
    return Contribution(
        pages=(pages.blueprint(),),
        navigation=(NavigationEntry("Plan", "house.page", 15, "Museum"),),
        events=HOUSE_EVENTS,
    )


HOUSE = Capability("house", build)
