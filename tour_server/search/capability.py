"""The search over all texts of the museum, the list of works, changes of many works at once, and the history."""

from __future__ import annotations

from tour_server.capability import Capability, Command, Context, Contribution, NavigationEntry


def build(context: Context) -> Contribution:
    """Build the index and what keeps it up, and the pages that ask it."""
    from tour_server.catalogue.approvals import Approvals
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.catalogue.drafts import Drafts
    from tour_server.catalogue.list_views import ListViews
    from tour_server.catalogue.outgoing_names import OutgoingNames
    from tour_server.catalogue.parts import PartKind
    from tour_server.catalogue.reference_check import ReferenceCheck
    from tour_server.jobs.jobs import Jobs
    from tour_server.publishing.releases import Releases
    from tour_server.recorder import EventRecorder
    from tour_server.search.anything import AnythingSearch
    from tour_server.search.bulk_apply import BulkApply
    from tour_server.search.bulk_jobs import BulkJobs
    from tour_server.search.bulk_pages import BulkPages
    from tour_server.search.bulk_store import BulkStore
    from tour_server.search.bulk_undo import BulkUndo
    from tour_server.search.catching_up import CatchingUp
    from tour_server.search.events import SEARCH_EVENTS
    from tour_server.search.history import MuseumHistory
    from tour_server.search.history_pages import HistoryPages
    from tour_server.search.index_file import IndexFile
    from tour_server.search.index_writer import IndexWriter
    from tour_server.search.pages import SearchPages
    from tour_server.search.work_search import WorkSearch
    from tour_server.search.works_page import WorksPage

    database, drafts, releases = context.database, context.get(Drafts), context.get(Releases)
    approvals, recorder, jobs = (
        context.get(Approvals),
        context.get(EventRecorder),
        context.get(Jobs),
    )
    index = IndexFile(context.data / "cache" / "search" / "index.db")
    usable, names = context.get(ReferenceCheck).known_usable, context.get(OutgoingNames)
    writer = IndexWriter(index, names, usable, approval_needed=approvals.needed)
    catching_up = context.provide(
        CatchingUp(database, index, writer, lambda: (releases.newest_number(), releases.museum()))
    )
    zone = context.get(CurrentMuseum).zone
    works = context.provide(WorkSearch(index, catching_up, zone))
    store = BulkStore(database, context.now)
    applying = BulkApply(store, drafts, approvals, recorder)
    bulk = BulkJobs(jobs, store, applying, BulkUndo(store, drafts, recorder))
    context.get(ListViews).show(PartKind.WORK, WorksPage(database, drafts, works, catching_up))
    pages = SearchPages(
        AnythingSearch(database, index),
        drafts,
        catching_up,
        BulkPages(works, drafts, store, bulk, jobs),
        HistoryPages(MuseumHistory(database), drafts, context.event_kinds, zone),
    )
    return Contribution(
        pages=(pages.blueprint(),),
        navigation=(NavigationEntry("History", "search.history", 80, "Works"),),
        jobs=bulk.kinds,
        events=SEARCH_EVENTS,
        parts=(catching_up,),
    )


SEARCH = Capability(
    "search",
    build,
    commands=(
        Command(
            "search", "tour_server.search.commands:search", "Look after the index of the search."
        ),
    ),
)
