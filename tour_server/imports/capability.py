"""What comes in from outside: spreadsheets and collections, as proposals that staff look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tour_server.capability import Capability, Command, Context, Contribution, NavigationEntry
from tour_server.imports.settings import ImportSettings
from tour_server.imports.sheet_limits import MEGABYTE

if TYPE_CHECKING:
    from tour_server.imports.jobs import ImportJobs
    from tour_server.imports.proposals import Proposals
    from tour_server.imports.uploads import Uploads


def build(context: Context) -> Contribution:
    """Build the proposals, their jobs and pages, and the deletion of those that nobody decides on."""
    import datetime as dt

    from sqlalchemy import select

    from tour_server.catalogue.drafts import Drafts
    from tour_server.catalogue.pictures import Pictures
    from tour_server.catalogue.unused_pictures import UnusedPictures
    from tour_server.imports.events import IMPORT_EVENTS
    from tour_server.imports.museum_download import MuseumDownload
    from tour_server.imports.pages import UPLOAD_ENDPOINT, ImportPages
    from tour_server.imports.proposals import Proposals
    from tour_server.imports.tables import ProposedRow
    from tour_server.imports.uploads import Uploads
    from tour_server.jobs.jobs import Jobs
    from tour_server.outbound.outbound_fetch import OutboundFetch
    from tour_server.periodic import DAY_SECONDS, PeriodicTask

    drafts, pictures = context.get(Drafts), context.get(Pictures)
    jobs, outbound = context.get(Jobs), context.get(OutboundFetch)
    proposals = context.provide(Proposals(context.database, context.now))
    uploads = Uploads(context.data / "imports")
    settings = context.settings(ImportSettings)
    size = settings.import_mb * MEGABYTE
    work = _work(context, proposals, uploads)
    download = MuseumDownload(context.database, drafts, pictures, context.data / "imports")
    context.get(UnusedPictures).keep(
        lambda session: session.scalars(
            select(ProposedRow.document).execution_options(yield_per=500)
        )
    )

    def forget() -> None:
        kept = dt.timedelta(days=settings.import_days)
        for number in proposals.forgotten(context.now() - kept):
            proposals.delete(number)
            uploads.delete(number)

    return Contribution(
        pages=(
            ImportPages(
                proposals, uploads, jobs, work, drafts, size, outbound, download
            ).blueprint(),
        ),
        navigation=(NavigationEntry("Imports", "imports.list_page", 40, "Works"),),
        largest_uploads={UPLOAD_ENDPOINT: size},
        jobs=work.kinds,
        events=IMPORT_EVENTS,
        parts=(PeriodicTask("import-retention", DAY_SECONDS, forget),),
    )


def _work(context: Context, proposals: Proposals, uploads: Uploads) -> ImportJobs:
    """Build what reads, applies and undoes imports."""
    from tour_server.catalogue.drafts import Drafts
    from tour_server.catalogue.pictures import Pictures
    from tour_server.imports.applying import Applying
    from tour_server.imports.jobs import ImportJobs
    from tour_server.imports.opening import UploadReader
    from tour_server.imports.picture_reader import PictureReader
    from tour_server.imports.proposer import Proposer
    from tour_server.imports.undoing import Undoing
    from tour_server.jobs.jobs import Jobs
    from tour_server.outbound.outbound_fetch import OutboundFetch
    from tour_server.recorder import EventRecorder

    drafts, pictures = context.get(Drafts), context.get(Pictures)
    recorder = context.get(EventRecorder)
    return ImportJobs(
        context.get(Jobs),
        proposals,
        uploads,
        pictures,
        UploadReader(pictures, proposals, context.settings(ImportSettings)),
        Proposer(proposals, PictureReader(pictures)),
        Applying(proposals, drafts, recorder),
        Undoing(proposals, drafts, recorder),
        context.get(OutboundFetch),
    )


IMPORTS = Capability(
    "imports",
    build,
    ImportSettings,
    (
        Command(
            "museum", "tour_server.imports.commands:museum", "Import, export or check a museum."
        ),
    ),
)
