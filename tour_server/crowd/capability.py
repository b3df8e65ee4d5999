"""The crowd: how many people are in each room now, and the footfall of days that are over."""

from __future__ import annotations

from tour_server.capability import Capability, Command, Context, Contribution, NavigationEntry
from tour_server.root_settings import RootSettings


def build(context: Context) -> Contribution:
    """Build the rooms as they are now, their live pages, and the handler of minutes."""
    from tour_server.catalogue.current_museum import CurrentMuseum, PublishedMuseum
    from tour_server.crowd.events import Changes, Streams
    from tour_server.crowd.footfall import keep_footfall
    from tour_server.crowd.pages import pages
    from tour_server.crowd.room_boards import RoomBoards
    from tour_server.crowd.rooms_now import RoomsNow
    from tour_server.ingest.workers import IngestWorkers

    museum, published = context.get(CurrentMuseum), context.get(PublishedMuseum)
    changes = context.provide(Changes())
    context.get(IngestWorkers).on_committed(lambda _kinds: changes.changed())
    streams = context.provide(Streams(context.settings(RootSettings).streams))
    rooms = context.provide(RoomsNow(context.database, published, context.now, changes))
    boards = context.provide(RoomBoards(rooms, context.database, museum, context.now))
    return Contribution(
        pages=(pages(boards, context.database, museum, context.now, changes, streams),),
        navigation=(
            NavigationEntry("Rooms now", "rooms.page", 70),
            NavigationEntry("All rooms", "rooms.page", 10, "Rooms now"),
        ),
        message_handlers={"footfall": keep_footfall},
        before_stop=(changes.close,),
    )


CROWD = Capability(
    "crowd",
    build,
    commands=(
        Command(
            "footfall",
            "tour_server.crowd.commands:footfall",
            "Take counts away; forget old ones.",
        ),
    ),
)
