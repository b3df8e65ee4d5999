"""The crowd: how many people are in each room now, and the footfall of days that are over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tour_server.capability import Capability, Command, Context, Contribution, NavigationEntry
from tour_server.crowd.settings import CrowdSettings
from tour_server.root_settings import RootSettings

if TYPE_CHECKING:
    from contract.museum import Key
    from tour_server.crowd.room_closures import RoomClosures
    from tour_server.fleet.kiosk_notice import KioskNotice

SHOWN_KINDS = frozenset(("footfall", "health", "presence"))
"""Kinds of messages that change what the pages of the rooms show: counts, and which kiosk sees."""


def build(context: Context) -> Contribution:
    """Build the rooms as they are now, their live pages, and the handler of minutes."""
    from functools import partial

    from tour_server.capability import LatePart
    from tour_server.catalogue.current_museum import CurrentMuseum, PublishedMuseum
    from tour_server.crowd.bounds import kiosk_problems
    from tour_server.crowd.change_signal import ChangeSignal
    from tour_server.crowd.closing_pages import ClosingPages
    from tour_server.crowd.events import ROOM_EVENTS
    from tour_server.crowd.export_pages import ExportPages
    from tour_server.crowd.messages import store_bins
    from tour_server.crowd.pages import RoomPages
    from tour_server.crowd.room_closures import RoomClosures
    from tour_server.crowd.room_courses import RoomCourses
    from tour_server.crowd.room_dashboard import RoomDashboard
    from tour_server.crowd.rooms_now import RoomsNow
    from tour_server.crowd.stream_slots import StreamSlots
    from tour_server.crowd.usual_day import UsualDay
    from tour_server.fleet.events import DeviceEvents
    from tour_server.fleet.overview import KioskOverview
    from tour_server.ingest.workers import IngestWorkers
    from tour_server.recorder import EventRecorder

    context.get(KioskOverview).add_source(kiosk_problems)
    museum, published = context.get(CurrentMuseum), context.get(PublishedMuseum)
    changes = context.provide(ChangeSignal())

    def committed(kinds: set[str]) -> None:
        if not kinds.isdisjoint(SHOWN_KINDS):
            changes.notify()

    context.get(IngestWorkers).on_committed(committed)
    slots = context.provide(StreamSlots(context.settings(RootSettings).streams))
    context.provide(UsualDay(context.database))
    rooms = context.provide(RoomsNow(context.database, published, context.now, changes))
    courses = context.provide(RoomCourses())
    dashboard = context.provide(
        RoomDashboard(rooms, context.database, museum, context.now, courses)
    )
    export = ExportPages(context.database, museum, context.now)
    closures = context.provide(RoomClosures(context.database, context.now, changes))
    closing = ClosingPages(closures, museum, context.get(EventRecorder), context.now)
    return Contribution(
        pages=(RoomPages(dashboard, museum, changes, slots, export, closing).blueprint(),),
        events=ROOM_EVENTS,
        navigation=(
            NavigationEntry("Rooms now", "rooms.page", 70),
            NavigationEntry("All rooms", "rooms.page", 10, "Rooms now"),
        ),
        message_handlers={
            "footfall": partial(store_bins, on_differing=context.get(DeviceEvents).copied)
        },
        parts=(LatePart(lambda: _kiosk_closures(context, closures)),),
        before_stop=(changes.close,),
    )


def _kiosk_closures(
    context: Context, closures: RoomClosures
) -> KioskNotice[dict[Key, float | None]]:
    import random

    from tour_server.broker.service import BrokerService
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.crowd.kiosk_closures import kiosk_closures

    return kiosk_closures(
        context.get(BrokerService).address,
        context.get(CurrentMuseum).site(),
        closures.closed,
        context.now,
        random.Random(),  # noqa: S311 - scatters pauses, guards nothing
    )


CROWD = Capability(
    "crowd",
    build,
    CrowdSettings,
    commands=(
        Command(
            "footfall",
            "tour_server.crowd.commands:footfall",
            "Take counts away; forget old ones.",
        ),
    ),
)
