"""The unit zaalgids-trial gives a new slot up when its kiosk never calls it good, and restarts for the kiosk."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from contract.software import SoftwareStep
from device.updates import kept_update, trial_watch
from device.updates.kept_update import KeptUpdate, UpdateJob, UpdateTrial, ask_restart, write_update

PROGRAM = Path(__file__).resolve().parents[2] / "deploy" / "zaalgids-trial"
JOB = UpdateJob(id="a" * 16, version="1.5.0", bytes=1, sha256="b" * 64)
TRIED = KeptUpdate(
    job=JOB,
    step=SoftwareStep.TRYING,
    trial=UpdateTrial(from_slot="A", to_slot="B", minutes=1, boot="b", begun=["this-boot"]),
)
NOT_BEGUN = replace(TRIED, trial=UpdateTrial(from_slot="A", to_slot="B", minutes=1440))


class Watched:
    """The program beside twins of RAUC and systemd, which write what they are asked."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked = folder / "updates", folder / "asked"
        self.folder.mkdir()
        self.asked.write_text("")
        twin = folder / "twin"
        twin.write_text(f'#!/bin/sh\necho "$(basename "$0") $*" >> {self.asked}\n')
        twin.chmod(0o755)
        for name in ("rauc", "systemctl"):
            (folder / name).symlink_to(twin)
        self.cmdline = folder / "cmdline"
        self.boots("B")
        (folder / "boot_id").write_text("this-boot\n")
        self.environment = os.environ | {
            "ZAALGIDS_RAUC": str(folder / "rauc"),
            "ZAALGIDS_SYSTEMCTL": str(folder / "systemctl"),
            "ZAALGIDS_CMDLINE": str(self.cmdline),
            "ZAALGIDS_BOOT_ID": str(folder / "boot_id"),
        }

    def boots(self, slot: str) -> None:
        self.cmdline.write_text(f"root=/dev/vda ro rauc.slot={slot} quiet\n")

    def runs(self, what: str, speed: str = "1", seconds: float = 30) -> list[str]:
        """Run it to its end. `speed`: 0 takes every limit as passed."""
        subprocess.run(
            # -S and -E: only Python itself, as in a slot whose venv is broken.
            [sys.executable, "-S", "-E", str(PROGRAM), what, str(self.folder)],
            env=self.environment | {"ZAALGIDS_TRIAL_SPEED": speed},
            timeout=seconds,
            check=True,
            capture_output=True,
        )
        return self.asked.read_text().splitlines()


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def test_a_slot_that_nobody_called_good_in_time_is_given_up(watched: Watched) -> None:
    write_update(watched.folder, TRIED)
    assert watched.runs("watch", speed="0") == ["rauc status mark-bad booted", "systemctl reboot"]
    assert (watched.folder / kept_update.VERDICT).read_text() == "timeout\n"


def test_a_kiosk_that_never_began_has_ten_minutes(watched: Watched) -> None:
    """The trial itself may take a day; a kiosk that does not start has not so long."""
    write_update(watched.folder, NOT_BEGUN)
    up = time.clock_gettime(time.CLOCK_BOOTTIME)
    speed = up / 601  # this machine seems to have started 601 seconds ago
    assert watched.runs("watch", speed=f"{speed}")[-1] == "systemctl reboot"


def test_a_slot_in_its_time_is_waited_for(watched: Watched) -> None:
    write_update(watched.folder, TRIED)
    with pytest.raises(subprocess.TimeoutExpired):
        watched.runs("watch", speed="1000", seconds=2)
    assert watched.asked.read_text() == ""


@pytest.mark.parametrize("step", [SoftwareStep.GOOD, SoftwareStep.ROLLED_BACK])
def test_a_trial_that_has_ended(watched: Watched, step: SoftwareStep) -> None:
    write_update(watched.folder, replace(TRIED, step=step, trial=None))
    assert watched.runs("watch", speed="0") == []


def test_the_slot_from_which_it_was_installed(watched: Watched) -> None:
    write_update(watched.folder, TRIED)
    watched.boots("A")
    assert watched.runs("watch", speed="0") == []


def test_no_update_was_ever_ordered(watched: Watched) -> None:
    assert watched.runs("watch", speed="0") == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"trial": 3}', b'{"trial": {}}', b"\xff"])
def test_a_damaged_state_gives_no_slot_up(watched: Watched, body: bytes) -> None:
    (watched.folder / kept_update.FILE).write_bytes(body)
    assert watched.runs("watch", speed="0") == []


def test_a_folder_that_takes_no_verdict_keeps_no_bad_slot(watched: Watched) -> None:
    write_update(watched.folder, TRIED)
    outside = watched.folder.parent / "outside"
    outside.write_text("mine")
    (watched.folder / kept_update.VERDICT).symlink_to(outside)
    assert watched.runs("watch", speed="0")[-1] == "systemctl reboot"
    assert outside.read_text() == "mine", "it follows no link of the kiosk's account"


def test_the_kiosk_asks_for_a_restart(watched: Watched) -> None:
    ask_restart(watched.folder, "this-boot")
    assert watched.runs("restart") == ["systemctl reboot"]
    assert not (watched.folder / kept_update.REBOOT).exists()
    assert watched.runs("restart") == ["systemctl reboot"], "once"


def test_a_restart_that_an_earlier_start_asked_for(watched: Watched) -> None:
    """Power was cut in between: the machine has restarted already, perhaps into the new slot."""
    ask_restart(watched.folder, "an-earlier-boot")
    assert watched.runs("restart") == []
    assert not (watched.folder / kept_update.REBOOT).exists()


def test_both_programs_mean_the_same() -> None:
    text = PROGRAM.read_text(encoding="utf-8")
    names = (kept_update.FILE, kept_update.VERDICT, kept_update.REBOOT)
    quoted = ", ".join(f'"{name}"' for name in names)
    assert f"STATE, VERDICT, REBOOT = {quoted}" in text
    times = f"{trial_watch.TIMES}, {trial_watch.STARTING_SECONDS}"
    assert f"TIMES, STARTING_SECONDS = {times}" in text
    ends = tuple(one.value for one in SoftwareStep if one.is_end)
    assert f"ENDS = {ends!r}".replace("'", '"') in text
