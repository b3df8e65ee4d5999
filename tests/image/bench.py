"""One card, its machine, and what the steps of `make test-image` share."""

from __future__ import annotations

import json
import os
import random
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.image.bundles import Bundles
from tests.image.machine import Machine
from tests.journeys.test_a_spare_takes_a_place import ClaimedHouse
from tests.waiting import until

CARD_BYTES = 8_000_000_000  # the smallest that docs/image.md names
STICK = "/run/stick"
OTHER = {"A": "B", "B": "A"}


class LeftOutError(Exception):
    """A step that can't run here; says why."""


@dataclass
class Bench:
    """A copy of the image, which the steps use one after the other. `bundles`: None where no step installs one."""

    image: Path
    bundles: Bundles | None
    work: Path
    kills: int
    trial_seconds: float
    slowness: float = 1
    rng: random.Random = field(default_factory=random.Random)
    update_seconds: float = 0.0
    house: ClaimedHouse | None = None
    left_out: frozenset[str] = frozenset()
    card: Path = field(init=False)
    stick: Path | None = field(init=False)
    machine: Machine = field(init=False)

    def __post_init__(self) -> None:
        self.card = self.work / "card.img"
        self.fresh_card()
        self.stick = self.bundles.make_all() if self.bundles else None
        self.machine = self.make_machine()

    def fresh_card(self) -> None:
        """Flash a card that is larger than the image, as every card is."""
        self.card.unlink(missing_ok=True)
        subprocess.run(["cp", "--sparse=always", self.image, self.card], check=True)
        os.truncate(self.card, CARD_BYTES)

    def make_machine(self, **settings: Any) -> Machine:
        """Return a machine on the card, with the bundles on a second disk."""
        extra = list(settings.pop("extra", ()))
        if self.stick:
            drive = f"if=none,id=stick,file={self.stick},format=raw,read-only=on"
            extra += ["-drive", drive, "-device", "virtio-blk-pci,drive=stick"]
        machine = Machine(
            self.card, extra=extra, slowness=self.slowness, has_screen=True, **settings
        )
        machine.left_out = self.left_out
        return machine

    def up(self) -> Machine:
        """Return the machine, started where it is off, with the bundles mounted."""
        machine = self.machine
        if not machine.is_on():
            say(f"login after {machine.boot():.0f} s on slot {machine.slot}")
        if self.stick:
            machine.must(f"mkdir -p {STICK}; mountpoint -q {STICK} || mount -o ro /dev/vdb {STICK}")
        return machine

    def leave_out(self, units: frozenset[str]) -> None:
        """Let the machine run without these units from now on, and with the others.

        A browser takes an emulated processor as long as all else, and a kiosk's process half of it.
        """
        machine = self.machine
        if machine.is_on():
            if machine.runs_without - units:
                machine.power_off()
            elif more := units - machine.runs_without:
                machine.must(f"systemctl stop {' '.join(sorted(more))}")
                machine.runs_without = units
        self.left_out = machine.left_out = units

    def close(self) -> None:
        """Cut the machine's power."""
        self.machine.kill()

    def end(self) -> None:
        """End the machine and the museum."""
        self.close()
        if self.house:
            self.house.close()

    # What is asked of the machine again and again.

    def status(self) -> dict[str, Any]:
        """Return what the bootloader says."""
        said: dict[str, Any] = json.loads(self.machine.must("/usr/lib/zaalgids/bootloader status"))
        return said

    def check_works(self, slots: str = "AB") -> None:
        """Check that the machine runs one of the slots, whole: root, data, RAUC, no failed unit."""
        machine = self.machine
        status = self.status()
        expect(machine.slot in slots, f"slot {machine.slot} runs, not one of {slots}")
        expect(status["running"] == machine.slot, f"the bootloader says {status}")
        root = machine.must("findmnt -no OPTIONS /").split(",")
        expect("ro" in root, f"the root is mounted {root}")
        machine.must("grep -q ' /data ext4 ' /proc/mounts && touch /data/.written && sync")
        machine.must("rauc status --output-format=json > /run/rauc.json")
        machine.run("systemctl is-system-running --wait", timeout=600)
        failed = machine.must("systemctl --failed --no-legend --plain")
        expect(not failed, f"failed: {failed}")

    def install(self, name: str = "good", timeout: float = 1800) -> tuple[bool, str]:
        """Let RAUC install a bundle of the stick. Returns whether it did, and its last words."""
        status, said = self.machine.run(
            f"rauc install {STICK}/{name}.raucb 2>&1 | tail -n 8; test ${{PIPESTATUS[0]}} = 0",
            timeout,
        )
        return status == 0, said

    def mark_good(self) -> None:
        """Wait for the length of a trial, and mark the slot good as the kiosk does after its checks."""
        time.sleep(self.trial_seconds)
        # RAUC's client waits 25 s for its service, which may take longer to start here.
        until(
            lambda: self.machine.run("rauc status mark-good")[0] == 0,
            300 * self.slowness,
            lambda: self.machine.run("journalctl -u rauc -n 20 --no-pager -o cat")[1],
        )


def expect(true: object, otherwise: str) -> None:
    """Raise AssertionError with a sentence when something is not so."""
    if not true:
        raise AssertionError(otherwise)


def say(words: str) -> None:
    """Print what a step saw."""
    print(f"   {words}", flush=True)
