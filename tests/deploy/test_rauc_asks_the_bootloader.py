"""RAUC itself with the bootloader's backend: what it asks for when it installs, and what comes of each way to end it.

The slots are files, and the first FAT partition is a folder. A bundle is of RAUC's plain format, because a verity one
needs a device mapper; the image takes verity ones alone.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.image.uboot_files import make_state
from tests.image import uboot_twin
from tests.image.firmware import boot_partition
from tests.waiting import until

pytestmark = [pytest.mark.rauc, pytest.mark.long, pytest.mark.timeout(300)]
ROOT = Path(__file__).resolve().parents[2]
BOOTLOADER_SETTINGS = ROOT / "deploy" / "bootloader" / "bootloader.toml"
SLOTS = {"A": 2, "B": 3}
SLOT_MIB = 8
HANDLER = """#!{python}
import contextlib, pathlib, sys
sys.path.insert(0, "{root}")
from deploy.bootloader import autoboot, commands, uboot
here = pathlib.Path("{folder}")
with (here / "asked").open("a") as asked:
    asked.write(" ".join(sys.argv[1:]) + "\\n")
class Folder(autoboot.BootPartition):
    def opened(self, writable):
        return contextlib.nullcontext(here / "boot")
def find_driver(settings):
    if "{kind}" == "uboot":
        return uboot.UbootSectors(settings.slots, here / "bootstate")
    return autoboot.AutobootFile(settings.slots, Folder(""), autoboot.VirtualFirmware())
commands.SETTINGS = pathlib.Path("{settings}")
commands.find_running = lambda: (here / "running").read_text()
commands.find_driver = find_driver
commands.is_restarting = lambda: True
sys.exit(commands.main(sys.argv[1:]))
"""
CONFIGURATION = """[system]
compatible=zaalgids-test
bootloader=custom
mountprefix={folder}/mnt
statusfile={folder}/status

[handlers]
bootloader-custom-backend={folder}/handler

[keyring]
path={folder}/crt

[slot.root.0]
device={folder}/root-a
type=raw
bootname=A

[slot.root.1]
device={folder}/root-b
type=raw
bootname=B
"""


class RaucKiosk:
    """A kiosk's slots as files, with RAUC's service on a message bus of its own."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.folder, self.kind, self.running = folder, kind, ""
        self._service: subprocess.Popen[bytes] | None = None
        bus = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
        self._bus = subprocess.Popen(bus, stdout=subprocess.PIPE, text=True)
        assert self._bus.stdout
        address = self._bus.stdout.readline().strip()
        self._environment = {
            **os.environ,
            "DBUS_SESSION_BUS_ADDRESS": address,
            "DBUS_STARTER_BUS_TYPE": "session",
            "DBUS_STARTER_ADDRESS": address,
        }
        (folder / "boot").mkdir()
        new_card = "[all]\ntryboot_a_b=1\nboot_partition=2\n[tryboot]\nboot_partition=3\n"
        (folder / "boot/autoboot.txt").write_text(new_card, encoding="ascii")
        make_state(folder / "bootstate", "A", 4 * 1024 * 1024)
        for name in ("root-a", "root-b"):
            (folder / name).write_bytes(name.encode().ljust(SLOT_MIB * 1024 * 1024, b"\0"))
        handler = HANDLER.format(
            python=sys.executable,
            root=ROOT,
            folder=folder,
            kind=kind,
            settings=BOOTLOADER_SETTINGS,
        )
        (folder / "handler").write_text(handler, encoding="utf-8")
        (folder / "handler").chmod(0o755)
        (folder / "conf").write_text(CONFIGURATION.format(folder=folder), encoding="utf-8")
        self._run(
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "30", "-subj", "/CN=Test"),
            *("-keyout", str(folder / "key"), "-out", str(folder / "crt")),
        )
        self.start()

    def _run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(command, capture_output=True, text=True, env=self._environment)
        assert not check or done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done

    def rauc(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self._run("rauc", f"--conf={self.folder / 'conf'}", *words, check=check)

    def bootloader(self, *words: str) -> str:
        return self._run(str(self.folder / "handler"), *words).stdout.strip()

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.bootloader("status"))
        return found

    def bundle(self, text: str) -> Path:
        content, target = self.folder / "content", self.folder / f"{text}.raucb"
        content.mkdir(exist_ok=True)
        (content / "root.img").write_bytes(text.encode().ljust(SLOT_MIB * 1024 * 1024, b"\0"))
        manifest = (
            "[update]\ncompatible=zaalgids-test\nversion=2\n\n[image.root]\nfilename=root.img\n"
        )
        (content / "manifest.raucm").write_text(manifest, encoding="ascii")
        keys = (f"--cert={self.folder / 'crt'}", f"--key={self.folder / 'key'}")
        self._run("rauc", *keys, "bundle", str(content), str(target))
        return target

    def start(self) -> str:
        """Start the machine: a twin of what starts it chooses a slot, and RAUC's service runs on it."""
        self._stop_service()
        self.running = self._next()
        (self.folder / "running").write_text(self.running, encoding="ascii")
        self.bootloader("booted")
        conf = f"--conf={self.folder / 'conf'}"
        slot = f"--override-boot-slot={self.running}"
        with (self.folder / "service.log").open("ab") as log:
            self._service = subprocess.Popen(
                ["rauc", conf, slot, "service"], env=self._environment, stdout=log, stderr=log
            )
        until(lambda: self.rauc("status", check=False).returncode == 0, 60, self._log)
        return self.running

    def _next(self) -> str:
        if self.kind == "uboot":
            slot = uboot_twin.start(self.folder / "bootstate")
            assert slot
            return slot
        flag = self.folder / "boot/tryboot"
        is_trial = flag.exists()
        flag.unlink(missing_ok=True)
        text = (self.folder / "boot/autoboot.txt").read_text(encoding="ascii")
        number = boot_partition(text, is_trial)
        return next(name for name, one in SLOTS.items() if one == number)

    def restart(self) -> str:
        self.bootloader("arm")
        return self.start()

    def kill_while_installing(self, bundle: Path, seconds: float) -> None:
        """Kill RAUC's service some seconds after an installation has begun."""
        command = ["rauc", f"--conf={self.folder / 'conf'}", "install", str(bundle)]
        quiet = subprocess.DEVNULL
        client = subprocess.Popen(command, env=self._environment, stdout=quiet, stderr=quiet)
        time.sleep(seconds)
        assert self._service
        self._service.kill()
        client.wait(60)

    def _log(self) -> str:
        return (self.folder / "service.log").read_text(encoding="utf-8", errors="replace")[-2000:]

    def _stop_service(self) -> None:
        if self._service:
            if self._service.poll() is None:
                self._service.send_signal(signal.SIGTERM)
            self._service.wait(30)
            subprocess.run(["umount", "--lazy", self.folder / "mnt/bundle"], capture_output=True)

    def asked(self) -> list[str]:
        lines = (self.folder / "asked").read_text(encoding="utf-8").splitlines()
        return [line for line in lines if line.startswith(("set-", "get-primary"))]

    def close(self) -> None:
        self._stop_service()
        self._bus.terminate()
        self._bus.wait(30)
        assert self._bus.stdout
        self._bus.stdout.close()


@pytest.fixture(params=["virtual", "uboot"])
def kiosk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[RaucKiosk]:
    made = RaucKiosk(tmp_path, request.param)
    try:
        yield made
    finally:
        made.close()


def test_rauc_installs_and_the_slot_is_tried_and_stays(kiosk: RaucKiosk) -> None:
    kiosk.rauc("install", str(kiosk.bundle("new")))
    changes = [line for line in kiosk.asked() if line.startswith("set-")]
    assert changes == ["set-state B bad", "set-primary B"]
    assert kiosk.restart() == "B"
    assert (kiosk.folder / "root-b").read_bytes().startswith(b"new")
    shown = json.loads(kiosk.rauc("status", "--output-format=json").stdout)
    assert shown["booted"] == "B"
    assert shown["boot_primary"] == "root.0"
    kiosk.rauc("status", "mark-good")
    assert kiosk.restart() == "B"
    assert kiosk.status()["good"] == ["A", "B"]


def test_rauc_marks_the_slot_on_trial_bad_and_the_old_one_is_back(kiosk: RaucKiosk) -> None:
    kiosk.rauc("install", str(kiosk.bundle("new")))
    assert kiosk.restart() == "B"
    refused = kiosk.rauc("install", str(kiosk.folder / "new.raucb"), check=False)
    assert refused.returncode, "RAUC wrote over the only slot that is known to work"
    assert (kiosk.folder / "root-a").read_bytes().startswith(b"root-a")
    kiosk.rauc("status", "mark-bad")
    assert kiosk.restart() == "A"
    assert kiosk.restart() == "A"
    assert kiosk.status()["good"] == ["A"]


@pytest.mark.parametrize("seconds", [0.05, 0.3, 0.8])
def test_rauc_dies_while_it_installs_and_the_old_slot_starts(
    kiosk: RaucKiosk, seconds: float
) -> None:
    bundle = kiosk.bundle("new")
    kiosk.kill_while_installing(bundle, seconds)
    status = kiosk.status()
    if status["trial"]:  # the slot is tried only once all of it is written
        assert (kiosk.folder / "root-b").read_bytes().startswith(b"new")
    assert kiosk.start() == "A"
    kiosk.rauc("install", str(bundle))
    assert kiosk.restart() == "B"
    kiosk.rauc("status", "mark-good")
    assert kiosk.start() == "B"
