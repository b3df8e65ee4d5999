"""The visit: the pages of a visitor's phone."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution
from tour_server.root_settings import RootSettings


def build(context: Context) -> Contribution:
    """Build the visitor's pages, and the server's first page, which leads to them."""
    from flask import Blueprint, redirect, url_for

    from tour_server.crowd.room_closures import RoomClosures
    from tour_server.crowd.rooms_now import RoomsNow
    from tour_server.crowd.settings import CrowdSettings
    from tour_server.crowd.usual_day import UsualDay
    from tour_server.offers.offer_board import OfferBoard
    from tour_server.publishing.passage_likeness import PassageLikeness
    from tour_server.publishing.picture_sizes import PictureSizes
    from tour_server.publishing.publisher import Publisher
    from tour_server.publishing.releases import Releases
    from tour_server.visit.pages import pages
    from tour_server.visit.server_sources import ServerSources
    from tour_server.visitor_notes.visitor_notes import VisitorNotes

    made = ServerSources(
        context.database,
        context.get(RoomsNow),
        context.get(Releases),
        context.get(Publisher),
        context.get(VisitorNotes),
        context.get(OfferBoard),
        context.settings(RootSettings).public_url,
        context.get(PictureSizes),
        context.get(RoomClosures),
        context.get(UsualDay),
        context.settings(CrowdSettings).regret_cap,
        context.get(PassageLikeness),
    )
    sources = context.provide(made)
    front = Blueprint("front", __name__)
    front.add_url_rule("/", "page", lambda: redirect(url_for("visit.start")))
    # Its POSTs carry no cookie that gives any right. A plan changes nothing; a note is taken from its own page alone.
    return Contribution(pages=(front,), cookieless_pages=(pages(sources, context.now),))


VISIT = Capability("visit", build)
