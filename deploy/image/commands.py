"""Runs the programs that build an image, and says which Debian package brings one that is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

# program -> the Debian package that brings it
NEEDED = {
    "mmdebstrap": "mmdebstrap",
    "arch-test": "arch-test",
    "qemu-aarch64-static": "qemu-user-static",
    "genimage": "genimage",
    "rauc": "rauc",
    "mksquashfs": "squashfs-tools",
    "mke2fs": "e2fsprogs",
    "mkfs.vfat": "dosfstools",
    "mcopy": "mtools",
    "mkimage": "u-boot-tools",
    "fdtput": "device-tree-compiler",
    "openssl": "openssl",
    "zstd": "zstd",
    "unshare": "util-linux",
}
BINFMT = Path("/proc/sys/fs/binfmt_misc")


class BuildError(RuntimeError):
    """Why no image can be built, in a sentence."""


def need_programs(needed: Mapping[str, str] = NEEDED) -> None:
    """Raises BuildError with the Debian packages of the programs that this machine lacks."""
    missing = sorted({package for name, package in needed.items() if not shutil.which(name)})
    if missing:
        raise BuildError(f"These Debian packages are missing: apt-get install {' '.join(missing)}")


def need_root() -> None:
    """Raises BuildError for another account than root: files of an image belong to many accounts."""
    if os.geteuid():
        raise BuildError("Building an image needs root: sudo make image")


def let_arm_programs_run() -> None:
    """Register qemu for 64-bit Arm programs with the kernel. Raises BuildError where that is not possible."""
    if os.uname().machine == "aarch64":
        return
    if not (BINFMT / "register").exists():
        run("mount", "-t", "binfmt_misc", "binfmt_misc", BINFMT)
    if (BINFMT / "qemu-aarch64").exists():
        return
    line = Path("/usr/lib/binfmt.d/qemu-aarch64.conf")
    try:
        (BINFMT / "register").write_text(line.read_text(encoding="utf-8"), encoding="utf-8")
    except OSError as error:
        raise BuildError(
            f"The kernel runs no 64-bit Arm programs ({error.strerror}): apt-get install qemu-user-static"
        ) from error


def run(*command: object, cwd: Path | None = None, **variables: str) -> str:
    """Return what a program printed; `variables` are added to its environment. Raises BuildError when it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        cwd=cwd,
        env={**os.environ, "LC_ALL": "C.UTF-8", **variables},
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines()[-15:]
        raise BuildError(
            f"{Path(str(command[0])).name} ended with {done.returncode}:\n" + "\n".join(said)
        )
    return done.stdout


def step(words: str) -> None:
    """Print what begins now."""
    print(f"== {words}", flush=True)


def stop(error: BuildError) -> int:
    """Print why the build ends, and return its exit status."""
    print(f"image: {error}", file=sys.stderr)
    return 1
