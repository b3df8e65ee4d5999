"""The preview: the drafts in the phone's real pages and on a real kiosk's screen, behind a link that ends by itself."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution, NavigationEntry
from tour_server.root_settings import RootSettings


def build(context: Context) -> Contribution:
    """Build the links, what they open, and the job that prepares it."""
    from tour_server.catalogue.approvals import Approvals
    from tour_server.catalogue.drafts import Drafts
    from tour_server.catalogue.pictures import Pictures
    from tour_server.crowd.room_closures import RoomClosures
    from tour_server.crowd.stream_slots import StreamSlots
    from tour_server.jobs.jobs import Jobs
    from tour_server.offers.offer_board import OfferBoard
    from tour_server.preview.draft_release import DraftRelease
    from tour_server.preview.events import PREVIEW_EVENTS
    from tour_server.preview.held_work_pages import HeldWorkPages
    from tour_server.preview.kiosk_house import KioskHouse
    from tour_server.preview.kiosk_preview import KioskPreviews
    from tour_server.preview.pages import PreviewedPages, PreviewPages
    from tour_server.preview.phone_preview import PhonePreview
    from tour_server.preview.preview_links import PreviewLinks
    from tour_server.preview.preview_sources import PreviewSources
    from tour_server.preview.previewed_kiosk import PreviewedKioskPages
    from tour_server.publishing.approved_words import ApprovedWords
    from tour_server.publishing.release import ReleaseMaker
    from tour_server.publishing.releases import Releases
    from tour_server.recorder import EventRecorder
    from tour_server.visit.server_sources import ServerSources

    links = PreviewLinks(context.database, context.now, context.get(EventRecorder))
    jobs, house, now = context.get(Jobs), context.get(ServerSources), context.now
    words, releases = context.get(ApprovedWords), context.get(Releases)
    maker = context.get(ReleaseMaker)
    drafts = DraftRelease(context.database, context.get(Drafts), words, releases, maker, jobs, now)

    def phone(*, approved_only: bool) -> PhonePreview:
        sources = PreviewSources(drafts, house, approved_only=approved_only)
        return PhonePreview(sources, context.now)

    public_url = context.settings(RootSettings).public_url
    desk = PreviewPages(links, drafts, context.get(Approvals), jobs, public_url)
    board, closures = context.get(OfferBoard), context.get(RoomClosures)
    kiosks = context.provide(
        KioskPreviews(context.data, drafts, links, lambda: KioskHouse(board, closures))
    )
    holding = HeldWorkPages(links, drafts, kiosks, context.get(Pictures))
    kiosk = PreviewedKioskPages(links, drafts, kiosks, context.get(StreamSlots), holding)
    opened = PreviewedPages(
        links, drafts, phone(approved_only=False), phone(approved_only=True), kiosk
    )
    # A link's POSTs carry no cookie that gives any right: a plan changes nothing, and nothing else is taken.
    return Contribution(
        pages=(desk.blueprint(),),
        cookieless_pages=(opened.blueprint(),),
        navigation=(NavigationEntry("Preview", "preview.page", 5, "Publish"),),
        jobs=(drafts.kind, drafts.learning),
        events=PREVIEW_EVENTS,
        parts=(kiosks,),
        before_stop=(kiosks.stop,),  # the streams of its page end with it
    )


PREVIEW = Capability("preview", build)
