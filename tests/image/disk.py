"""The disk image of a kiosk, read and changed from outside while no machine runs on it."""

from __future__ import annotations

import json
import mmap
import subprocess
from pathlib import Path


class Disk:
    """A raw image with a GPT. Needs sfdisk and mtools."""

    def __init__(self, file: Path) -> None:
        self.file = file
        table = json.loads(_run("sfdisk", "--json", file))["partitiontable"]
        sector = int(table.get("sectorsize", 512))
        self._partitions = [
            (str(one.get("name", "")), int(one["start"]) * sector, int(one["size"]) * sector)
            for one in table["partitions"]
        ]

    def label(self, number: int) -> str:
        """Return the label of a partition; the first one is 1."""
        return self._partitions[number - 1][0]

    def offset(self, number: int) -> int:
        """Return where a partition begins, in bytes."""
        return self._partitions[number - 1][1]

    def number(self, label: str) -> int:
        """Return the number of the partition that is called `label`."""
        return [name for name, _, _ in self._partitions].index(label) + 1

    def read(self, number: int, name: str) -> bytes | None:
        """Return a file of a FAT partition; None when it is not there."""
        done = subprocess.run(["mtype", "-i", self._fat(number), f"::{name}"], capture_output=True)
        return None if done.returncode else done.stdout

    def holds(self, number: int, words: bytes) -> bool:
        """Return whether these bytes stand anywhere in a partition, in a file or in what files have left."""
        _, begin, size = self._partitions[number - 1]
        with (
            self.file.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole,
        ):
            return whole.find(words, begin, begin + size) >= 0

    def copy_out(self, number: int, name: str, target: Path) -> None:
        """Copy a file of a FAT partition."""
        _run("mcopy", "-n", "-o", "-i", self._fat(number), f"::{name}", target)

    def copy_in(self, number: int, source: Path, name: str) -> None:
        """Put a file on a FAT partition."""
        _run("mcopy", "-n", "-o", "-i", self._fat(number), source, f"::{name}")

    def remove(self, number: int, name: str) -> None:
        """Delete a file of a FAT partition."""
        _run("mdel", "-i", self._fat(number), f"::{name}")

    def names(self, number: int) -> list[str]:
        """Return the names in a FAT partition's top folder."""
        said = _run("mdir", "-b", "-i", self._fat(number), "::")
        return [line.removeprefix("::/") for line in said.splitlines()]

    def _fat(self, number: int) -> str:
        return f"{self.file}@@{self.offset(number)}"


def _run(*command: object) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"{command[0]} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout
