"""Keeps the rendered files of narration blocks, so that each block is rendered once.

The server keeps those of its releases, a kiosk those that it rendered itself.

Note: the name is a hash of everything that changes how the block sounds or reads (text, language, level, voice and
its version), not the block's key. A text that is moved, renamed or published again is not rendered again; a text with
one changed word is.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from contract.museum import Block, Pronunciation
from runtime.durable_files import PART_PREFIX, sync, sync_all

OPUS, AAC, SUBTITLES, PORTRAIT = "speech.opus", "speech.m4a", "wide.vtt", "portrait.vtt"
WORDS = "words.json"  # contract.timed_text; for screens, which make their own subtitles of it
FILES = (OPUS, AAC, SUBTITLES, PORTRAIT, WORDS)
_ABOUT = "about.json"


class RenderingError(Exception):
    """A block can't be rendered; its text is shown without sound. The message is a plain sentence for staff."""


class UnsupportedLanguageError(RenderingError):
    """The voice does not speak the language of the block: another attempt can't succeed."""


class RenderingFacts(Struct, frozen=True, omit_defaults=True):
    """About a rendered block: seconds of sound, the voice, and whether a machine made it.

    `has_words`: WORDS is among its files; blocks that earlier versions rendered have none.
    """

    seconds: float
    voice: str
    machine_made: bool
    has_words: bool = False


class BlockRenderer(Protocol):
    """Renders blocks into files."""

    def pronounce(self, lexicon: Sequence[Pronunciation]) -> None:
        """Use this museum's pronunciations from now on."""

    def identity(self, block: Block) -> str:
        """Return what this block would be rendered with now: voice, version, settings, file format."""

    def render(self, block: Block, folder: Path) -> RenderingFacts:
        """Write OPUS, SUBTITLES, PORTRAIT, WORDS and, for phones, AAC into `folder`. Raises RenderingError, OSError."""

    def close(self) -> None:
        """Release what it holds. May be called twice."""


class RenderedBlock(Struct, frozen=True):
    """The files of one block, in `folder`; blocks that sound alike have the same `name`."""

    name: str
    folder: Path
    facts: RenderingFacts


class UnkeptBlock(Struct, frozen=True):
    """A block that was rendered into `folder`, and is not yet safe from a power cut."""

    name: str
    folder: Path
    facts: RenderingFacts

    def discard(self) -> None:
        """Delete its folder, unless it was kept."""
        shutil.rmtree(self.folder, ignore_errors=True)


class RenderedBlockStore:
    """Rendered blocks on disk. Safe to use from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def name(self, block: Block, renderer: BlockRenderer) -> str:
        """Return the name of this block's files, whether they exist or not."""
        by = [block.text, block.language, block.level, renderer.identity(block)]
        return hashlib.sha256(msgspec.json.encode(by)).hexdigest()[:32]

    def find(self, name: str) -> RenderedBlock | None:
        """Return the files of this name, or None when they do not exist."""
        try:
            about = (self._folder / f"{name}/{_ABOUT}").read_bytes()
            facts = msgspec.json.decode(about, type=RenderingFacts)
        except (OSError, msgspec.DecodeError):
            return None
        return RenderedBlock(name, self._folder / name, facts)

    def make(self, block: Block, renderer: BlockRenderer) -> RenderedBlock:
        """Render the block and keep all of its files, or leave nothing. Raises RenderingError, OSError."""
        rendered = self.render(block, renderer)
        self.keep([rendered])
        return RenderedBlock(rendered.name, self._folder / rendered.name, rendered.facts)

    def render(self, block: Block, renderer: BlockRenderer) -> UnkeptBlock:
        """Render the block into a folder that `keep` gives its name. Raises RenderingError, OSError."""
        name = self.name(block, renderer)
        self._folder.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=self._folder, prefix=PART_PREFIX))
        try:
            facts = renderer.render(block, part)
            (part / _ABOUT).write_bytes(msgspec.json.encode(facts))
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        return UnkeptBlock(name, part, facts)

    def keep(self, blocks: Collection[UnkeptBlock]) -> None:
        """Give rendered blocks their names, once they are on the disk; of each all files or none. Raises OSError.

        The disk is waited for once, however many blocks there are. What could not be kept is deleted.
        """
        try:
            # before a folder gets its name: a power cut leaves all of it or nothing
            sync_all([path for one in blocks for path in (*one.folder.iterdir(), one.folder)])
            for one in blocks:
                place = self._folder / one.name
                shutil.rmtree(place, ignore_errors=True)  # an incomplete one, from a crash
                one.folder.rename(place)
            if blocks:
                sync(self._folder)
        finally:
            for one in blocks:
                one.discard()

    def used(self, name: str) -> None:
        """Mark these files as used now, for `keep_newest`."""
        try:
            os.utime(self._folder / name)
        except OSError:
            return  # not rendered yet, or just deleted

    def keep_newest(self, most_bytes: int) -> list[str]:
        """Delete what was used longest ago until the rest is `most_bytes` or less. Returns the deleted names.

        Deletes incomplete folders too, so call it while nothing is being rendered.
        """
        made: list[tuple[float, int, Path]] = []
        for folder in self._folder.iterdir() if self._folder.is_dir() else ():
            if folder.name.startswith(PART_PREFIX):
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
