"""RAUC's own service, on a bus of the test, installs a bundle into a slot that is a file, and refuses others."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.software import SoftwareReason
from device.updates.rauc_updater import RaucUpdater
from device.updates.system_updater import UpdaterError
from tests.waiting import until

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        os.geteuid() != 0
        or not all(map(shutil.which, ("rauc", "dbus-daemon", "mksquashfs", "openssl")))
        or not Path("/dev/loop-control").exists(),
        reason="needs root, a loop device, rauc, dbus-daemon, squashfs-tools and openssl",
    ),
]
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={folder}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/>
<allow send_type="method_call"/><allow send_type="signal"/></policy>
</busconfig>
"""
SYSTEM = """[system]
compatible=zaalgids-kiosk
bootloader=custom
bundle-formats=plain
data-directory={folder}/lib
mountprefix={folder}/mnt
statusfile={folder}/lib/status
[keyring]
path={folder}/museum.crt
[handlers]
bootloader-custom-backend={folder}/backend
[slot.rootfs.0]
device={folder}/a.img
type=raw
bootname=A
[slot.rootfs.1]
device={folder}/b.img
type=raw
bootname=B
"""
# It notes what it is told, as a bootloader does.
BACKEND = """#!/bin/sh
case $1 in
    get-primary) cat {folder}/primary ;;
    set-primary) echo "$2" > {folder}/primary ;;
    get-state) cat {folder}/state.$2 ;;
    set-state) echo "$3" > {folder}/state.$2 ;;
esac
"""


class RaucService:
    """The service, its bus, and bundles for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in (("bus.conf", BUS), ("system.conf", SYSTEM), ("backend", BACKEND)):
            (folder / name).write_text(text.format(folder=folder))
        (folder / "backend").chmod(0o755)
        for name in ("lib", "content"):
            (folder / name).mkdir()
        for slot in "ab":
            (folder / f"{slot}.img").write_bytes(b"old")
            (folder / f"state.{slot.upper()}").write_text("good\n")
        (folder / "primary").write_text("A\n")
        self.key("museum")
        self.running: list[subprocess.Popen[bytes]] = []
        self.updater = RaucUpdater(options=[f"--conf={folder}/system.conf"])

    def start(self) -> None:
        bus, system = f"{self.folder}/bus.conf", f"{self.folder}/system.conf"
        self._run("dbus-daemon", f"--config-file={bus}", "--nofork", "--nopidfile")
        until((self.folder / "bus").exists, 20)
        os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={self.folder}/bus"
        self._run("rauc", f"--conf={system}", "--override-boot-slot=A", "service")
        until(self._answers, 20)

    def key(self, name: str) -> None:
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt"),
                *("ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj", f"/CN={name}"),
                *("-keyout", f"{self.folder}/{name}.key", "-out", f"{self.folder}/{name}.crt"),
            ],
            check=True,
            capture_output=True,
        )

    def bundle(
        self, version: str, compatible: str = "zaalgids-kiosk", signer: str = "museum"
    ) -> Path:
        content, made = (
            self.folder / "content",
            self.folder / f"{signer}-{compatible}-{version}.raucb",
        )
        (content / "root.img").write_bytes(version.encode() + os.urandom(100_000))
        (content / "manifest.raucm").write_text(
            f"[update]\ncompatible={compatible}\nversion={version}\n[bundle]\nformat=plain\n"
            "[image.rootfs]\nfilename=root.img\n"
        )
        keys = (f"--cert={self.folder}/{signer}.crt", f"--key={self.folder}/{signer}.key")
        command = ["rauc", *keys, "bundle", str(content), str(made)]
        subprocess.run(command, check=True, capture_output=True)
        return made

    def stop(self) -> None:
        for process in reversed(self.running):
            process.terminate()
            process.wait(20)

    def _run(self, *command: str) -> None:
        self.running.append(subprocess.Popen(command))

    def _answers(self) -> bool:
        try:
            return self.updater.slots().booted.name == "A"
        except UpdaterError:
            return False


@pytest.fixture
def rauc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RaucService]:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "")
    service = RaucService(tmp_path)
    try:
        service.start()
        yield service
    finally:
        service.stop()


def test_a_bundle_goes_into_the_other_slot(rauc: RaucService) -> None:
    going: list[float] = []
    rauc.updater.install(rauc.bundle("1.5.0"), going.append)
    slots = rauc.updater.slots()
    assert (slots.booted.name, slots.other.name, slots.primary) == ("A", "B", "B")
    assert (slots.other.version, slots.other.good, slots.booted.good) == ("1.5.0", False, True)
    assert (rauc.folder / "b.img").read_bytes().startswith(b"1.5.0")
    assert (rauc.folder / "a.img").read_bytes() == b"old"
    assert going == sorted(going)
    assert going[-1] == 1.0
    rauc.updater.mark_bad()
    assert rauc.updater.slots().booted.good is False
    rauc.updater.mark_good()
    assert rauc.updater.slots().booted.good is True


@pytest.mark.parametrize(
    ("compatible", "signer", "reason"),
    [
        ("toaster", "museum", SoftwareReason.WRONG_COMPATIBLE),
        ("zaalgids-kiosk", "stranger", SoftwareReason.WRONG_SIGNATURE),
    ],
)
def test_a_bundle_that_is_refused(
    rauc: RaucService, compatible: str, signer: str, reason: SoftwareReason
) -> None:
    rauc.key("stranger")
    with pytest.raises(UpdaterError) as caught:
        rauc.updater.install(rauc.bundle("1.5.0", compatible, signer), lambda _share: None)
    assert caught.value.reason is reason
    assert (rauc.folder / "b.img").read_bytes() == b"old"
    assert rauc.updater.slots().primary == "A"
