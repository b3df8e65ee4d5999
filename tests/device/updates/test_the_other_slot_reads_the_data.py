"""New software on trial writes what the software of the other slot reads; it brings documents up when it is kept."""

from __future__ import annotations

import importlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import device
from contract.kiosk_messages import OrderResult
from contract.software import SoftwareStep
from device.desk_settings import kept_settings
from device.desk_settings.kept_settings import KeptSettings, read_kept, write_kept
from device.health.machine_state import MachineReader
from device.orders import orders
from device.orders.orders import DoneOrder, DoneOrders
from device.updates import shared_data
from device.updates.kept_update import FOLDER, KeptUpdate, UpdateJob, UpdateTrial, write_update
from device.updates.shared_data import OUTBOX, SHARED, hold, hold_for_other_slot, versions_read
from device.uplink import outbox_file
from device.uplink.outbox_file import open_outbox
from runtime.document_version import DocumentVersionError, DocumentVersions, Plain

TRIED = KeptUpdate(
    job=UpdateJob(id="a" * 16, version="1.5.0", bytes=1, sha256="b" * 64),
    step=SoftwareStep.TRYING,
    trial=UpdateTrial(from_slot="A", to_slot="B", minutes=1, reads={}),
)
FROZEN = Path(__file__).resolve().parents[2] / "frozen" / "v1" / "kiosk" / "outbox.db"
NEWER = "ALTER TABLE entry ADD COLUMN colour TEXT;"


@pytest.fixture(autouse=True)
def newest_again() -> Iterator[None]:
    yield
    hold(None)


def with_result_as_number(plain: Plain) -> Plain:
    """A made-up version 2 of done orders, which an older reader would misread."""
    numbers = {"done": 1, "refused": 2}
    return plain | {"orders": [one | {"result": numbers[one["result"]]} for one in plain["orders"]]}


def with_result_as_word(plain: Plain) -> Plain:
    words = {1: "done", 2: "refused"}
    found = [one | {"result": words.get(one["result"], one["result"])} for one in plain["orders"]]
    return plain | {"orders": found}


def test_a_document_is_written_as_the_other_slot_reads_it() -> None:
    old = DocumentVersions("kiosk's done orders")
    new = DocumentVersions(
        "kiosk's done orders", [with_result_as_number], downgrades=[with_result_as_word]
    )
    document = DoneOrders(orders=[DoneOrder("a" * 16, OrderResult.DONE)], v=2)
    with pytest.raises(DocumentVersionError):
        old.decode(new.encode(document), DoneOrders)
    new.hold_at(1)
    assert old.decode(new.encode(document), DoneOrders).orders == document.orders
    new.hold_at(None)
    assert json.loads(new.encode(document))["v"] == 2


def test_a_document_that_has_no_way_back_is_said() -> None:
    new = DocumentVersions("kiosk's done orders", [with_result_as_number])
    with pytest.raises(ValueError, match="can't write a kiosk's done orders of version 1"):
        new.hold_at(1)


def test_a_trial_that_can_not_write_what_the_other_reads_has_a_problem(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    new = DocumentVersions("kiosk's done orders", [with_result_as_number])
    monkeypatch.setattr(shared_data, "SHARED", [*SHARED, new])
    (problem,) = hold({new.name: 1})
    assert "can't write" in problem
    assert hold(None) == []


def slot(folder: Path, name: str) -> MachineReader:
    (folder / "proc").mkdir(exist_ok=True)
    (folder / "proc/cmdline").write_text(f"ro rauc.slot={name}\n")
    return MachineReader(folder)


def opened_by(software: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Open the outbox with old or new software. Returns its version and what is said."""
    upgrades = (NEWER,) if software == "new" else ()
    monkeypatch.setattr(outbox_file, "_UPGRADES", upgrades)
    monkeypatch.setattr(outbox_file, "SCHEMA_VERSION", 1 + len(upgrades))
    database, said = open_outbox(file)
    with closing(database):
        (version,) = database.execute("PRAGMA user_version").fetchone()
        database.execute("SELECT count(*) FROM entry").fetchone()
    return version, said


@pytest.mark.parametrize("made_by", ["old", "trial"])
def test_the_outbox_of_a_trial_is_opened_by_the_old_software(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made_by: str
) -> None:
    file = tmp_path / "outbox.db"
    if made_by == "old":
        file.write_bytes(FROZEN.read_bytes())
    write_update(tmp_path / FOLDER, TRIED)
    monkeypatch.setattr(outbox_file, "SCHEMA_VERSION", 2)
    trial = TRIED.trial
    assert trial is not None
    hold({OUTBOX: 1})
    assert opened_by("new", file, monkeypatch) == (1, "")
    with closing(sqlite3.connect(file)) as database:
        database.execute("INSERT INTO entry VALUES ('footfall', 900, NULL, x'00')")
        database.commit()
    hold(None)
    assert opened_by("old", file, monkeypatch) == (1, ""), "nothing was put aside"
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT 1 FROM entry WHERE sequence = 900").fetchone() == (1,)


def test_a_slot_that_was_kept_brings_the_outbox_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "outbox.db"
    file.write_bytes(FROZEN.read_bytes())
    monkeypatch.setattr(outbox_file, "SCHEMA_VERSION", 2)
    hold(None)
    assert opened_by("new", file, monkeypatch) == (2, "")


def test_only_the_slot_that_is_tried_holds_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[object] = []
    monkeypatch.setattr(shared_data, "hold", lambda reads: held.append(reads) or [])
    data = tmp_path / "data"
    hold_for_other_slot(data, slot(tmp_path, "B"))
    write_update(data / FOLDER, TRIED)
    hold_for_other_slot(data, slot(tmp_path, "A"))
    hold_for_other_slot(data, slot(tmp_path, "B"))
    assert held == [None, None, {}]


def test_settings_and_orders_of_today_are_read_by_the_other_slot(tmp_path: Path) -> None:
    assert hold(versions_read()) == []
    write_kept(tmp_path, KeptSettings(sent=5.0, wanted={"level": "child"}, heard=True))
    assert read_kept(tmp_path)[0].wanted == {"level": "child"}


NOT_SHARED = {
    "device.settings": "a person writes it, and its text keeps its version",
}


def test_every_document_of_the_device_is_among_them() -> None:
    """Whoever adds a stored document to the kiosk adds it to SHARED, or says here why it need not be read."""
    shared = {id(one) for one in SHARED}
    root = Path(device.__path__[0])
    for file in sorted(root.rglob("*.py")):
        if "DocumentVersions(" not in file.read_text(encoding="utf-8"):
            continue
        name = ".".join(("device", *file.relative_to(root).with_suffix("").parts))
        if name in NOT_SHARED:
            continue
        assert id(importlib.import_module(name).VERSIONS) in shared, name


def test_each_document_has_a_way_one_version_back() -> None:
    """The software of the other slot is one release older: what it reads can be written."""
    for one in SHARED:
        one.hold_at(max(one.oldest, one.current - 1))
    assert {orders.VERSIONS, kept_settings.VERSIONS} <= set(SHARED)
