"""The kiosks as staff see them: one line each, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from tour_server.fleet.health import blind_words, health_of
from tour_server.fleet.tables import Kiosk

SILENT_SECONDS = (
    180.0  # a kiosk says how it is every minute; three missed is trouble, whatever the broker says
)
MANY_WAITING = 30  # half an hour of minutes that the server has not confirmed


class KioskLine(Struct, frozen=True):
    """One kiosk. `trouble`: plain sentences, empty when all is well; `silent`: seconds since it was heard;
    `blind`: why it sees nothing, empty when it sees or is not heard."""

    name: str
    room: str | None
    online: bool
    last_seen: str
    seen_at: dt.datetime
    release: int | None
    newest: bool
    software: str
    waiting: int | None
    silent: float
    blind: str
    trouble: list[str]


def roll(session: Session, now: float, newest_release: int | None) -> list[KioskLine]:
    """Every kiosk that was ever heard of, those with trouble or blind first; `now` in Unix seconds."""
    lines = [_line(kiosk, now, newest_release) for kiosk in session.scalars(select(Kiosk))]
    return sorted(lines, key=lambda line: (not line.trouble and not line.blind, line.name))


def ago(seconds: float) -> str:
    """How long ago, as one says it."""
    if seconds < 90:
        return "just now"
    for size, word in ((86400.0, "day"), (3600.0, "hour"), (60.0, "minute")):
        if seconds >= 1.5 * size or word == "minute":
            number = max(2, round(seconds / size))
            return f"{number} {word}s ago"
    raise AssertionError("unreachable: minutes take what is left")


def _line(kiosk: Kiosk, now: float, newest: int | None) -> KioskLine:
    health = health_of(kiosk.health)
    silent = now - kiosk.last_seen
    heard_lately = silent < SILENT_SECONDS
    trouble = []
    if not kiosk.online:
        trouble.append(
            "It is off, or its network is. What it counted is kept on it and comes later."
        )
    elif not heard_lately:
        trouble.append("It has said nothing lately. Look whether it still runs.")
    if health is not None:
        if heard_lately and kiosk.online:
            trouble += health.trouble
            trouble += [
                f"Camera {name}: {state}."
                for name, state in health.cameras.items()
                if state != "ok"
            ]
        if not health.clock_trusted:
            trouble.append("Its clock is not set. Its counts are placed by when they arrive.")
        if health.outbox_depth >= MANY_WAITING:
            trouble.append(f"{health.outbox_depth} minutes wait to be sent.")
    if newest is not None and kiosk.release is not None and kiosk.release < newest:
        trouble.append(f"It shows release {kiosk.release}; {newest} is the newest.")
    return KioskLine(
        name=kiosk.device,
        room=kiosk.room,
        online=kiosk.online and heard_lately,
        last_seen=ago(silent),
        seen_at=dt.datetime.fromtimestamp(kiosk.last_seen, dt.UTC),
        release=kiosk.release,
        newest=newest is not None and kiosk.release == newest,
        software=health.software if health is not None else "",
        waiting=health.outbox_depth if health is not None else None,
        silent=silent,
        blind=blind_words(health) if heard_lately and kiosk.online else "",
        trouble=trouble,
    )


def room_names(rooms: Mapping[str, str], lines: list[KioskLine]) -> list[KioskLine]:
    """The same lines with the rooms' names in place of their keys."""
    return [
        msgspec.structs.replace(line, room=rooms.get(line.room or "", line.room)) for line in lines
    ]
