"""A rolling upgrade, in recorded form: what today's software sends is what the software of earlier commits reads.

`v2/schemas/<commit>` has the JSON Schemas of the messages as that commit described them in docs/contract, and of its
`release.json`, which are the rules by which its readers decoded. That today's software reads what earlier software
wrote is in `test_documents_of_earlier_versions.py` and `test_data_folders_of_earlier_versions.py`. The same with real
processes: tests/journeys/test_old_and_new_software_together.py.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from msgspec import Struct

from contract.bundle import Release, read_release, write_release
from contract.messages import FROM_DEVICE, FROM_SERVER, decode, encode
from contract.topics import parse
from tests.contract.test_someone_elses_device import ALL
from tests.frozen.readers import TABLES, read_rows, store_message
from tests.tiny_museum import tiny_museum
from tour_server.database import Database

HERE = Path(__file__).parent
SCHEMAS = HERE / "v2" / "schemas"
COMMITS = sorted(folder.name for folder in SCHEMAS.iterdir())
FORMER_NAMES = {"PlaybackCounts": "Told"}
MESSAGES = sorted(
    file
    for version in ("v1", "v2", "v3")
    for file in (HERE / version / "messages").rglob("*.json")
    if file.name != "expected.json"
)


def schema(commit: str, name: str) -> Any | None:
    """How a commit described a kind of document; None where it had no such kind."""
    for known in (name, FORMER_NAMES.get(name)):
        file = SCHEMAS / commit / f"{known}.schema.json"
        if file.exists():
            return json.loads(file.read_text(encoding="utf-8"))
    return None


def todays_messages() -> list[Struct]:
    """Every message that the tests know, and every frozen one as today's software writes it."""
    found = list(ALL)
    for file in MESSAGES:
        kept = msgspec.json.decode(file.read_bytes(), type=dict[str, msgspec.Raw])
        topic = parse(msgspec.json.decode(kept["topic"], type=str))
        found.append(decode(bytes(kept["body"]), (FROM_DEVICE | FROM_SERVER)[topic.kind]))
    return found


@pytest.mark.parametrize("commit", COMMITS)
@pytest.mark.parametrize(
    "message",
    [
        pytest.param(one, id=f"{number}-{type(one).__name__}")
        for number, one in enumerate(todays_messages())
    ],
)
def test_an_older_reader_understands_what_is_sent_today(message: Struct, commit: str) -> None:
    body = json.loads(encode(message))
    rules = schema(commit, type(message).__name__)
    if rules is None:
        return  # no one of that commit subscribes to it
    assert body["v"] == 1, "every reader in use must read a version before it is sent"
    jsonschema.validate(body, rules)


def test_every_kind_of_message_is_among_them() -> None:
    kinds = {type(message) for message in todays_messages()}
    assert kinds == set((FROM_DEVICE | FROM_SERVER).values())


FROM_KIOSKS = [
    file
    for file in MESSAGES
    if file.name.startswith(("footfall", "told-full", "told-zero", "health", "presence"))
]


@pytest.mark.parametrize("file", FROM_KIOSKS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_todays_server_stores_what_an_older_kiosk_sends(file: Path, tmp_path: Path) -> None:
    kept = msgspec.json.decode(file.read_bytes(), type=dict[str, msgspec.Raw])
    topic = msgspec.json.decode(kept["topic"], type=str)
    database = Database(f"sqlite:///{tmp_path / 'one.db'}")
    database.migrate()
    store_message(database, topic, bytes(kept["body"]))
    stored = {table: len(read_rows(database, table)) for table in TABLES}
    database.close()
    assert stored["dead_letters"] == 0
    if (
        file.stem == "presence-offline"
    ):  # that a kiosk is away says nothing of one that was never there
        assert sum(stored.values()) == 0
    else:
        assert sum(stored.values()) == 1


def todays_releases() -> list[Release]:
    """A small release, and the frozen ones as today's software writes them."""
    frozen = [
        read_release(one.read_bytes())
        for one in sorted((HERE / "v1" / "releases").glob("[fm]*.json"))
    ]
    return [Release(1, 1.0, tiny_museum(), [], {}, None), *frozen]


@pytest.mark.parametrize("commit", COMMITS)
@pytest.mark.parametrize("release", todays_releases(), ids=["tiny", "full", "minimal"])
def test_an_older_kiosk_understands_a_release_of_today(release: Release, commit: str) -> None:
    jsonschema.validate(json.loads(write_release(release)), schema(commit, "Release"))
