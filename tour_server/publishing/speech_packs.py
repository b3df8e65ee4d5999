"""Packs the speech of a release for kiosks: one file for each work and language (contract.bundle.speech_pack).

A museum of 10,000 works in five languages then has 50,000 files for a kiosk to ask for instead of 600,000, and a
changed sentence sends a few hundred kilobytes. Packs are kept in a folder by what is in them, and made once.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from contract.bundle import Speech, Target, speech_pack
from runtime.durable_files import PART_PREFIX, sync, sync_all

FORMAT = "1"  # of a pack; another number makes all packs anew
WRITTEN_AT_ONCE = (
    2048  # packs; the disk is waited for after so many, which is faster than after each
)
_NO_DATE = (1980, 1, 1, 0, 0, 0)  # the same content gives the same file


class SpeechPacks:
    """The packs in `folder`."""

    def __init__(self, folder: Path, file: Callable[[Target], Path]) -> None:
        """`file` returns where a target of speech is."""
        self._folder = folder
        self._file = file

    def make(
        self, speech: Iterable[Speech], progress: Callable[[int, int], None]
    ) -> dict[Target, Path]:
        """Make the packs that are missing, and delete those that this speech has not. Returns target -> pack.

        `progress`: (packs that are made, of those that were missing). Raises OSError.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        members: dict[Target, list[Target]] = {}
        for one in speech:
            inside = members.setdefault(speech_pack(one.work, one.language), [])
            inside += [one.opus, one.subtitles, one.subtitles_portrait]
            inside += [] if one.words is None else [one.words]
        packs = {target: self._place(inside) for target, inside in members.items()}
        there = {file.name for file in self._folder.iterdir()}
        missing = {packs[target]: target for target in packs if packs[target].name not in there}
        written: list[Path] = []
        for done, (place, target) in enumerate(missing.items()):
            progress(done, len(missing))
            written.append(self._write(place, members[target]))
            if len(written) == WRITTEN_AT_ONCE:
                self._finish(written)
        self._finish(written)
        wanted = {place.name for place in packs.values()}
        for name in there - wanted:
            (self._folder / name).unlink(missing_ok=True)
        return packs

    def _place(self, members: list[Target]) -> Path:
        name = hashlib.sha256("\n".join([FORMAT, *members]).encode()).hexdigest()[:32]
        return self._folder / f"{name}.zip"

    def _write(self, place: Path, members: list[Target]) -> Path:
        """Write a pack under the name of a part. Returns its path."""
        part = place.with_name(PART_PREFIX + place.name)
        with zipfile.ZipFile(part, "w") as pack:
            for target in dict.fromkeys(members):
                entry = zipfile.ZipInfo(target, _NO_DATE)
                text = target.endswith((".vtt", ".json"))
                entry.compress_type = zipfile.ZIP_DEFLATED if text else zipfile.ZIP_STORED
                pack.writestr(entry, self._file(target).read_bytes())
        return part

    def _finish(self, parts: list[Path]) -> None:
        """Give written packs their names, once they are on the disk; empties the list."""
        sync_all(parts)
        for part in parts:
            part.rename(part.with_name(part.name.removeprefix(PART_PREFIX)))
        if parts:
            sync(self._folder)
        parts.clear()
