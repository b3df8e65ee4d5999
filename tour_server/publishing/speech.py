"""The speech of a release: each block said once, and kept for as long as nothing that it sounds by changes.

What a newcomer would get wrong: the key of a recording is everything that changes how it sounds or reads (text,
language, level, voice and its version), not the block's own key. So a text that is moved, renamed or published again
is not said again, and one changed word is.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from contract.museum import Block
from tour_server.catalogue.pictures import write_whole

OPUS, AAC, SUBTITLES, PORTRAIT = "speech.opus", "speech.m4a", "wide.vtt", "portrait.vtt"
_ABOUT = "about.json"


class CantSpeakError(Exception):
    """A block can't be said (no voice for its language, say); the release goes on without its sound."""


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
        """Writes OPUS, AAC, SUBTITLES and PORTRAIT into `folder`. Raises CantSpeakError, OSError."""

    def close(self) -> None:
        """Gives back what it holds; twice is harmless."""


class Recording(Struct, frozen=True):
    """A block's files, in `folder`; `name` is the same for what sounds the same."""

    name: str
    folder: Path
    said: Said


class Recordings:
    """The cache of what was said."""

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
        except (FileNotFoundError, msgspec.DecodeError):
            return None
        return Recording(name, folder, said)

    def make(self, block: Block, speaker: Speaker) -> Recording:
        """Says the block and keeps it, whole or not at all. Raises CantSpeakError, OSError."""
        name = self.name(block, speaker)
        self._folder.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=self._folder, prefix=".part-"))
        try:
            said = speaker.say(block, part)
            write_whole(part / _ABOUT, msgspec.json.encode(said))
            place = self._folder / name
            shutil.rmtree(place, ignore_errors=True)  # half of one, from a crash
            part.rename(place)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return Recording(name, place, said)
