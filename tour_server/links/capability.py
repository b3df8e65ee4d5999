"""Links: works that belong together, proposed and decided; tours along links; names that other houses know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tour_server.capability import Capability, Command, Context, Contribution, NavigationEntry

if TYPE_CHECKING:
    from tour_server.links.name_book import NameBook
    from tour_server.links.name_download import NameDownload
    from tour_server.links.work_terms import WorkTerms


def build(context: Context) -> Contribution:
    """Build the search with its nightly look, the books of decisions, and the pages."""
    from flask import Blueprint

    from tour_server.catalogue.drafts import Drafts
    from tour_server.catalogue.pictures import Pictures
    from tour_server.imports.settings import ImportSettings
    from tour_server.jobs.jobs import Jobs
    from tour_server.links.events import LINK_EVENTS
    from tour_server.links.jobs import LOOK_SECONDS, LinkSearch
    from tour_server.links.link_book import LinkBook
    from tour_server.links.link_drafts import LinkDrafts
    from tour_server.links.name_book import NameBook
    from tour_server.links.name_pages import UPLOAD_ENDPOINTS, NamePages
    from tour_server.links.pages import LinkPages
    from tour_server.links.tour_pages import LinkTourPages
    from tour_server.links.work_terms import WorkTerms
    from tour_server.outbound.outbound_fetch import MEGABYTE, OutboundFetch
    from tour_server.periodic import PeriodicTask
    from tour_server.recorder import EventRecorder
    from tour_server.root_settings import RootSettings

    drafts, recorder = context.get(Drafts), context.get(EventRecorder)
    book = context.provide(LinkBook(context.database, context.now, recorder))
    names = context.provide(NameBook(context.database, context.now, recorder))
    terms = context.provide(WorkTerms(context.database, recorder))
    features = context.data / "cache" / "features" / "pictures"
    pictures = features, context.get(Pictures).path
    jobs = context.get(Jobs)
    search = context.provide(LinkSearch(drafts, book, terms, jobs, context.now, pictures))
    blueprint = Blueprint(
        "related",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/links/static",
        url_prefix="/desk/related",
    )
    LinkPages(drafts, book, LinkDrafts(drafts, book), search).add_to(blueprint)
    LinkTourPages(drafts).add_to(blueprint)
    public_url = context.settings(RootSettings).public_url
    fetch = context.get(OutboundFetch)
    download = _name_download(context, names, terms)
    NamePages(drafts, names, terms, fetch, public_url, download).add_to(blueprint)
    largest = context.settings(ImportSettings).import_mb * MEGABYTE
    return Contribution(
        pages=(blueprint,),
        navigation=(NavigationEntry("Proposed links", "related.page", 25, "Works"),),
        largest_uploads=dict.fromkeys(UPLOAD_ENDPOINTS, largest),
        jobs=(search.kind,),
        events=LINK_EVENTS,
        parts=(PeriodicTask("nightly-links", LOOK_SECONDS, search.ask_by_night),),
    )


def _name_download(context: Context, names: NameBook, terms: WorkTerms) -> NameDownload:
    """Build what hands out the names that other houses know, and provide them for exports."""
    from tour_server.catalogue.drafts import Drafts
    from tour_server.catalogue.outgoing_names import OutgoingNames
    from tour_server.catalogue.pictures import Pictures
    from tour_server.imports.formats.known_names import ExportedNames
    from tour_server.links.label_names import known_names
    from tour_server.links.name_download import NameDownload
    from tour_server.root_settings import RootSettings

    exported = context.provide(
        ExportedNames(
            lambda made: known_names(made, terms.all(), names.accepted()),
            context.settings(RootSettings).public_url,
        )
    )
    outgoing = OutgoingNames(context.database)
    return NameDownload(
        context.get(Drafts),
        context.get(Pictures),
        exported,
        lambda museum: outgoing.read(with_origins=True).museum(museum),
        context.data / "imports",
    )


LINKS = Capability(
    "links",
    build,
    commands=(
        Command(
            "links", "tour_server.links.commands:links", "Look for works that belong together."
        ),
    ),
)
