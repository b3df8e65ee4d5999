"""The kiosks as staff see them: one row each, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.messages import Health
from tour_server.fleet.health import (
    blindness_in_words,
    blindness_texts,
    decoded_health,
    lost_cameras,
)
from tour_server.fleet.illness import illnesses
from tour_server.fleet.kiosk_sentences import kiosk_sentence
from tour_server.fleet.name_conflicts import CONFLICT_SECONDS
from tour_server.fleet.short_words import ShortWords
from tour_server.fleet.tables import KioskRecord
from web.translations import gettext as _
from web.translations import mark, ngettext

SILENT_SECONDS = 180.0
"""A kiosk reports its health every minute. After three missed reports it is offline, whatever the broker says."""

DAY_SECONDS = 86_400
HOUR_SECONDS = 3600
MANY_WAITING_MINUTES = 30  # minutes that the server has not acknowledged
OFFLINE = ShortWords(mark("offline"))


class Sight(StrEnum):
    """Whether the cameras of a kiosk see."""

    SEES = "sees"
    IN_PART = "in-part"
    NOTHING = "nothing"
    NO_CAMERA = "no-camera"
    NOT_KNOWN = "not-known"


class KioskStatus(Struct, frozen=True):
    """One kiosk.

    `silent_seconds`: since its last message. `waiting`: minutes in its outbox. `blind`: why it can't see, "" when it
    sees or is offline. `problems`: plain sentences. `short`: why it needs somebody today, in few words. `seen_at` is
    None, and `silent_seconds` infinite, for one that was never heard; it has no row of its own to take off.
    `release_hash`: of the release that it shows, as it reports it. `health`: its last report, None before the first.
    `lasting`: those of `short` that need somebody also while the museum is closed and the kiosk may be off.
    `image`: the version of its whole image, "" where it never said.
    """

    name: str
    room: str | None
    online: bool
    last_seen: str
    seen_at: dt.datetime | None
    release: int | None
    newest: bool
    software: str
    waiting: int | None
    silent_seconds: float
    blind: str
    problems: list[str]
    short: list[ShortWords] = []
    registered: bool = True
    revoked: bool = False
    release_hash: str | None = None
    health: Health | None = None
    lasting: list[ShortWords] = []
    image: str = ""

    @property
    def sight(self) -> Sight:
        """Whether its cameras see, as far as is known."""
        if not self.online or self.health is None:
            return Sight.NOT_KNOWN
        if not self.health.cameras:
            return Sight.NO_CAMERA
        lost = lost_cameras(self.health)
        if not lost:
            return Sight.SEES
        return Sight.NOTHING if len(lost) >= len(self.health.cameras) else Sight.IN_PART


def kiosk_list(
    session: Session, now: float, newest_release: int | None, newest_hash: str | None = None
) -> list[KioskStatus]:
    """Return every kiosk that was ever seen, those with problems first. `now` in Unix seconds.

    `newest_hash` is compared with what kiosks report, where both are known: numbers come again after a restore.
    """
    statuses = [
        _status(record, now, newest_release, newest_hash)
        for record in session.scalars(select(KioskRecord))
    ]
    return in_order(statuses)


def in_order(kiosks: list[KioskStatus]) -> list[KioskStatus]:
    """Return the kiosks in the order in which they need help: today's first, then those with problems, by name."""
    return sorted(kiosks, key=_urgency)


def _urgency(one: KioskStatus) -> tuple[int, str]:
    if one.short or one.blind:
        return 0, one.name
    return (1 if one.problems else 2), one.name


def unheard_kiosk(name: str) -> KioskStatus:
    """Return a kiosk that has never been heard."""
    return KioskStatus(
        name=name,
        room=None,
        online=False,
        last_seen=_("never"),
        seen_at=None,
        release=None,
        newest=False,
        software="",
        waiting=None,
        silent_seconds=float("inf"),
        blind="",
        problems=[_("It has not been heard yet.")],
        short=[],
    )


def with_room_names(names: Mapping[str, str], kiosks: list[KioskStatus]) -> list[KioskStatus]:
    """Replace the rooms' keys by their names. `names`: key -> name."""
    return [
        msgspec.structs.replace(kiosk, room=names.get(kiosk.room or "", kiosk.room))
        for kiosk in kiosks
    ]


def ago(seconds: float) -> str:
    """Return a duration in words, like `2 hours ago`."""
    if seconds < 90:
        return _("just now")
    if seconds >= 1.5 * DAY_SECONDS:
        days = max(2, round(seconds / DAY_SECONDS))
        return ngettext("{number} day ago", "{number} days ago", days)
    if seconds >= 1.5 * HOUR_SECONDS:
        hours = max(2, round(seconds / HOUR_SECONDS))
        return ngettext("{number} hour ago", "{number} hours ago", hours)
    return ngettext("{number} minute ago", "{number} minutes ago", max(2, round(seconds / 60)))


def _status(
    record: KioskRecord, now: float, newest_release: int | None, newest_hash: str | None
) -> KioskStatus:
    health = decoded_health(record.health)
    silent_seconds = now - record.last_seen
    online = record.online and silent_seconds < SILENT_SECONDS
    blind = blindness_in_words(health) if online else ""
    two_machines = record.conflict_at is not None and now - record.conflict_at < CONFLICT_SECONDS
    return KioskStatus(
        name=record.device,
        room=record.room,
        online=online,
        last_seen=ago(silent_seconds),
        seen_at=dt.datetime.fromtimestamp(record.last_seen, dt.UTC),
        release=record.release,
        newest=newest_release is not None
        and record.release == newest_release
        and not _of_another_history(record, health, newest_release, newest_hash),
        software=health.software if health is not None else "",
        waiting=health.outbox_depth if health is not None else None,
        silent_seconds=silent_seconds,
        blind=blind,
        problems=_problems(
            record, health, online, newest_release, newest_hash, two_machines=two_machines
        ),
        short=_short(health, online=online, two_machines=two_machines),
        release_hash=None if health is None else health.release_hash,
        health=health,
    )


def _of_another_history(
    record: KioskRecord, health: Health | None, newest_release: int, newest_hash: str | None
) -> bool:
    """Returns whether a kiosk shows a release that this server has lost: a back-up of before it was restored."""
    release = record.release or 0
    reported = health.release_hash if health is not None else None
    known = reported is not None and newest_hash is not None
    return release > newest_release or (
        release == newest_release and known and reported != newest_hash
    )


def _short(health: Health | None, *, online: bool, two_machines: bool) -> list[ShortWords]:
    """Return why a kiosk needs somebody today, in few words."""
    words = []
    if two_machines:
        words.append(ShortWords(mark("two machines of one name")))
    elif not online:
        words.append(OFFLINE)
    if not online or health is None:
        return words
    if health.blind:
        why = [ShortWords(text) for text in blindness_texts(health)]
        words.append(ShortWords(mark("sees nothing: {why}"), {"why": why}))
    words += [one.short for one in illnesses(health)]
    if health.outbox_depth >= MANY_WAITING_MINUTES:
        words.append(
            ShortWords(mark("minutes not sent: {number}"), {"number": health.outbox_depth})
        )
    return words


def _problems(
    record: KioskRecord,
    health: Health | None,
    online: bool,
    newest_release: int | None,
    newest_hash: str | None,
    *,
    two_machines: bool,
) -> list[str]:
    """Return what is wrong with a kiosk, in plain sentences."""
    problems = []
    if two_machines:
        problems.append(
            _(
                "Two machines are called {name}, and each throws the other off. Give one of them a name and"
                " credentials of its own: `zaalgids device add` on the server makes them.",
                name=record.device,
            )
        )
    if not record.online:
        problems.append(
            _("It is off, or its network is. What it counted is kept on it and comes later.")
        )
    elif not online:
        problems.append(_("It has said nothing lately. Look whether it still runs."))
    if health is not None:
        if online:
            problems += [kiosk_sentence(said) for said in health.trouble]
            problems += [one.sentence for one in illnesses(health)]
        if not health.clock_trusted:
            problems.append(_("Its clock is not set. Its counts are placed by when they arrive."))
        if health.outbox_depth >= MANY_WAITING_MINUTES:
            problems.append(
                ngettext(
                    "{number} minute waits to be sent.",
                    "{number} minutes wait to be sent.",
                    health.outbox_depth,
                )
            )
    return [*problems, *_release_problems(record, health, newest_release, newest_hash)]


def _release_problems(
    record: KioskRecord,
    health: Health | None,
    newest_release: int | None,
    newest_hash: str | None,
) -> list[str]:
    """Return a sentence when a kiosk does not show the newest release, otherwise nothing."""
    if newest_release is None or record.release is None:
        return []
    if _of_another_history(record, health, newest_release, newest_hash):
        return [
            _(
                "It shows a release {number} that this server does not have: a back-up was restored. It takes "
                "this server's release as soon as it asks for it.",
                number=record.release,
            )
        ]
    if record.release < newest_release:
        return [
            _(
                "It shows release {number}; {newest} is the newest.",
                number=record.release,
                newest=newest_release,
            )
        ]
    return []
