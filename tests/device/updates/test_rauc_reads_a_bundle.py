"""RAUC's own program makes and reads a bundle: what the kiosk takes from its answers, and from its errors."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from contract.software import SoftwareReason
from device.updates.bundle_files import check_form
from device.updates.rauc_updater import RaucUpdater, failure, slots_of, updater_of_this_machine
from device.updates.system_updater import NoSystemUpdater, UpdaterError

needs_rauc = pytest.mark.skipif(
    not (shutil.which("rauc") and shutil.which("mksquashfs") and shutil.which("openssl")),
    reason="needs rauc, squashfs-tools and openssl",
)
# `rauc status --detailed --output-format=json` of RAUC 1.8, a machine that runs slot B.
STATUS = {
    "compatible": "zaalgids-kiosk",
    "variant": "",
    "booted": "B",
    "boot_primary": "rootfs.1",
    "slots": [
        {
            "rootfs.1": {
                "class": "rootfs",
                "bootname": "B",
                "state": "booted",
                "boot_status": "bad",
                "slot_status": {"bundle": {"compatible": "zaalgids-kiosk", "version": "1.5.0"}},
            }
        },
        {"boot.1": {"class": "boot", "bootname": None, "parent": "rootfs.1"}},
        {
            "rootfs.0": {
                "class": "rootfs",
                "bootname": "A",
                "state": "inactive",
                "boot_status": "good",
                "slot_status": {"bundle": {}},
            }
        },
    ],
}


class Maker:
    """Makes bundles, as a maker of the image does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("museum", "stranger"):
            subprocess.run(
                [
                    *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt"),
                    *("ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj", f"/CN={name}"),
                    *("-keyout", f"{folder}/{name}.key", "-out", f"{folder}/{name}.crt"),
                ],
                check=True,
                capture_output=True,
            )

    def bundle(self, version: str, signer: str = "museum") -> Path:
        content = self.folder / f"content-{version}"
        content.mkdir(exist_ok=True)
        (content / "root.ext4").write_bytes(os.urandom(100_000))
        (content / "manifest.raucm").write_text(
            f"[update]\ncompatible=zaalgids-kiosk\nversion={version}\n\n[bundle]\nformat=verity\n\n"
            "[image.rootfs]\nfilename=root.ext4\n"
        )
        made = self.folder / f"{signer}-{version}.raucb"
        if made.exists():
            return made
        subprocess.run(
            [
                *(
                    "rauc",
                    f"--cert={self.folder}/{signer}.crt",
                    f"--key={self.folder}/{signer}.key",
                ),
                *("bundle", str(content), str(made)),
            ],
            check=True,
            capture_output=True,
        )
        return made


@pytest.fixture(scope="module")
def maker(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    return Maker(tmp_path_factory.mktemp("bundles"))


@pytest.fixture
def updater(maker: Maker) -> RaucUpdater:
    return RaucUpdater(options=[f"--keyring={maker.folder}/museum.crt"])


@needs_rauc
def test_a_bundle_of_the_museum(maker: Maker, updater: RaucUpdater) -> None:
    made = maker.bundle("1.5.0")
    check_form(made)
    facts = updater.inspect(made)
    assert (facts.compatible, facts.version) == ("zaalgids-kiosk", "1.5.0")


@needs_rauc
def test_a_bundle_of_a_stranger(maker: Maker, updater: RaucUpdater) -> None:
    with pytest.raises(UpdaterError) as caught:
        updater.inspect(maker.bundle("1.5.0", "stranger"))
    assert caught.value.reason is SoftwareReason.WRONG_SIGNATURE
    assert caught.value.words.startswith("RAUC: ")


@needs_rauc
@pytest.mark.parametrize("cut", [20, 2_000, 50_000])
def test_a_bundle_that_was_cut_off(
    maker: Maker, updater: RaucUpdater, tmp_path: Path, cut: int
) -> None:
    body = maker.bundle("1.5.0").read_bytes()
    cut_off = tmp_path / "cut.raucb"
    cut_off.write_bytes(body[:-cut])
    with pytest.raises(UpdaterError):
        check_form(cut_off)
    with pytest.raises(UpdaterError):
        updater.inspect(cut_off)


@needs_rauc
def test_a_signature_under_another_bundle(
    maker: Maker, updater: RaucUpdater, tmp_path: Path
) -> None:
    """The content of one, the signed description of another: the description is read, its content is not taken."""
    old, new = maker.bundle("1.4.0").read_bytes(), maker.bundle("1.5.0").read_bytes()
    size = int.from_bytes(new[-8:], "big")
    swapped = tmp_path / "swapped.raucb"
    swapped.write_bytes(old[: -int.from_bytes(old[-8:], "big") - 8] + new[-size - 8 :])
    assert updater.inspect(swapped).version == "1.5.0", "verity is checked as the content is read"


@needs_rauc
def test_no_bundle_at_all(updater: RaucUpdater, tmp_path: Path) -> None:
    page = tmp_path / "page.raucb"
    page.write_text("<html>" * 100)
    with pytest.raises(UpdaterError):
        updater.inspect(page)


def test_the_slots_of_a_status() -> None:
    slots = slots_of(STATUS)
    assert (slots.compatible, slots.primary) == ("zaalgids-kiosk", "B")
    assert (slots.booted.name, slots.booted.version, slots.booted.good) == ("B", "1.5.0", False)
    assert (slots.other.name, slots.other.version, slots.other.good) == ("A", None, True)


@pytest.mark.parametrize(
    "changes",
    [{"slots": []}, {"booted": "C"}, {"slots": STATUS["slots"][:1]}],  # type: ignore[index]
)
def test_a_status_that_is_no_machine_with_two_slots(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="one slot has to be booted"):
        slots_of(STATUS | changes)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (
            "LastError: Compatible mismatch: Expected 'a' but bundle manifest has 'b'",
            "wrong-compatible",
        ),
        ("signature verification failed: self-signed certificate", "wrong-signature"),
        ("Failed to read signature size from bundle", "truncated"),
        (
            "LastError: Installation error: Failed updating slot rootfs.1: No space left",
            "too-large",
        ),
        ("Error: something that was never seen", "installer"),
    ],
)
def test_the_reason_in_what_rauc_says(said: str, reason: str) -> None:
    error = failure(["installing", said, ""])
    assert (error.reason.value, error.words) == (
        reason,
        f"RAUC: {said.removeprefix('LastError: ')}",
    )


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(UpdaterError, match="RAUC does not answer: FileNotFoundError"):
        RaucUpdater("/nowhere/rauc").slots()


def test_a_machine_without_rauc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    updater = updater_of_this_machine()
    assert isinstance(updater, NoSystemUpdater)
    with pytest.raises(UpdaterError, match="no second slot"):
        updater.slots()
