"""Bundles for the machine, made of a small good one: RAUC refuses those with another signature, length or content."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.image.bundles import Bundles

pytestmark = [
    pytest.mark.rauc,
    pytest.mark.skipif(not shutil.which("mcopy"), reason="needs the Debian package mtools"),
]
ROOT_BYTES = 1_048_576
MANIFEST = """[update]
compatible=one-machine
version=1

[bundle]
format=verity

[image.root]
filename=root.squashfs

[image.boot]
filename=boot.vfat
"""


def _run(*command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True)


@pytest.fixture
def bundles(tmp_path: Path) -> Bundles:
    certificate, key, content = tmp_path / "crt", tmp_path / "key", tmp_path / "good"
    content.mkdir()
    made = _run(
        *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
        *("-nodes", "-days", "30", "-subj", "/CN=Test", "-keyout", key, "-out", certificate),
    )
    assert made.returncode == 0, made.stderr
    (content / "root.squashfs").write_bytes(random.Random(1).randbytes(ROOT_BYTES))
    (content / "boot.vfat").write_bytes(bytes(4 * 1024 * 1024))
    assert _run("mformat", "-i", content / "boot.vfat", "::").returncode == 0
    (tmp_path / "initrd.img").write_bytes(random.Random(2).randbytes(200_000))
    assert _run("mcopy", "-i", content / "boot.vfat", tmp_path / "initrd.img", "::").returncode == 0
    (content / "manifest.raucm").write_text(MANIFEST, encoding="ascii")
    good = tmp_path / "good.raucb"
    made = _run("rauc", f"--cert={certificate}", f"--key={key}", "bundle", content, good)
    assert made.returncode == 0, made.stderr
    return Bundles(good, certificate, key, tmp_path / "work")


def test_what_has_another_signature_or_length_is_no_bundle(
    bundles: Bundles, tmp_path: Path
) -> None:
    stick = bundles.make_all()
    names = ["good", "small", "no-initrd", "other-machine", "foreign"]
    names += ["truncated", "swapped", "junk", "empty"]
    accepted = []
    for name in [*names, "altered"]:
        file = tmp_path / f"{name}.raucb.out"
        _run("debugfs", "-R", f"dump /{name}.raucb {file}", stick)
        assert file.exists(), name
        if _run("rauc", f"--keyring={tmp_path / 'crt'}", "info", file).returncode == 0:
            accepted.append(name)
    # What is altered lies in the boot partition, which RAUC always reads: nothing else is in the bundle.
    assert (tmp_path / "altered.raucb.out").stat().st_size < ROOT_BYTES
    # The signature of `swapped` and `altered` is good: their content fails as it is read, by its hashes.
    assert accepted == ["good", "small", "no-initrd", "other-machine", "swapped", "altered"]


def test_the_one_that_panics_has_no_archive_to_start_from(bundles: Bundles, tmp_path: Path) -> None:
    stick = bundles.make_all()
    file, content = tmp_path / "panics.raucb", tmp_path / "panics"
    _run("debugfs", "-R", f"dump /no-initrd.raucb {file}", stick)
    assert _run("unsquashfs", "-dest", content, file).returncode == 0
    assert _run("mtype", "-i", content / "boot.vfat", "::initrd.img").stdout == "no archive"
    assert (content / "root.squashfs").stat().st_size == 4096
