"""Bundles for the machine: the good one, ones that break the new slot, and ones that somebody has tampered with."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

# Later than any build's own.
VERSIONS = {"newer": "9000.1", "newer-broken": "9000.2", "changed": "9000.3"}
VERSIONS |= {"older": "0.0.1"}  # than any
ROOT_BYTES = 4096  # of a root that no kernel comes to


class Bundles:
    """Makes bundles out of the good one. Needs rauc, unsquashfs and openssl."""

    def __init__(self, good: Path, certificate: Path, key: Path, work: Path) -> None:
        self.good, self._certificate, self._key, self._work = good, certificate, key, work
        self.folder = work / "stick"
        self._content = work / "content"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        shutil.rmtree(self._content, ignore_errors=True)
        _run("unsquashfs", "-no-progress", "-dest", self._content, good)
        manifest = (self._content / "manifest.raucm").read_text(encoding="ascii")
        found = re.search(r"^compatible=(.+)$", manifest, re.MULTILINE)
        assert found, manifest
        self._compatible, self._manifest = found[1], manifest

    def ordered(self, name: str) -> Path:
        """Return a bundle of another version, which goes to the kiosk by its server."""
        return self._work / f"{name}.raucb"

    def make_all(self) -> Path:
        """Make each kind, and return a file system with them for the machine to mount."""
        self._make("no-initrd", self._broken)
        self._for_the_server("newer")
        self._for_the_server("newer-broken", self._broken)
        # What is refused has the boot partition alone: it is small, and refused all the same.
        self._manifest = re.sub(r"\[image\.root\]\n(?:[^\[\n].*\n|\n)*", "", self._manifest)
        next(self._content.glob("root.*")).unlink()
        self._for_the_server("changed")
        self._for_the_server("older")
        self._make("small")
        self._make("other-machine", compatible="another-machine")
        self._tampered()
        self._foreign()
        return self._stick()

    def _for_the_server(self, name: str, change: Callable[[Path], None] = lambda _: None) -> None:
        made = self._make(name, change, version=VERSIONS[name])
        made.replace(self._work / made.name)  # and not the stick's

    def _make(
        self,
        name: str,
        change: Callable[[Path], None] = lambda _: None,
        *,
        compatible: str = "",
        version: str = "",
        signer: tuple[Path, Path] | None = None,
    ) -> Path:
        content = self._work / f"content-{name}"
        shutil.rmtree(content, ignore_errors=True)
        shutil.copytree(self._content, content, copy_function=_link)
        manifest = self._manifest.replace(self._compatible, compatible or self._compatible)
        if version:
            manifest = re.sub("(?m)^version=.*$", f"version={version}", manifest)
        # Sizes and hashes of the images are written anew by `rauc bundle`.
        manifest = re.sub(r"^(sha256|size|verity-\w+)=.*\n", "", manifest, flags=re.MULTILINE)
        (content / "manifest.raucm").unlink()
        (content / "manifest.raucm").write_text(manifest, encoding="ascii")
        change(content)
        certificate, key = signer or (self._certificate, self._key)
        target = self.folder / f"{name}.raucb"
        words = (f"--cert={certificate}", f"--key={key}", f"--keyring={certificate}")
        quick = "--mksquashfs-args=-comp lz4 -no-progress"
        _run("rauc", *words, "bundle", quick, content, target)
        shutil.rmtree(content)
        return target

    @staticmethod
    def _broken(content: Path) -> None:
        """Break the new system: its kernel panics before it looks for its root, which is small here."""
        root = next(content.glob("root.*"))
        root.unlink()
        root.write_bytes(bytes(ROOT_BYTES))
        boot = next(content.glob("boot.*"))
        data = boot.read_bytes()
        boot.unlink()
        boot.write_bytes(data)
        nothing = content / "nothing"
        nothing.write_bytes(b"no archive")
        _run("mcopy", "-n", "-o", "-i", boot, nothing, "::initrd.img")
        nothing.unlink()

    def _tampered(self) -> None:
        data = (self.folder / "small.raucb").read_bytes()
        self._write("truncated", data[: len(data) * 2 // 3])
        middle = len(data) // 2
        self._write("altered", data[:middle] + bytes(4096) + data[middle + 4096 :])
        other = (self.folder / "other-machine.raucb").read_bytes()
        self._write("swapped", _payload(data) + other[len(_payload(other)) :])
        self._write("junk", b"nothing of a bundle\n" * 10_000)
        self._write("empty", b"")

    def _foreign(self) -> None:
        self._make("foreign", signer=foreign_signer(self._work))

    def _write(self, name: str, data: bytes) -> None:
        (self.folder / f"{name}.raucb").write_bytes(data)

    def _stick(self) -> Path:
        subprocess.run(["cp", self.good, self.folder / "good.raucb"], check=True)
        stick = self._work / "stick.ext4"
        stick.unlink(missing_ok=True)
        size = sum(file.stat().st_size for file in self.folder.iterdir())
        mib = size * 11 // 10 // 1024 // 1024 + 32
        _run("mke2fs", "-q", "-F", "-t", "ext4", "-d", self.folder, stick, f"{mib}M")
        shutil.rmtree(self.folder)
        return stick


def foreign_signer(folder: Path) -> tuple[Path, Path]:
    """Make a certificate and its key that nobody here has signed."""
    certificate, key = folder / "foreign.crt", folder / "foreign.key"
    _run(
        *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
        *("-nodes", "-days", "30", "-subj", "/CN=Somebody else"),
        *("-keyout", key, "-out", certificate),
    )
    return certificate, key


def _payload(bundle: bytes) -> bytes:
    """Return a bundle without its signature, whose length its last eight bytes say."""
    length = int.from_bytes(bundle[-8:], "big")
    return bundle[: -8 - length]


def _link(source: str, target: str) -> str:
    Path(target).hardlink_to(source)
    return target


def _run(*command: object) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"{command[0]} ended with {done.returncode}: {done.stderr or done.stdout}")
