"""The speech that is on the kiosk's disk: finds a block's files in packs, and takes them out when they are played."""

from __future__ import annotations

import logging
import threading
import zipfile
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from contract.bundle import Release, Speech, speech_pack
from device.content.stored_releases import StoredRelease
from runtime.durable_files import PART_PREFIX

log = logging.getLogger(__name__)

TAKEN_OUT = 300  # files that stay taken out: those of about a hundred blocks


class HeldSpeech:
    """Speech in `targets`; what is played is taken out into `folder`, which is emptied at each start. Thread-safe."""

    def __init__(self, targets: Path, folder: Path) -> None:
        """Raises OSError where `folder` can't be made."""
        self._targets, self._folder = targets, folder
        self._lock = threading.Lock()
        self._names: dict[Path, frozenset[str]] = {}  # what is in a pack
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for file in folder.iterdir():
                file.unlink()
        except (
            OSError
        ) as error:  # a disk that can only be read: what was taken out before is played
            log.warning("the folder of speech in use can't be made anew: %s", error)

    def has(self, speech: Speech, releases: Sequence[StoredRelease]) -> bool:
        """Returns whether the files of this block are here. `releases`: the one in use, then the one before."""
        return all(self._find(speech, target, releases) for target in played(speech))

    def path(self, target: str, release: Release, releases: Sequence[StoredRelease]) -> Path:
        """Returns the path of a file of a block. Raises KeyError for one that is not here."""
        speech = next((one for one in release.speech if target in played(one)), None)
        found = None if speech is None else self._find(speech, target, releases)
        if found is None:
            raise KeyError(target)
        return self._taken_out(found, target) if found.suffix == ".zip" else found

    def _find(self, speech: Speech, target: str, releases: Sequence[StoredRelease]) -> Path | None:
        """Returns the file that is or has this target. A block whose words stay is also in the pack of before."""
        pack = speech_pack(speech.work, speech.language)
        for release in releases:
            for name in (pack, target):
                file = release.speech.get(name)
                place = None if file is None else self._targets / file.name
                if (
                    place is not None
                    and place.is_file()
                    and (name == target or self._is_in(target, place))
                ):
                    return place
        return None

    def _is_in(self, target: str, pack: Path) -> bool:
        with self._lock:
            names = self._names.get(pack)
        if names is None:
            try:
                with zipfile.ZipFile(pack) as opened:
                    names = frozenset(opened.namelist())
            except (OSError, zipfile.BadZipFile) as error:
                self._drop(pack, error)
                return False
            with self._lock:
                if len(self._names) >= TAKEN_OUT:
                    self._names.clear()
                self._names[pack] = names
        return target in names

    def _taken_out(self, pack: Path, target: str) -> Path:
        """Returns the path of a file of a pack, taken out. Raises KeyError."""
        place = self._folder / f"{pack.stem[:16]}-{Path(target).name}"
        with self._lock:
            if place.is_file():
                return place
            try:
                with zipfile.ZipFile(pack) as opened:
                    body = opened.read(target)
                part = place.with_name(PART_PREFIX + place.name)
                part.write_bytes(body)
                part.rename(place)
            except OSError as error:  # the disk is full, for example
                log.warning("speech can't be taken out of its pack: %s", error)
                raise KeyError(target) from error
            except (zipfile.BadZipFile, zlib.error) as error:
                self._drop(pack, error)
                raise KeyError(target) from error
            self._keep_newest()
        return place

    def _keep_newest(self) -> None:
        files = sorted(self._folder.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in files[TAKEN_OUT:]:
            with suppress(OSError):
                file.unlink()

    def _drop(self, pack: Path, error: Exception) -> None:
        """Delete a damaged pack, so that it is fetched again."""
        log.warning("the speech in %s is damaged and is fetched again: %s", pack.name, error)
        with suppress(OSError):
            pack.unlink()


def played(speech: Speech) -> list[str]:
    """Returns the targets that a kiosk plays; AAC is for phones."""
    files = [speech.opus, speech.subtitles, speech.subtitles_portrait]
    return files if speech.words is None else [*files, speech.words]
