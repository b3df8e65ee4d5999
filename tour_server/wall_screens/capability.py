"""Wall screens: Rooms now on a large screen where staff are, for months, without a sign-in."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution, NavigationEntry
from tour_server.root_settings import RootSettings


def build(context: Context) -> Contribution:
    """Build the screens and their pages."""
    from tour_server.crowd.change_signal import ChangeSignal
    from tour_server.crowd.room_dashboard import RoomDashboard
    from tour_server.crowd.stream_slots import StreamSlots
    from tour_server.recorder import EventRecorder
    from tour_server.wall_screens.events import WALL_SCREEN_EVENTS, RecordedWallScreens
    from tour_server.wall_screens.pages import WallScreenPages

    recorder = context.get(EventRecorder)
    screens = context.provide(RecordedWallScreens(context.database, context.now, recorder))
    return Contribution(
        pages=(
            WallScreenPages(
                screens,
                context.get(RoomDashboard),
                context.get(ChangeSignal),
                context.get(StreamSlots),
                context.settings(RootSettings).public_url,
            ).blueprint(),
        ),
        events=WALL_SCREEN_EVENTS,
        navigation=(NavigationEntry("Wall screens", "walls.page", 20, "Rooms now"),),
    )


WALL_SCREENS = Capability("wall_screens", build)
