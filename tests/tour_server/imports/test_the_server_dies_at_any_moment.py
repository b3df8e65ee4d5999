"""The server is killed at random moments of an apply, an undo and a publish: nothing is half done, and all goes on."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.desk import Desk
from tests.tour_server.publishing.bundle_client import updater
from tour_server.catalogue.parts import PartKind
from tour_server.imports.import_documents import ImportDocument, ImportState
from tour_server.imports.picture_reader import PictureReader
from tour_server.imports.proposals import Proposals
from tour_server.imports.proposer import Proposer
from tour_server.imports.spreadsheet import SpreadsheetSource, guess_mapping

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[3]
WORKS = 1_500
KILLS = 10
BEFORE_THE_JOB_FAILS = 2  # the third interruption ends a job: it may be what ends the server


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    shutil.copytree(prepared, tmp_path / "server")
    return tmp_path / "server"


@contextmanager
def opened(data: Path) -> Iterator[Desk]:
    desk = Desk(data)
    try:
        yield desk
    finally:
        desk.close()


def propose(data: Path) -> int:
    """Store a proposal of many works. Returns its number."""
    file = data.parent / "list.csv"
    rows = "".join(f"N{n};Werk {n};Maker {n}\n" for n in range(WORKS))
    file.write_text(f"Inventarisnummer;Titel;Maker\n{rows}", encoding="utf-8")
    with opened(data) as desk:
        proposals = desk.parts.assembly.context.get(Proposals)
        number = proposals.begin(file.name, "Noor", ImportDocument(), ImportState.READING)
        proposer = Proposer(proposals, PictureReader(desk.parts.pictures))
        source = SpreadsheetSource(file, guess_mapping(file))
        proposer.propose(proposals.get(number), source, lambda _done, _all: None)
    return number


def run(data: Path, action: str, number: int, seconds: float | None = None) -> float | None:
    """Run a server until all is done, or kill it `seconds` after the request. Returns how long it took, if it ended."""
    command = [sys.executable, "-m", "tests.killed_server", str(data), action, str(number)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "asked\n"
        began = time.monotonic()
        if seconds is not None:
            try:
                child.wait(seconds)
            except subprocess.TimeoutExpired:
                child.kill()
                return None
        assert child.stdout.readline() == "done\n"
        return time.monotonic() - began
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def check_import(data: Path, number: int, before: int, after: int, ended: ImportState) -> None:
    """Check that all of an import is there or nothing of it, and that it says so itself."""
    with opened(data) as desk:
        works = len(list(desk.parts.drafts.all(PartKind.WORK)))
        state = desk.parts.assembly.context.get(Proposals).get(number).state
    assert works in (before, after)
    assert (state is ended) == (works == after), (state, works)


def check_release(data: Path, number: int, root: Path) -> None:
    """Check that a kiosk can fetch the newest release as a whole, whatever was being signed."""
    with opened(data) as desk:
        client = updater(desk, root, desk.parts.repository.trusted_root())
        client.refresh()
        release = client.get_targetinfo("release.json")
        assert desk.parts.releases.newest_number() in (number - 1, number)
        if release is not None:
            client.download_target(release)


def until_done(data: Path, action: str, number: int, rng: random.Random, longest: float) -> int:
    """Ask, and kill the server until the job would fail; then let it end. Returns how often it was killed."""
    kills = 0
    for asked in (action, *["nothing"] * (BEFORE_THE_JOB_FAILS - 1)):
        if run(data, asked, number, rng.uniform(0, longest)) is not None:
            return kills
        kills += 1
    run(data, "nothing", number)
    return kills


def test_an_import(data: Path) -> None:
    """Apply and undo in turns, until the server was killed ten times in each."""
    rng = random.Random(13)
    number = propose(data)
    with opened(data) as desk:
        before = len(list(desk.parts.drafts.all(PartKind.WORK)))
    kills = {"apply": 0, "undo": 0}
    longest = {action: run(data, action, number) or 0.0 for action in ("apply", "undo")}
    for _round in range(3 * KILLS):
        if min(kills.values()) >= KILLS:
            return
        number = propose(data)
        for action in ("apply", "undo"):
            kills[action] += until_done(data, action, number, rng, longest[action])
            with opened(data) as desk:
                state = desk.parts.assembly.context.get(Proposals).get(number).state
                works = len(list(desk.parts.drafts.all(PartKind.WORK)))
            done = before + WORKS if action == "apply" else before
            wanted = ImportState.APPLIED if action == "apply" else ImportState.UNDONE
            assert (state, works) == (wanted, done), (kills, rng)
    pytest.fail(f"it was hardly ever killed: {kills}")


def test_an_import_is_never_half_done(data: Path) -> None:
    """Look into the database after each kill, before anything goes on."""
    rng = random.Random(31)
    number = propose(data)
    with opened(data) as desk:
        before = len(list(desk.parts.drafts.all(PartKind.WORK)))
    assert run(data, "apply", number, 0.05) is None
    check_import(data, number, before, before + WORKS, ImportState.APPLIED)
    assert run(data, "nothing", number, rng.uniform(0.1, 0.5)) is None
    check_import(data, number, before, before + WORKS, ImportState.APPLIED)
    run(data, "nothing", number)
    check_import(data, number, -1, before + WORKS, ImportState.APPLIED)


def test_a_publish(data: Path, tmp_path: Path) -> None:
    rng = random.Random(7)
    number, kills = 1, 0
    longest = run(data, "publish", 0) or 0.0
    while kills < KILLS and number < 3 * KILLS:
        number += 1
        asked = "publish"
        for turn in range(BEFORE_THE_JOB_FAILS):
            if run(data, asked, 0, rng.uniform(0, longest)) is not None:
                break
            kills += 1
            check_release(data, number, tmp_path / f"kiosk-{number}-{turn}")
            asked = "nothing"
        else:
            run(data, "nothing", 0)
        check_release(data, number, tmp_path / f"kiosk-{number}")
        with opened(data) as desk:
            assert desk.parts.releases.newest_number() == number
            assert len(desk.parts.releases.listed()) == number, "each release is made once"
    assert kills >= KILLS
