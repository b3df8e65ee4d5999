"""Compares two images: which partitions differ, and in these which files."""

from __future__ import annotations

import hashlib
import os
import stat
import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deploy.image.commands import BuildError, run

SECTOR = 512
CHUNK = 4 * 1024 * 1024


@dataclass(frozen=True)
class Extent:
    """Where a partition lies in an image, in bytes."""

    offset: int
    length: int


def read_partitions(image: Path) -> dict[str, Extent]:
    """Return the partitions of an image by name. Raises BuildError for a file without a GPT."""
    with image.open("rb") as opened:
        opened.seek(SECTOR)
        header = opened.read(SECTOR)
        if header[:8] != b"EFI PART":
            raise BuildError(
                f"{image} is no image of a disk (a compressed one has to be unpacked: zstd -d)."
            )
        first, count, size = struct.unpack_from("<QII", header, 72)
        opened.seek(first * SECTOR)
        table = opened.read(count * size)
    found = {}
    for index in range(count):
        entry = table[index * size : (index + 1) * size]
        begin, end = struct.unpack_from("<QQ", entry, 32)
        if any(entry[:16]):
            name = entry[56:128].decode("utf-16-le").rstrip("\0")
            found[name] = Extent(begin * SECTOR, (end - begin + 1) * SECTOR)
    return found


def differences(one: Path, other: Path) -> list[str]:
    """Return a line for each thing in which two images differ; none for images that are the same."""
    first, second = read_partitions(one), read_partitions(other)
    if first != second:
        return [f"The partitions are laid out differently: {first} and {second}."]
    found = []
    for name, extent in first.items():
        if _digest(one, extent) == _digest(other, extent):
            continue
        lines = _files_that_differ(one, other, extent)
        found += [f"{name}: {line}" for line in lines] or [
            f"{name}: the same files, in other bytes of the file system"
        ]
    if not found and _digest(one) != _digest(other):
        found.append("The table of partitions differs.")
    return found


def _digest(image: Path, extent: Extent | None = None) -> str:
    digest = hashlib.sha256()
    left = extent.length if extent else image.stat().st_size
    with image.open("rb") as opened:
        opened.seek(extent.offset if extent else 0)
        while left and (chunk := opened.read(min(CHUNK, left))):
            digest.update(chunk)
            left -= len(chunk)
    return digest.hexdigest()


def _files_that_differ(one: Path, other: Path, extent: Extent) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="zaalgids-compare-", dir="/var/tmp") as scratch:
        trees = [
            _unpacked(image, extent, Path(scratch) / str(n)) for n, image in enumerate((one, other))
        ]
        return tree_differences(*trees)


def _unpacked(image: Path, extent: Extent, folder: Path) -> Path:
    folder.mkdir()
    with image.open("rb") as opened:
        opened.seek(extent.offset)
        start = opened.read(SECTOR)
    tree = folder / "tree"
    if start[:4] == b"hsqs":
        run("unsquashfs", "-quiet", "-no-progress", "-offset", extent.offset, "-dest", tree, image)
    elif start[510:] == b"\x55\xaa":
        tree.mkdir()
        run("mcopy", "-s", "-n", "-m", "-i", f"{image}@@{extent.offset}", "::*", tree)
    else:
        tree.mkdir()  # neither of ours: its bytes alone are compared
    return tree


def tree_differences(one: Path, other: Path) -> list[str]:
    """Return a line for each path that differs between two folders: in its presence, rights, owner or content."""
    first, second = _facts(one), _facts(other)
    found = []
    for name in sorted({*first, *second}):
        if name not in first or name not in second:
            found.append(f"{name} is in the {'second' if name in second else 'first'} alone")
        elif first[name] != second[name]:
            what = [word for word in first[name] if first[name][word] != second[name].get(word)]
            found.append(f"{name} differs in {' and '.join(what)}")
    return found


def _facts(tree: Path) -> dict[str, dict[str, object]]:
    found = {}
    for folder, folders, files in os.walk(tree):
        for name in [*folders, *files]:
            path = Path(folder) / name
            status = path.lstat()
            facts: dict[str, object] = {
                "mode": stat.filemode(status.st_mode),
                "owner": (status.st_uid, status.st_gid),
            }
            if stat.S_ISLNK(status.st_mode):
                facts["target"] = str(path.readlink())
            elif stat.S_ISREG(status.st_mode):
                facts["content"] = hashlib.sha256(path.read_bytes()).hexdigest()
                facts["time"] = int(status.st_mtime)
            found[str(path.relative_to(tree))] = facts
    return found
