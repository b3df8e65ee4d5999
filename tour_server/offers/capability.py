"""Offers: what visitors may have now, their codes, their counts, and whether they move visitors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tour_server.capability import Capability, Context, Contribution, NavigationEntry
from tour_server.offers.settings import OfferSettings

if TYPE_CHECKING:
    from contract.museum import Key
    from tour_server.fleet.kiosk_notice import KioskNotice
    from tour_server.offers.offer_board import OfferBoard

MINUTE_SECONDS = 60.0


def build(context: Context) -> Contribution:
    """Build the board of offers, the codes, their pages, and what counts each minute."""
    from contract.museum import Site
    from tour_server.capability import LatePart
    from tour_server.catalogue.current_museum import CurrentMuseum, PublishedMuseum
    from tour_server.catalogue.drafts import Drafts
    from tour_server.crowd.room_closures import RoomClosures
    from tour_server.crowd.rooms_now import RoomsNow
    from tour_server.fleet.overview import KioskOverview
    from tour_server.offers.codes import OfferCodes
    from tour_server.offers.differing_counts import differing_offer_counts
    from tour_server.offers.events import OFFER_EVENTS
    from tour_server.offers.messages import store_offer_counts
    from tour_server.offers.offer_board import OfferBoard
    from tour_server.offers.pages import OfferPages
    from tour_server.offers.rain import Rain
    from tour_server.offers.rain_page import RainPage
    from tour_server.periodic import DAY_SECONDS, PeriodicTask
    from tour_server.recorder import EventRecorder
    from tour_server.session_key import session_key

    database, now = context.database, context.now
    settings = context.settings(OfferSettings)
    share = settings.offers_held_back
    current, published = context.get(CurrentMuseum), context.get(PublishedMuseum)

    def site() -> Site | None:
        museum = current()
        return None if museum is None else museum.site

    secret = session_key(context.data / "offers.key")
    codes = OfferCodes(database, now, site, secret)
    rain = Rain(database, now)
    rooms, closures = context.get(RoomsNow), context.get(RoomClosures)
    board = OfferBoard(database, published, rooms, closures, codes, rain, now, share)
    context.provide(board)
    drafts, recorder = context.get(Drafts), context.get(EventRecorder)
    kiosks = context.get(KioskOverview)
    kiosks.add_source(differing_offer_counts)
    pages = OfferPages(
        database, drafts, published, board, codes, recorder, kiosks.kiosks, now, share
    )
    return Contribution(
        pages=(pages.blueprint(),),
        cookieless_pages=(RainPage(rain, settings.rain_token).blueprint(),),
        navigation=(
            NavigationEntry("All offers", "catalogue.offers.list_page", 10, "Offers"),
            NavigationEntry("Shown now", "offers.now_page", 20, "Offers"),
            NavigationEntry("Check a code", "offers.codes", 30, "Offers"),
        ),
        events=OFFER_EVENTS,
        message_handlers={"offers-shown": store_offer_counts},
        parts=(
            LatePart(lambda: _kiosk_offers(context, board)),
            PeriodicTask("offer-minutes", MINUTE_SECONDS, board.note_minute),
            PeriodicTask("old-offer-codes", DAY_SECONDS, codes.delete_old, at_once=True),
        ),
    )


def _kiosk_offers(context: Context, board: OfferBoard) -> KioskNotice[list[Key]]:
    import random

    from tour_server.broker.service import BrokerService
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.offers.kiosk_offers import kiosk_offers

    return kiosk_offers(
        context.get(BrokerService).address,
        context.get(CurrentMuseum).site(),
        board.shown,
        context.now,
        random.Random(),  # noqa: S311 - scatters pauses, guards nothing
    )


OFFERS = Capability("offers", build, OfferSettings)
