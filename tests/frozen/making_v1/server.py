"""Makes a server's data folder with two releases, and rows in every table of its database."""

from __future__ import annotations

import base64
import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import msgspec
from argon2 import PasswordHasher
from making_v1 import messages
from making_v1.deterministic import BEGAN, SIGNED_AT, ClockTwin, write_test_keys
from making_v1.everything import everything, write_json
from making_v1.museum import draw_pictures, full_museum
from making_v1.phone import write_phone
from msgspec.structs import replace
from sqlalchemy import select

from contract.museum import Room
from narration.block_speaker import BlockSpeaker
from narration.recordings import Recordings
from narration.speech.settings import open_voice
from tour_server.app import Parts, build, create_app
from tour_server.between import secret
from tour_server.broker.arrival import Arrival
from tour_server.catalogue.parts import Kind
from tour_server.crowd.footfall import keep_footfall
from tour_server.crowd.minutes import minutes_between
from tour_server.crowd.put_aside import Unreadable, put_aside
from tour_server.crowd.tables import FootfallBin, PutAside
from tour_server.fleet.last_seen import keep_health, keep_presence
from tour_server.fleet.roll import roll
from tour_server.fleet.tables import Kiosk, ToldCount
from tour_server.fleet.told import keep_told
from tour_server.publishing.publisher import Publisher
from tour_server.publishing.release import ReleaseMaker
from tour_server.publishing.releases import Releases
from tour_server.publishing.repository import ROLES, Repository
from tour_server.settings import ServerSettings
from tour_server.staff.accounts import Accounts, Role

PASSWORD = "four quiet rooms"
NAMES = {
    Role.EDITOR: "Noor",
    Role.CURATOR: "Ümit Öz",
    Role.MANAGER: "museum",
    Role.TECHNICIAN: "ヒロ",
}


def make_server(data: Path, after_each_release: Any) -> dict[str, Any]:
    """Make the data folder at `data`, its database within. Returns what a reader must find in the database.

    `after_each_release` is called when a release is out, so that a kiosk may take it.
    """
    data.mkdir(parents=True)
    write_test_keys(data / "keys", ROLES)
    clock = ClockTwin()
    parts = build(ServerSettings(data=str(data)), clock)
    try:
        repository = Repository(data / "bundles", data / "keys", lambda: SIGNED_AT)
        repository.renew()
        publisher = Publisher(
            parts.drafts,
            ReleaseMaker(
                parts.pictures,
                lambda: BlockSpeaker(open_voice(parts.settings.speech)),
                data / "cache",
            ),
            repository,
            Releases(parts.database, repository),
            clock,
            speech_seconds=600.0,
        )
        _edit_and_publish(parts, publisher, after_each_release)
        secrets = _staff_and_screens(parts, clock)
        secret_of_screen = secrets["wall_screens"][0]["secret"]
        write_json(data.parent / "addresses.json", _answers(parts, secret_of_screen))
        write_phone(create_app(parts), data.parent / "phone.json")
        _arrivals(parts)
        secret(data / "session.key")
        expected = _expected(parts) | secrets
        write_json(data.parent / "server-expected.json", _files_expected(parts, data))
    finally:
        parts.database.close()
    for lock in data.rglob(".lock"):
        lock.unlink()
    return expected


def _edit_and_publish(parts: Parts, publisher: Publisher, after_each_release: Any) -> None:
    drafts = parts.drafts
    with tempfile.TemporaryDirectory() as folder:
        draw_pictures(Path(folder))
        drafts.load(parts.pictures.take_in(full_museum(), Path(folder)), "import")
    for work, file, _ in drafts.references():
        parts.references.verdict(file)
        parts.references.compare(work, file)
    publisher.publish("museum", "Open: de eerste dag – 初日.")
    after_each_release()
    hat = drafts.get(Kind.WORK, "hoed")
    for version, title in ((1, "De hoed?"), (2, "De hoed!")):
        body = replace(hat.body, title={**hat.body.title, "nl": title})
        drafts.put(Kind.WORK, "hoed", body, version, "Noor")
    drafts.undo(Kind.WORK, "hoed", to=2, version=3, by="Ümit Öz")
    drafts.remove(Kind.OFFER, "laat", 1, "Noor")
    garden = Room(key="tuin", name={"nl": "Tuin"}, floor=0, capacity=40)
    drafts.put(Kind.ROOM, "tuin", garden, 0, "Noor")
    drafts.remove(Kind.ROOM, "tuin", 1, "Noor")
    drafts.undo(Kind.ROOM, "tuin", to=1, version=0, by="Noor")
    publisher.publish("Ümit Öz")
    after_each_release()


def _staff_and_screens(parts: Parts, clock: ClockTwin) -> dict[str, Any]:
    quick = Accounts(parts.database, clock, PasswordHasher(time_cost=1, memory_cost=64))
    for role, name in NAMES.items():
        quick.create(name, PASSWORD, role)
    _, seen = parts.walls.make("Foyer – 入口")
    _, never_seen = parts.walls.make("Winkel")
    parts.walls.let_in(seen)
    shown = {"Foyer – 入口": seen, "Winkel": never_seen}
    screens = [
        everything(screen) | {"secret": shown[screen.name]} for screen in parts.walls.everyone()
    ]
    return {
        "accounts": [
            {"name": one.name, "role": one.role.value, "password": PASSWORD}
            for one in quick.everyone()
        ],
        "wall_screens": screens,
    }


def _arrivals(parts: Parts) -> None:
    """What two kiosks sent, and three messages that could not be read."""
    at = messages.START + 3600.0
    small = replace(messages.quiet_bin(0), epoch="f" * 16, room="zolder", clock_trusted=False)
    told = [messages.messages()[name][1] for name in ("told-full", "told-zero")]
    with parts.database.writing() as session:
        keep_footfall(
            session,
            [
                Arrival("kiosk-1", messages.full_bin(), at),
                Arrival("kiosk-1", messages.blind_bin(), at + 60.5),
                Arrival("kiosk-1", messages.quiet_bin(), at + 120.0),
                Arrival("kiosk-2", small, at + 121.25),
                Arrival("kiosk-2", replace(messages.full_bin(2**62), zones=None), at + 122.0),
            ],
        )
        keep_told(session, [Arrival("kiosk-1", one, at) for one in told])
        keep_health(session, [Arrival("kiosk-1", messages.full_health(), at)])
        keep_health(session, [Arrival("kiosk-2", messages.minimal_health(), at - 5.0)])
        offline, online = (
            messages.messages()[f"presence-{state}"][1] for state in ("offline", "online")
        )
        keep_presence(session, [Arrival("kiosk-2", offline, at), Arrival("kiosk-3", online, at)])
        put_aside(
            session,
            [
                Unreadable("zaalgids/v1/huis/kiosk-1/footfall", b'{"v":2}', "Bin of version 2", at),
                Unreadable("zaalgids/v1/huis/\x00/zaal-é", bytes(range(256)), "geen naam: “é”", at),
                Unreadable("zaalgids/v1/huis/kiosk-2/told", b"", "not a Told", at + 0.5),
            ],
        )


def _expected(parts: Parts) -> dict[str, Any]:
    """What the code of this version reads from the tables."""
    database, drafts = parts.database, parts.drafts
    names = {kind: [part.key for part in drafts.all(kind)] for kind in Kind}
    gone = [(Kind.OFFER, "laat")]
    known = [(kind, key) for kind in Kind for key in names[kind]] + gone
    with database.reading() as session:
        order = (FootfallBin.device, FootfallBin.epoch, FootfallBin.sequence)
        footfall = [_columns(row) for row in session.scalars(select(FootfallBin).order_by(*order))]
        told = [
            _columns(row)
            for row in session.scalars(
                select(ToldCount).order_by(ToldCount.device, ToldCount.epoch, ToldCount.sequence)
            )
        ]
        kiosks = [_columns(row) for row in session.scalars(select(Kiosk).order_by(Kiosk.device))]
        letters = [_columns(row) for row in session.scalars(select(PutAside).order_by(PutAside.id))]
        minutes = minutes_between(session, 0.0, 2.0e10)
        lines = roll(session, messages.START + 3630.0, 2)
    return {
        "drafts": {kind.value: [_part(part) for part in drafts.all(kind)] for kind in Kind},
        "history": {
            f"{kind.value}/{key}": [_part(change) for change in drafts.history(kind, key)]
            for kind, key in known
        },
        "releases": [
            everything(one) | {"release": everything(parts.releases.get(one.number))}
            for one in parts.releases.listed()
        ],
        "footfall": footfall,
        "minutes": sorted(
            everything(minutes), key=lambda one: (one["start"], one["device"], one["entered"] or 0)
        ),
        "told": told,
        "kiosks": kiosks,
        "kiosk_list": [
            {
                "name": line.name,
                "room": line.room,
                "online": line.online,
                "seen_at": line.seen_at.isoformat(),
                "release": line.release,
                "software": line.software,
                "waiting": line.waiting,
            }
            for line in sorted(lines, key=lambda line: line.name)
        ],
        "dead_letters": letters,
    }


def _part(part: Any) -> dict[str, Any]:
    """A part or a change of one, without its kind."""
    return {
        "version": part.version,
        "changed_at": part.changed_at.astimezone(dt.UTC).isoformat(),
        "changed_by": part.changed_by,
        "body": None if part.body is None else everything(part.body),
    } | ({"key": part.key} if hasattr(part, "key") else {})


def _answers(parts: Parts, secret_of_screen: str) -> dict[str, int]:
    """Address -> status of the answer, of addresses that are printed, set up on a device or saved by a person."""
    client = create_app(parts).test_client()
    targets = sorted(file.name for file in parts.repository.targets.glob("*.json"))
    addresses = [
        "/",
        "/health",
        "/visit",
        "/visit?l=nl",
        "/visit/work/1",
        "/visit/work/99999?l=en",
        "/visit/work/5",
        "/visit/plan",
        "/visit/number?n=1",
        "/visit/sw.js",
        "/visit/manifest.webmanifest",
        "/bundles/metadata/1.root.json",
        "/bundles/metadata/2.root.json",
        "/bundles/metadata/timestamp.json",
        *(f"/bundles/targets/{name}" for name in targets),
        f"/wall/{secret_of_screen}",
        f"/wall/{secret_of_screen}/board",
        "/wall/aaaa-bbbb-cccc-dddd",
        "/desk",
        "/desk/sign-in",
        "/desk/rooms",
        "/desk/rooms/door-sign.svg",
        "/desk/rooms/footfall.csv",
    ]
    found = {}
    for address in addresses:
        answer = client.get(address)
        found[address] = answer.status_code
        answer.close()
    return found


def _columns(row: Any) -> dict[str, Any]:
    """A row by the names of its columns; JSON in a text as its values, bytes in base 64."""
    found = {}
    for column in row.__table__.columns:
        value = getattr(row, column.key)
        if column.name in ("zones", "health") and value is not None:
            value = msgspec.json.decode(value)
        found[column.name] = base64.b64encode(value).decode() if isinstance(value, bytes) else value
    return found


def _files_expected(parts: Parts, data: Path) -> dict[str, Any]:
    """What a reader must find in the folder beside the database."""
    speaker = BlockSpeaker(open_voice(parts.settings.speech))
    try:
        recordings = Recordings(data / "cache" / "speech")
        names = {
            block.key: recordings.name(block, speaker)
            for work in parts.drafts.museum().works
            for block in work.blocks
        }
    finally:
        speaker.close()
    return {
        "session_key": (data / "session.key").read_bytes().hex(),
        "targets": sorted(Repository(data / "bundles", data / "keys", ClockTwin()).paths()),
        "roots": 2,
        "recordings": {
            key: everything(found.said)
            for key, name in names.items()
            if (found := recordings.find(name)) is not None
        },
        "recording_names": names,
        "verdicts": {
            file: everything(parts.references.verdict(file))
            for _, file, _ in parts.drafts.references()
        },
        "began": BEGAN.isoformat(),
    }
