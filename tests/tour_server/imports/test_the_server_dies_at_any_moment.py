"""The server is killed at random moments of an apply, an undo and a publish: nothing is half done, and all goes on."""

from __future__ import annotations

import multiprocessing
import random
import time
from pathlib import Path

import pytest

from tests.desk import Desk
from tests.killed_server import ASKED, DONE, serve
from tests.tour_server.publishing.bundle_client import updater
from tour_server.catalogue.parts import PartKind
from tour_server.imports.import_documents import ImportDocument, ImportState
from tour_server.imports.picture_reader import PictureReader
from tour_server.imports.proposals import Proposals
from tour_server.imports.proposer import Proposer
from tour_server.imports.spreadsheet import SpreadsheetSource, guess_mapping

pytestmark = pytest.mark.timeout(900)

WORKS = 800
# How often it is killed, at least.
TWICE, TEN_TIMES = (
    pytest.param(2, marks=pytest.mark.long),
    pytest.param(10, marks=pytest.mark.slow),
)
BEFORE_THE_JOB_FAILS = 2  # the third interruption ends a job: it may be what ends the server
# A process that has imported everything and has no threads; each server is a copy of it.
SERVERS = multiprocessing.get_context("forkserver")
SERVERS.set_forkserver_preload(["tests.killed_server"])


def propose(desk: Desk, folder: Path) -> int:
    """Store a proposal of many works. Returns its number."""
    file = folder / "list.csv"
    rows = "".join(f"N{n};Werk {n};Maker {n}\n" for n in range(WORKS))
    file.write_text(f"Inventarisnummer;Titel;Maker\n{rows}", encoding="utf-8")
    proposals = desk.parts.assembly.context.get(Proposals)
    number = proposals.begin(file.name, "Noor", ImportDocument(), ImportState.READING)
    proposer = Proposer(proposals, PictureReader(desk.parts.pictures))
    source = SpreadsheetSource(file, guess_mapping(file))
    proposer.propose(proposals.get(number), source, lambda _done, _all: None)
    return number


def run(desk: Desk, action: str, number: int = 0, seconds: float | None = None) -> float | None:
    """Run a server until all is done, or kill it `seconds` after the request. Returns how long it took, if it ended."""
    heard, said = SERVERS.Pipe(duplex=False)
    child = SERVERS.Process(target=serve, args=(desk.parts.data, action, number, said))
    child.start()
    said.close()
    try:
        assert heard.recv() == ASKED
        began = time.monotonic()
        if not heard.poll(seconds):
            return None
        assert heard.recv() == DONE
        return time.monotonic() - began
    finally:
        child.kill()
        child.join()
        child.close()
        heard.close()


def works(desk: Desk) -> int:
    return len(list(desk.parts.drafts.all(PartKind.WORK)))


def state(desk: Desk, number: int) -> ImportState:
    return desk.parts.assembly.context.get(Proposals).get(number).state


@pytest.mark.parametrize("wanted", [TEN_TIMES])
def test_an_import(desk: Desk, tmp_path: Path, wanted: int) -> None:
    """Apply and undo in turns. After each kill all of it is there or nothing, and it says so itself."""
    rng = random.Random(13)
    before = works(desk)
    after = before + WORKS
    number = propose(desk, tmp_path)
    longest = {action: run(desk, action, number) or 0.0 for action in ("apply", "undo")}
    kills = {"apply": 0, "undo": 0}
    ends = {"apply": (ImportState.APPLIED, after), "undo": (ImportState.UNDONE, before)}
    for _round in range(3 * wanted):
        number = propose(desk, tmp_path)
        for action, end in ends.items():
            asked = action
            for _turn in range(BEFORE_THE_JOB_FAILS):
                if run(desk, asked, number, rng.uniform(0, longest[action])) is not None:
                    break
                kills[action] += 1
                found = state(desk, number), works(desk)
                assert found[1] in (before, after), "half of it is there"
                assert (found[0] is end[0]) == (found[1] == end[1]), found
                asked = ""
            else:
                run(desk, "", number)
            assert (state(desk, number), works(desk)) == end, kills
        if min(kills.values()) >= wanted:
            return
    pytest.fail(f"it was hardly ever killed: {kills}")


@pytest.mark.parametrize("wanted", [TWICE, TEN_TIMES])
def test_a_publish(desk: Desk, tmp_path: Path, wanted: int) -> None:
    """After each kill a kiosk can fetch the newest release, whatever was being signed."""
    rng = random.Random(7)
    longest = run(desk, "publish") or 0.0
    kills = 0
    for _round in range(4 * wanted):
        number = desk.parts.releases.newest_number() + 1
        asked = "publish"
        for turn in range(BEFORE_THE_JOB_FAILS):
            if run(desk, asked, 0, rng.uniform(0, longest)) is not None:
                break
            kills += 1
            check_release(desk, number, tmp_path / f"kiosk-{number}-{kills}-{turn}")
            asked = ""
        else:
            run(desk, "")
        # A publish that goes on may find that the newest release is what it was asked for: the drafts are the same.
        newest = desk.parts.releases.newest_number()
        assert newest in (number - 1, number)
        assert len(desk.parts.releases.listed()) == newest, "each release is made once"
        if kills >= wanted:
            return
    pytest.fail(f"it was hardly ever killed: {kills}")


def check_release(desk: Desk, number: int, kiosk: Path) -> None:
    client = updater(desk, kiosk, desk.parts.repository.trusted_root)
    client.refresh()
    release = client.get_targetinfo("release.json")
    assert release is not None
    client.download_target(release)
    assert desk.parts.releases.newest_number() in (number - 1, number)
