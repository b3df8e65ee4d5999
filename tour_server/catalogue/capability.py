"""The museum's content as drafts: works, tours, offers, rooms and the rest, edited at the desk."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution, NavigationEntry
from tour_server.catalogue.settings import CatalogueSettings

NAVIGATION = (
    NavigationEntry("Works", "catalogue.works.list_page", 20),
    NavigationEntry("All works", "catalogue.works.list_page", 10, "Works"),
    NavigationEntry("Links", "catalogue.links.list_page", 20, "Works"),
    NavigationEntry("Themes", "catalogue.themes.list_page", 30, "Works"),
    NavigationEntry("What was removed", "catalogue.removed", 90, "Works"),
    NavigationEntry("Tours", "catalogue.tours.list_page", 30),
    NavigationEntry("Offers", "catalogue.offers.list_page", 40),
    NavigationEntry("Words", "catalogue.glossary.list_page", 45),
    NavigationEntry("Glossary", "catalogue.glossary.list_page", 10, "Words"),
    NavigationEntry("Museum", "catalogue.museum.list_page", 50),
    NavigationEntry("Hours and languages", "catalogue.museum.list_page", 10, "Museum"),
    NavigationEntry("Rooms", "catalogue.plan-rooms.list_page", 20, "Museum"),
    NavigationEntry("Ways between rooms", "catalogue.plan-ways.list_page", 30, "Museum"),
    NavigationEntry("Places visitors look for", "catalogue.plan-places.list_page", 35, "Museum"),
)


def build(context: Context) -> Contribution:
    """Build the drafts, the store of pictures, the check of references, and the pages to edit them."""
    from tour_server.catalogue.approvals import Approvals
    from tour_server.catalogue.current_museum import CurrentMuseum, PublishedMuseum
    from tour_server.catalogue.draft_history import DraftHistory
    from tour_server.catalogue.drafts import Drafts
    from tour_server.catalogue.events import CATALOGUE_EVENTS, DraftEvents
    from tour_server.catalogue.first_museum import FirstMuseum
    from tour_server.catalogue.jobs import CheckReferences
    from tour_server.catalogue.list_views import ListViews
    from tour_server.catalogue.outgoing_names import OutgoingNames
    from tour_server.catalogue.pages import pages
    from tour_server.catalogue.pictures import Pictures
    from tour_server.catalogue.reference_check import ReferenceCheck
    from tour_server.catalogue.unused_pictures import UnusedPictures
    from tour_server.jobs.jobs import Jobs
    from tour_server.periodic import DAY_SECONDS, PeriodicTask
    from tour_server.recorder import EventRecorder

    settings = context.settings(CatalogueSettings)
    record = DraftEvents(context.get(EventRecorder))
    drafts = context.provide(Drafts(context.database, context.now, record))
    pictures = context.provide(Pictures(context.data / "pictures"))
    unused = context.provide(UnusedPictures(context.database, pictures, context.now))
    cleaning = PeriodicTask("unused-pictures", DAY_SECONDS, unused.delete)
    cache = context.data / "cache" / "references"
    references = context.provide(ReferenceCheck(pictures, cache, drafts.references))
    check = CheckReferences(references, context.get(Jobs))
    published = context.provide(PublishedMuseum())
    approvals = context.provide(
        Approvals(drafts, needed=settings.needs_approval, four_eyes=settings.four_eyes)
    )
    context.provide(CurrentMuseum(drafts, published, settings.site))
    first = context.provide(
        FirstMuseum(
            context.first_museum, pictures, drafts, with_approvals=not settings.needs_approval
        )
    )
    names = context.provide(OutgoingNames(context.database))
    history = context.provide(DraftHistory(context.database))
    lists = context.provide(ListViews())
    desk = pages(drafts, pictures, references, published, approvals, names, history, lists)
    return Contribution(
        pages=(desk,),
        navigation=NAVIGATION,
        jobs=(check.kind,),
        events=CATALOGUE_EVENTS,
        parts=(first, check, cleaning),
        warnings=(drafts.newer,),
    )


CATALOGUE = Capability("catalogue", build, CatalogueSettings)
