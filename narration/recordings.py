"""Blocks said into files, each once, and kept for as long as nothing that they sound by changes.

The server keeps those of its releases, a kiosk those it had to make itself. What a newcomer would get wrong: the name
of a recording is everything that changes how it sounds or reads (text, language, level, voice and its version), not
the block's own key. So a text that is moved, renamed or published again is not said again, and one changed word is.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from contract.museum import Block

OPUS, AAC, SUBTITLES, PORTRAIT = "speech.opus", "speech.m4a", "wide.vtt", "portrait.vtt"
FILES = (OPUS, AAC, SUBTITLES, PORTRAIT)
_ABOUT = "about.json"
_PART = ".part-"


class CantSpeakError(Exception):
    """A block can't be said; what is told goes on without its sound. The message is a plain sentence for staff."""


class LanguageUnspokenError(CantSpeakError):
    """It can't be said by this voice, however often one asks."""


class Said(Struct, frozen=True):
    """How a block was said: seconds of sound, by which voice, and whether a machine made it."""

    seconds: float
    voice: str
    machine_made: bool


class Speaker(Protocol):
    """Says blocks into files."""

    def identity(self, block: Block) -> str:
        """What this block would be said with now: voice, version, settings, the form of the files."""

    def say(self, block: Block, folder: Path) -> Said:
        """Writes OPUS, SUBTITLES, PORTRAIT and, for phones, AAC into `folder`. Raises CantSpeakError, OSError."""

    def close(self) -> None:
        """Gives back what it holds; twice is harmless."""


class Recording(Struct, frozen=True):
    """A block's files, in `folder`; `name` is the same for what sounds the same."""

    name: str
    folder: Path
    said: Said


class Recordings:
    """What was said, on disk. Safe to use from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def name(self, block: Block, speaker: Speaker) -> str:
        """The name that this block's recording has, made or not."""
        by = [block.text, block.language, block.level, speaker.identity(block)]
        return hashlib.sha256(msgspec.json.encode(by)).hexdigest()[:32]

    def find(self, name: str) -> Recording | None:
        """The recording of this name, when it was made before."""
        folder = self._folder / name
        try:
            said = msgspec.json.decode((folder / _ABOUT).read_bytes(), type=Said)
        except (OSError, msgspec.DecodeError):
            return None
        return Recording(name, folder, said)

    def make(self, block: Block, speaker: Speaker) -> Recording:
        """Says the block and keeps it, whole or not at all. Raises CantSpeakError, OSError."""
        name = self.name(block, speaker)
        self._folder.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=self._folder, prefix=_PART))
        try:
            said = speaker.say(block, part)
            (part / _ABOUT).write_bytes(msgspec.json.encode(said))
            for file in part.iterdir():
                _sync(
                    file
                )  # before the folder gets its name: a power cut leaves all of it or nothing
            place = self._folder / name
            shutil.rmtree(place, ignore_errors=True)  # half of one, from a crash
            part.rename(place)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return Recording(name, place, said)

    def used(self, name: str) -> None:
        """Says that this recording is wanted, for `keep_newest`."""
        try:
            os.utime(self._folder / name)
        except OSError:
            return  # not made yet, or just dropped

    def keep_newest(self, most_bytes: int) -> list[str]:
        """Drops what was used longest ago until the rest is `most_bytes` at most; the names that went.

        What a crash left half made goes too, so call it where nothing is being made.
        """
        made: list[tuple[float, int, Path]] = []
        for folder in self._folder.iterdir() if self._folder.is_dir() else ():
            if folder.name.startswith(_PART):
                shutil.rmtree(folder, ignore_errors=True)
            elif folder.is_dir():
                size = sum(file.stat().st_size for file in folder.iterdir())
                made.append((folder.stat().st_mtime, size, folder))
        total = sum(size for _, size, _ in made)
        dropped: list[str] = []
        for _, size, folder in sorted(made):
            if total <= most_bytes:
                break
            shutil.rmtree(folder, ignore_errors=True)
            total -= size
            dropped.append(folder.name)
        return dropped


def _sync(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
