"""Bundles as the program rauc makes them, and files that are none: read, refused in words, never worse."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tour_server.updates.bundles import SIGNER, Signer, bundle_bytes, manifest
from tour_server.updates.bundle_file import BundleManifest, SoftwareBundleError, read_manifest
from tour_server.updates.rauc_program import verify
from tour_server.updates.signed_content import SignedContentError, signed_content

needs_rauc = pytest.mark.skipif(shutil.which("rauc") is None, reason="rauc is not installed")
GOOD = BundleManifest("1.4.0", "zaalgids-pi4", "For tests", "20260302")


def read(folder: Path, content: bytes) -> BundleManifest:
    file = folder / "one.raucb"
    file.write_bytes(content)
    return read_manifest(file)


def test_the_manifest_comes_out_of_the_signature(tmp_path: Path) -> None:
    assert read(tmp_path, bundle_bytes()) == GOOD
    assert signed_content(SIGNER.signed(b"a" * 70_000)) == b"a" * 70_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no software bundle"),
        (b"PK\x03\x04" + bytes(500), "no software bundle"),
        (b"hsqs" + bytes(500), "not whole"),
        (bundle_bytes()[:-1], "not whole"),
        (bundle_bytes()[:9000], "not whole"),
        (bundle_bytes()[:5000] + bundle_bytes()[9096:], "not whole"),
        (bundle_bytes(text=manifest("1.4.0", form="crypt")), "format"),
        (bundle_bytes(text=manifest("1.4.0", form="plain")), "format"),
        (bundle_bytes(enclosed=False), "format"),
        (bundle_bytes(text=manifest("main-4711")), "begins with a digit"),
        (bundle_bytes(text=manifest("1.4.0\n ")), "version"),
        (bundle_bytes(text=manifest("1.4.0", compatible="")), "kind of machine"),
        (bundle_bytes(text="no manifest"), "can't be read"),
        (bundle_bytes(text="[bundle]\nformat=verity\nverity-size=many\n"), "can't be read"),
    ],
)
def test_what_is_no_bundle_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    if words == "version":
        assert read(tmp_path, content).version == "1.4.0"
        return
    with pytest.raises(SoftwareBundleError, match=words):
        read(tmp_path, content)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 2000), st.data())
def test_a_broken_signature_is_refused_and_nothing_worse(
    noise: bytes, at: int, data: st.DataObject
) -> None:
    whole = SIGNED
    broken = data.draw(
        st.sampled_from([noise, whole[:at], whole[:at] + noise + whole[at + len(noise) :]])
    )
    with contextlib.suppress(SignedContentError):
        signed_content(broken)


SIGNED = SIGNER.signed(manifest("1.4.0").encode())


def rauc_bundle(folder: Path, signer: Signer, form: str = "verity") -> Path:
    source = folder / "source"
    source.mkdir()
    (source / "rootfs.img").write_bytes(hashlib.shake_128(b"image").digest(200_000))
    (source / "manifest.raucm").write_text(
        "[update]\ncompatible=zaalgids-pi4\nversion=1.4.0\ndescription=For tests\n"
        f"build=20260302\n\n[bundle]\nformat={form}\n\n[image.rootfs]\nfilename=rootfs.img\n",
        encoding="utf-8",
    )
    (folder / "signer.pem").write_bytes(signer.pem())
    (folder / "signer.key").write_bytes(signer.private_pem())
    made = folder / "made.raucb"
    subprocess.run(
        [
            "rauc",
            "bundle",
            f"--cert={folder / 'signer.pem'}",
            f"--key={folder / 'signer.key'}",
            str(source),
            str(made),
        ],
        check=True,
        capture_output=True,
        cwd="/",
    )
    return made


@needs_rauc
def test_a_bundle_that_rauc_made_is_read_and_verified(tmp_path: Path) -> None:
    made = rauc_bundle(tmp_path, SIGNER)
    assert read_manifest(made) == GOOD
    assert verify(made, str(tmp_path / "signer.pem"), "1.4.0")
    assert verify(made, "", "1.4.0") is False
    other = tmp_path / "other.pem"
    other.write_bytes(Signer("somebody else").pem())
    with pytest.raises(SoftwareBundleError, match="does not count here"):
        verify(made, str(other), "1.4.0")
    with pytest.raises(SoftwareBundleError, match="does not count here"):
        verify(made, str(tmp_path / "missing.pem"), "1.4.0")
    whole = made.read_bytes()
    with pytest.raises(SoftwareBundleError, match="not whole"):
        read(tmp_path, whole[:50_000] + whole[60_000:])


@needs_rauc
def test_the_format_plain_of_rauc_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SoftwareBundleError, match="format"):
        read_manifest(rauc_bundle(tmp_path, SIGNER, "plain"))
