"""The only place where the tests of frozen documents touch the code: whoever renames something changes this module.

Each reader gives plain JSON values, named as they are on the wire, on disk or in the database, never by the names of
Python attributes.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from sqlalchemy import inspect, select

import contract.museum_folder
import contract.timed_text
import device.settings
import tour_server.settings
from contract.bundle import read_release as read_bundle_release
from contract.bundle import write_release
from contract.messages import FROM_DEVICE, FROM_SERVER, decode, encode
from contract.topics import parse, topic
from device.camera_setup.saving import DRAWN, SettingsFile
from models.calibration import Calibration
from models.features import Features
from models.picture import read_picture
from models.recogniser import Recogniser
from runtime.durable_files import durable_file
from tour_server.catalogue import parts
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import Pictures
from tour_server.crowd.messages import store_bins
from tour_server.crowd.minutes import minutes_between
from tour_server.crowd.tables import FootfallBin
from tour_server.database import Base, Database
from tour_server.events.event_log import EventFilter, EventLog
from tour_server.fleet.kiosk_list import kiosk_list
from tour_server.fleet.messages import store_health, store_presence
from tour_server.fleet.tables import KioskRecord
from tour_server.imports.photographs import photographs
from tour_server.ingest.dead_letters import DeadLetter, store_dead_letters
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.ingest.tables import DeadLetterRecord
from tour_server.jobs.jobs import Jobs
from tour_server.offers.messages import store_offer_counts
from tour_server.publishing.publish_state import PublishRequest, PublishResult, SpeechResult
from tour_server.publishing.publisher import PUBLISH, SPEECH
from tour_server.publishing.releases import Releases
from tour_server.publishing.repository import Repository
from tour_server.staff.accounts import Accounts
from tour_server.usage.messages import store_playback_counts
from tour_server.usage.tables import PlaybackCountsRecord
from tour_server.wall_screens.screens import WallScreens

HANDLERS = {
    "footfall": store_bins,
    "told": store_playback_counts,
    "offers-shown": store_offer_counts,
    "health": store_health,
    "presence": store_presence,
}
TABLES = {
    "footfall": FootfallBin,
    "told": PlaybackCountsRecord,
    "kiosks": KioskRecord,
    "dead_letters": DeadLetterRecord,
}


class Read(NamedTuple):
    """`values`: every field that was read, defaults included. `again`: the same document, written by this version."""

    values: Any
    again: bytes


def everything(value: Any) -> Any:
    """Give every field of `value` by its name on the wire, its defaults included, as plain JSON values."""
    if isinstance(value, Struct):
        config = value.__struct_config__
        tag = {config.tag_field: config.tag} if config.tag_field else {}
        fields = msgspec.structs.fields(value)
        return tag | {field.encode_name: everything(getattr(value, field.name)) for field in fields}
    if isinstance(value, Mapping):
        return {
            str(key.value if isinstance(key, Enum) else key): everything(item)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [everything(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value


# Documents


def read_draft(kind: str, body: str) -> Read:
    """A part of a museum as the tables `draft` and `revision` keep it."""
    found = parts.decode(PartKind(kind), body)
    return Read(everything(found), parts.encode(found).encode())


def read_release(body: bytes) -> Read:
    """A `release.json`."""
    found = read_bundle_release(body)
    return Read(everything(found), write_release(found))


def read_message(address: str, body: bytes) -> tuple[Read, str]:
    """A message and its topic; the topic, too, as this version writes it."""
    name = parse(address)
    found: Struct = decode(body, (FROM_DEVICE | FROM_SERVER)[name.kind])
    return Read(everything(found), encode(found)), topic(name.site, name.device, name.kind)


def store_message(database: Database, address: str, body: bytes) -> None:
    """Store a message of a device as the server does when it arrives, at 2026-03-02 10:30 UTC."""
    name = parse(address)
    received = ReceivedMessage(name.device, decode(body, FROM_DEVICE[name.kind]), 1_772_447_400.0)
    with database.writing() as session:
        HANDLERS[name.kind](session, [received])


def read_museum(folder: Path) -> Any:
    """A museum folder."""
    return everything(contract.museum_folder.read_museum(folder))


def write_museum_again(folder: Path, to: Path) -> None:
    """Read a museum folder and write it to another."""
    contract.museum_folder.write_museum(contract.museum_folder.read_museum(folder), to)


def read_photographs(folder: Path, store: Path) -> Any:
    """The museum that is made of a folder of photographs with a table."""
    imported = photographs(folder, Pictures(store))
    assert not imported.problems
    return everything(imported.museum)


def read_settings(program: str, file: Path | None, environment: Mapping[str, str]) -> Any:
    """Settings of the `program`, which is `server` or `kiosk`."""
    if program == "server":
        settings = tour_server.settings.read_server_settings(file, environment)
        kinds = tour_server.settings.setting_types()
        return {
            name: value for kind in kinds for name, value in everything(settings.of(kind)).items()
        }
    return everything(device.settings.read_kiosk_settings(file, environment))


def read_former_camera(settings_file: Path, number: int) -> Any:
    """A camera's settings as they were before the kiosk changed its settings file."""
    file = SettingsFile(settings_file)
    former = file.former(number)
    assert former is not None
    whole = msgspec.toml.decode(file.before.read_bytes(), type=device.settings.KioskSettings)
    drawn = {name: getattr(former, name) for name in DRAWN}
    return everything(msgspec.structs.replace(whole.cameras[number], **drawn))


def read_calibration(file: Path, again: Path) -> Any:
    """A calibration; it is written to `again`, too."""
    found = Calibration.load(file)
    again.write_bytes(found.encode())
    rates = [
        [
            one.accept,
            one.false_accepts,
            one.unknown_queries,
            one.false_accept_bound,
            one.correct_share,
        ]
        for one in found.operating_points
    ]
    return {
        "weights": everything(found.weights),
        "rates": rates,
        "about": dict(found.about),
    }


def read_features(file: Path) -> dict[str, Any]:
    """What is in a feature file, large arrays by their shape and the SHA-256 of their bytes."""
    features = Features.load(file)

    def digest(array: Any, kind: type[np.generic]) -> dict[str, Any]:
        plain: NDArray[Any] = np.ascontiguousarray(array, kind)
        return {
            "shape": list(plain.shape),
            "sha256": hashlib.sha256(plain.tobytes()).hexdigest(),
        }

    return {
        "works": list(features.works),
        "unusable": [[one.index, one.work, one.reason] for one in features.unusable],
        "sizes": features.sizes.tolist(),
        "first_spot": features.first_keypoint.tolist(),
        "mean": digest(features.whitening.mean, np.float32),
        "matrix": digest(features.whitening.matrix, np.float32),
        "vectors": digest(features.vectors, np.float16),
        "thumbnails": digest(features.thumbnails, np.uint8),
        "spots": digest(features.keypoints, np.float16),
        "descriptors": digest(features.descriptors, np.uint8),
    }


def save_features_again(file: Path, again: Path) -> None:
    """Load a feature file and save it under another name."""
    with durable_file(again) as out:
        Features.load(file).write(out)


def recognise(features_file: Path, picture: Path) -> str | None:
    """The work that a picture shows, by the references in a feature file."""
    return Recogniser(Features.load(features_file)).recognise(read_picture(picture)).work


# The server's database


def _row(row: Base) -> dict[str, Any]:
    """A row by the names of its columns; JSON as its values, bytes in base 64."""
    mapper = inspect(type(row))
    found: dict[str, Any] = {}
    for column in mapper.local_table.columns:
        value = getattr(row, mapper.get_property_by_column(column).key)
        if column.name in ("zones", "health") and value is not None:
            value = msgspec.json.decode(value)
        found[column.name] = base64.b64encode(value).decode() if isinstance(value, bytes) else value
    return found


def read_rows(database: Database, table: str) -> list[dict[str, Any]]:
    """Every row of one of TABLES, ordered by its primary key."""
    kind = TABLES[table]
    with database.reading() as session:
        rows = session.scalars(select(kind).order_by(*inspect(kind).primary_key))
        return [_row(row) for row in rows]


def read_drafts(database: Database) -> dict[str, list[dict[str, Any]]]:
    """The parts of each kind, in order."""
    drafts = Drafts(database, lambda: dt.datetime.now(dt.UTC))
    return {
        kind.value: [
            {
                "key": part.key,
                "version": part.version,
                "changed_at": everything(part.changed_at),
                "changed_by": part.changed_by,
                "body": everything(part.body),
            }
            for part in drafts.all(kind)
        ]
        for kind in PartKind
    }


def read_history(database: Database, kind: str, key: str) -> list[dict[str, Any]]:
    """Every state that a part has had, the newest first; the body is None where it was removed."""
    drafts = Drafts(database, lambda: dt.datetime.now(dt.UTC))
    return [
        {
            "version": change.version,
            "changed_at": everything(change.changed_at),
            "changed_by": change.changed_by,
            "body": everything(change.body),
        }
        for change in drafts.history(PartKind(kind), key)
    ]


def put_draft_again(database: Database, kind: str, key: str) -> int:
    """Save a part as it is. Returns its version after that, which must be the one before."""
    drafts = Drafts(database, lambda: dt.datetime.now(dt.UTC))
    part = drafts.get(PartKind(kind), key)
    return drafts.put(PartKind(kind), key, part.body, part.version, "Noor").version


def read_releases(database: Database, folder: Path) -> list[dict[str, Any]]:
    """The releases in the table, the newest first. `folder`: an empty one."""
    repository = Repository(folder, folder, lambda: dt.datetime.now(dt.UTC))
    releases = Releases(database, repository)
    return [
        {
            "number": one.number,
            "published_at": everything(one.published_at),
            "published_by": one.published_by,
            "note": one.note,
            "release": everything(releases.get(one.number)),
        }
        for one in releases.listed()
    ]


def read_minutes(database: Database) -> list[dict[str, Any]]:
    """The counted minutes of all kiosks, in their place in time."""
    with database.reading() as session:
        minutes = minutes_between(session, 0.0, 2.0e10)
    found = [
        {
            "device": one.device,
            "room": one.room,
            "start": one.start,
            "observed_seconds": one.observed_seconds,
            "entered": one.entered,
            "left": one.left,
            "in_view_mean": one.in_view_mean,
        }
        for one in minutes
    ]
    return sorted(found, key=lambda one: (one["start"], one["device"], one["entered"] or 0))


def read_kiosk_list(database: Database, at: float, newest_release: int) -> list[dict[str, Any]]:
    """The list of kiosks that staff see, at `at` (Unix seconds), without its sentences."""
    with database.reading() as session:
        lines = kiosk_list(session, at, newest_release)
    return [
        {
            "name": line.name,
            "room": line.room,
            "online": line.online,
            "seen_at": everything(line.seen_at),
            "release": line.release,
            "software": line.software,
            "waiting": line.waiting,
        }
        for line in sorted(lines, key=lambda line: line.name)
    ]


def read_accounts(database: Database, password: str) -> list[dict[str, Any]]:
    """Every account, and whether it lets in who knows the password."""
    accounts = Accounts(database, lambda: dt.datetime.now(dt.UTC))
    return [
        {
            "name": one.name,
            "roles": sorted(role.value for role in one.roles),
            "password": password if accounts.verify(one.name, password) == one else None,
        }
        for one in accounts.everyone()
    ]


def read_wall_screens(database: Database) -> list[dict[str, Any]]:
    """The wall screens."""
    return [
        {
            "name": one.name,
            "made_at": everything(one.made_at),
            "last_seen": everything(one.last_seen),
        }
        for one in WallScreens(database, lambda: dt.datetime.now(dt.UTC)).all_screens()
    ]


def read_events(database: Database) -> list[Any]:
    """The events, the newest first."""
    log = EventLog(database, lambda: dt.datetime.now(dt.UTC))
    return [everything(one) for one in log.page(EventFilter(), None, 100)]


def read_jobs(database: Database) -> list[Any]:
    """The jobs, the newest first, with their arguments and results as values."""
    found = []
    for job in Jobs(database, lambda: dt.datetime.now(dt.UTC)).listed():
        plain = everything(job)
        plain["arguments"] = msgspec.json.decode(job.arguments)
        if job.kind == PUBLISH:
            plain["arguments"] = everything(job.arguments_as(PublishRequest))
        kinds: dict[str, type[Struct]] = {PUBLISH: PublishResult, SPEECH: SpeechResult}
        plain["result"] = everything(job.result_as(kinds[job.kind])) if job.result else None
        found.append(plain)
    return found


def read_timed_text(body: bytes) -> Any:
    """The timed text in a file, as values."""
    return msgspec.to_builtins(contract.timed_text.read_timed_text(body))


def write_timed_text(body: bytes) -> bytes:
    """A timed text, read and written again."""
    return contract.timed_text.write_timed_text(contract.timed_text.read_timed_text(body))


def wall_screen_of(database: Database, secret: str) -> str | None:
    """The name of the wall screen that opens with this secret."""
    return WallScreens(database, lambda: dt.datetime.now(dt.UTC)).authenticate(secret)


def add_dead_letter(database: Database) -> None:
    """Keep one more message that could not be read."""
    with database.writing() as session:
        store_dead_letters(
            session, [DeadLetter("zaalgids/v1/huis/kiosk-1/told", b"\xff", "broken", 1.0)]
        )
