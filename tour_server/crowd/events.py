"""The events about rooms: staff closed one for visitors, or opened it again."""

from __future__ import annotations

from tour_server.recorder import EventKind

ROOM_CLOSED = EventKind("room-closed", "Staff closed a room for visitors.")
ROOM_OPENED = EventKind("room-opened", "Staff opened a room for visitors again.")
ROOM_EVENTS = (ROOM_CLOSED, ROOM_OPENED)
