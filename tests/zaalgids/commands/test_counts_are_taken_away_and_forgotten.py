"""`zaalgids footfall`: exports as at the desk, and forgets what a museum keeps no longer, over the real command."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from contract.messages import Bin
from tests.bins import a_bin
from tests.desk import build, prepare
from tour_server.crowd import retention
from tour_server.crowd.messages import store_bins
from tour_server.crowd.tables import FootfallBin
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.settings import ServerSettings
from zaalgids.commands.command_line import zaalgids

TODAY = dt.datetime.now(dt.UTC)


def ago(days: float) -> float:
    return TODAY.timestamp() - days * 86_400


def minute(sequence: int, start: float) -> Bin:
    return a_bin(sequence, start=start, room="hal", entered=20, left=3)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A server's folder with a museum, and minutes of 3, 40 and 400 days ago, and one of then that came today."""
    folder = tmp_path_factory.mktemp("filled") / "server"
    prepare(folder)
    parts = build(ServerSettings(data=str(folder)))
    try:
        with parts.database.writing() as session:
            for number, days in enumerate((3, 40, 400)):
                start = ago(days)
                store_bins(session, [ReceivedMessage("door", minute(number, start), start + 60)])
            store_bins(session, [ReceivedMessage("late", minute(9, ago(400)), ago(0))])
    finally:
        parts.database.close()
    return folder


@pytest.fixture
def data(filled, tmp_path):
    shutil.copytree(filled, tmp_path / "server")
    return tmp_path / "server"


def kept(folder) -> int:
    parts = build(ServerSettings(data=str(folder)))
    try:
        with parts.database.reading() as session:
            return int(session.scalar(select(func.count()).select_from(FootfallBin)) or 0)
    finally:
        parts.database.close()


def run(folder, *words):
    return CliRunner().invoke(zaalgids, ["footfall", "--data", str(folder), *words])


def test_old_minutes_are_forgotten_and_no_others(data, monkeypatch):
    monkeypatch.setattr(retention, "BATCH_ROWS", 1)
    done = run(data, "forget", "--before", f"{TODAY.date() - dt.timedelta(days=100)}")
    assert done.exit_code == 0, done.output
    assert "1 minutes from before" in done.output
    assert kept(data) == 3, "what came today is kept, however old it is"
    again = run(data, "forget", "--before", f"{TODAY.date() - dt.timedelta(days=100)}")
    assert "0 minutes" in again.output


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (f"{TODAY.date()}", "The last 31 days are kept"),
        ("yesterday", "“yesterday” is no date."),
    ],
)
def test_what_is_not_forgotten(data, before, words):
    done = run(data, "forget", "--before", before)
    assert done.exit_code == 1
    assert words in done.output
    assert kept(data) == 4


def test_exported_as_at_the_desk(data, tmp_path):
    file = tmp_path / "footfall.csv"
    done = run(data, "export", str(file))
    assert done.exit_code == 0, done.output
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "date,hour,room,in,out,observed_minutes"
    assert len(lines) == 3
    assert lines[-1].endswith(",day,hal,20,withheld,1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["f.csv", "--from", "2026-02-30"], "is no date"),
        (["f.txt"], "must end in .csv or .parquet"),
        (["nowhere/f.csv"], "There is no folder"),
    ],
)
def test_what_can_not_be_exported(data, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    done = run(data, "export", *words)
    assert done.exit_code == 1
    assert said in done.output


def test_before_there_is_a_museum(tmp_path):
    build(ServerSettings(data=str(tmp_path / "empty"))).database.close()
    done = run(tmp_path / "empty", "export", str(tmp_path / "f.csv"))
    assert done.exit_code == 1
    assert "There is no museum yet" in done.output
