"""The file `current.json`: which releases are on the kiosk's disk, and under which names their files are.

Before 0018 it has `releases` alone, in which speech stands among the other files; since then `speech` beside it.
"""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec
from msgspec import Struct

from contract.bundle import Release
from runtime.document_version import DocumentVersionError, DocumentVersions
from runtime.durable_files import write_durably

log = logging.getLogger(__name__)

CURRENT = "current.json"
VERSIONS = DocumentVersions("list of releases")
"""The versions of `current.json`."""
KEPT_RELEASES = 2  # whose files stay: the one in use, and the one before


class SpeechFile(Struct, frozen=True, array_like=True):
    """A file with speech that is here or is still to be fetched: its name on the disk, and its size in bytes."""

    name: str
    size: int


class StoredRelease(Struct, frozen=True):
    """The files of a release, target -> name on the disk. `speech`: in the order in which this kiosk needs it."""

    files: dict[str, str]
    speech: dict[str, SpeechFile] = {}

    def names(self) -> set[str]:
        """Returns the names of all its files."""
        return {*self.files.values(), *(file.name for file in self.speech.values())}


class _Current(Struct, frozen=True):
    """The newest first; `speech` in the same order as `releases`."""

    releases: list[dict[str, str]]
    speech: list[dict[str, SpeechFile]] = []


def read_stored(folder: Path) -> list[StoredRelease]:
    """Returns the releases that are here, the newest first."""
    try:
        current = VERSIONS.decode((folder / CURRENT).read_bytes(), _Current)
    except FileNotFoundError:
        return []
    except (OSError, DocumentVersionError, msgspec.DecodeError) as error:
        log.warning("%s can't be read; the release is asked for again: %s", CURRENT, error)
        return []
    if not current.speech:
        return [_of_before_0018(files) for files in current.releases]
    return [
        StoredRelease(files, speech)
        for files, speech in zip(current.releases, current.speech, strict=False)
    ]


def write_stored(folder: Path, releases: list[StoredRelease]) -> None:
    """Replace the file in one step. Raises OSError."""
    current = _Current([one.files for one in releases], [one.speech for one in releases])
    write_durably(folder / CURRENT, VERSIONS.encode(current))


def needed_targets(release: Release) -> list[str]:
    """Returns the targets without which a release is not used: its pictures and features, each once."""
    features = [] if release.features is None else [release.features]
    return list(dict.fromkeys([*release.pictures.values(), *features]))


def later_targets(release: Release) -> list[str]:
    """Returns the targets that software of before did not fetch: its look, without which the screen has ours, and its
    recorded words.
    """
    look = [] if release.look is None else release.look.targets
    return list(dict.fromkeys([*look, *release.word_sounds.values()]))


def _of_before_0018(files: dict[str, str]) -> StoredRelease:
    speech = {
        target: SpeechFile(name, 0)
        for target, name in files.items()
        if target.endswith((".opus", ".vtt"))
    }
    rest = {
        target: name
        for target, name in files.items()
        if target not in speech and not target.endswith(".m4a")
    }
    return StoredRelease(rest, speech)
