"""Puts the kiosk into the root: a virtual environment of wheels for 64-bit Arm, locked by locks/kiosk.txt."""

from __future__ import annotations

import csv
import re
import shutil
import sys
import tempfile
from pathlib import Path

from deploy.image.build_order import ROOT, BuildOrder
from deploy.image.commands import BuildError, run, step

LOCK = ROOT / "locks" / "kiosk.txt"
ENVIRONMENT = Path("opt/zaalgids/venv")
# Debian 12 has glibc 2.36; wheels say the oldest that they run on.
PLATFORMS: tuple[str, ...] = (
    "manylinux_2_35",
    "manylinux_2_34",
    "manylinux_2_31",
    "manylinux_2_28",
    "manylinux_2_27",
)
PLATFORMS += ("manylinux_2_26", "manylinux_2_24", "manylinux_2_17", "manylinux2014")
PROGRAM = """#!/opt/zaalgids/venv/bin/python
import sys

from zaalgids.commands.command_line import main

sys.exit(main())
"""
# Parts of wheels that a kiosk never runs.
UNUSED = ("**/tests", "**/test", "bin", "cv2/qt", "**/*.pyi")


def download_wheels(order: BuildOrder, python: str) -> Path:
    """Return a folder with a wheel for each pin of the lock, and our own. Raises BuildError where one is missing."""
    wheels = order.work / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    wheels.mkdir(parents=True)
    step(f"wheels of locks/kiosk.txt for Python {python}, 64-bit Arm")
    lock = wheels / "kiosk.lock"
    lock.write_text(lines_for(LOCK.read_text(encoding="utf-8"), python), encoding="utf-8")
    run(
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"),
        *("--only-binary=:all:", "--implementation", "cp", "--python-version", python),
        *(f"--platform={name}_aarch64" for name in PLATFORMS),
        *("--dest", wheels, "--requirement", lock),
    )
    lock.unlink()
    _own_wheel(wheels, order.epoch)
    return wheels


def lines_for(lock: str, python: str) -> str:
    """Return the lock's pins for a kiosk: those for `python` on Linux.

    pip reads markers of the Python that it runs on, which may be another one than the image's.
    """
    major, minor = (int(part) for part in python.split("."))
    kept = []
    for entry in re.split(r"\n(?=[a-zA-Z0-9])", lock.strip()):
        first, _, rest = entry.partition("\n")
        pin, _, marker = first.rstrip("\\ ").partition(";")
        if _applies(marker, (major, minor)):
            kept.append(f"{pin.strip()} \\\n{rest}")
    return "\n".join(kept) + "\n"


def _applies(marker: str, python: tuple[int, int]) -> bool:
    if "sys_platform == 'win32'" in marker:
        return False
    for sign, major, minor in re.findall(r"python_full_version (<|>=) '(\d+)\.(\d+)'", marker):
        if (python < (int(major), int(minor))) != (sign == "<"):
            return False
    return True


def _own_wheel(wheels: Path, epoch: int) -> None:
    """Build our own wheel from a copy of the tracked files, because building leaves files behind."""
    with tempfile.TemporaryDirectory(prefix="zaalgids-source-") as scratch:
        source = Path(scratch)
        for name in run("git", "-C", ROOT, "ls-files", "-z").split("\0"):
            if name and (ROOT / name).is_file():
                (source / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, source / name)
        run(
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"),
            *("--no-build-isolation", "--wheel-dir", wheels, source),
            SOURCE_DATE_EPOCH=str(epoch),
        )


def install_wheels(order: BuildOrder, wheels: Path, python: str) -> None:
    """Make the environment in the root, without pip, and compile its modules there."""
    step("the kiosk's virtual environment")
    root = order.root
    packages = make_environment(root / ENVIRONMENT, python)
    run(
        *(
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--no-index",
            "--no-compile",
        ),
        *("--only-binary=:all:", "--implementation", "cp", "--python-version", python),
        *(f"--platform={name}_aarch64" for name in PLATFORMS),
        *("--platform=any", "--target", packages),
        *sorted(wheels.glob("*.whl")),
    )
    for pattern in UNUSED:
        for found in sorted(packages.glob(pattern)):
            shutil.rmtree(found) if found.is_dir() else found.unlink()
    for direct in packages.glob("*.dist-info/direct_url.json"):
        direct.unlink()  # where this machine's folder of wheels was
    forget_missing(packages)
    program = root / ENVIRONMENT / "bin" / "zaalgids"
    program.write_text(PROGRAM, encoding="utf-8")
    program.chmod(0o755)
    _compile(root, packages, python)
    said = run("chroot", root, f"/{ENVIRONMENT}/bin/zaalgids", "--version")
    print(f"   {said.strip()}")


def forget_missing(packages: Path) -> None:
    """Take files that are gone out of each wheel's RECORD: one line there has a hash of where this machine builds."""
    for record in packages.glob("*.dist-info/RECORD"):
        lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
        there = [line for line in lines if (packages / next(csv.reader([line]))[0]).exists()]
        record.write_text("".join(there), encoding="utf-8")


def make_environment(folder: Path, python: str) -> Path:
    """Make what `python3 -m venv --without-pip` makes, without an emulated Python; return its site-packages."""
    packages = folder / "lib" / f"python{python}" / "site-packages"
    packages.mkdir(parents=True)
    (folder / "lib64").symlink_to("lib")
    (folder / "bin").mkdir()
    (folder / "bin" / "python3").symlink_to("/usr/bin/python3")
    (folder / "bin" / "python").symlink_to("python3")
    (folder / "pyvenv.cfg").write_text(
        f"home = /usr/bin\ninclude-system-site-packages = false\nversion = {python}\n",
        encoding="utf-8",
    )
    return packages


def _compile(root: Path, packages: Path, python: str) -> None:
    """Compile the modules, by this machine's Python where it is of the same version: the emulated one takes minutes."""
    here = ".".join(map(str, sys.version_info[:2]))
    options = ("-m", "compileall", "-q", "-j", "2", "--invalidation-mode", "unchecked-hash")
    if here == python:
        run(sys.executable, *options, "-s", root, "-p", "/", packages)
    else:
        run("chroot", root, "python3", *options, f"/{packages.relative_to(root)}")


def python_of(root: Path) -> str:
    """Return the version of the root's Python, such as 3.11. Raises BuildError without one."""
    target = (root / "usr/bin/python3").readlink().name
    match = re.fullmatch(r"python(3\.\d+)", target)
    if not match:
        raise BuildError(f"The root's python3 leads to {target!r}.")
    return match[1]
