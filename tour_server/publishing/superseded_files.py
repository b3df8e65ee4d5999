"""Deletes files of the bundle that the newest release has not named for a day.

A kiosk fetches a release at one go, and begins anew with the newest after a failure; so a file is needed as long as one
fetch may take. Note: the age of a file says nothing. A picture may have been served for years and have left the release
a minute ago, while a kiosk was about to ask for it. Therefore it is noted when each file was first found superseded.
Without such a note, or when a version of the targets was missed, the file's day begins now.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from runtime.durable_files import write_durably

log = logging.getLogger(__name__)

# Longer than a fetch takes: five gigabytes at half a megabit a second. Not much longer: in a museum of 10,000 works
# each publish of another list of references leaves 667 MB behind.
KEPT_FOR = dt.timedelta(days=1)
NOTES = ".superseded.json"
PHONES = "phones/"
PLACES = ("metadata", "targets", "phones")

# Roots and the timestamp are not among them: a kiosk that was away for years goes from root to root.
_OURS = re.compile(
    r"metadata/(\d+\.(snapshot|targets|bins-[0-9a-f]+)\.json|\.part-\w+)"
    r"|targets/([\w.-]+/)*(\.part-)?[0-9a-f]{64}\.[\w.-]+"
    r"|phones/([\w.-]+/)*[\w.-]+",
    re.ASCII,
)


class _Notes(Struct, frozen=True):
    """Since when each file is not needed, in seconds since 1970, as it was when the targets had `version`."""

    version: int
    since: dict[str, float]


def drop_superseded(
    folder: Path,
    needed: Collection[str],
    phones: Collection[str] | None,
    versions: tuple[int, int],
    now: dt.datetime,
) -> None:
    """Delete the files that were not needed for KEPT_FOR, and note those that are not needed now.

    `folder` has metadata/, targets/ and phones/; `needed` are the files, relative to it, of the newest release, and
    `phones` those below phones/; None: they are the same as at the last call. `versions`: of the targets before, which
    may be the same, and now. Hold the repository's lock, and call this when the timestamp of that release is in its
    place. Raises nothing: a file that can't be deleted is logged, and tried again the next time.
    """
    moment, version = now.timestamp(), versions[-1]
    try:
        since = _noted(folder / NOTES, versions)
        found = _files(folder, ("metadata", "targets") if phones is None else PLACES)
        # min: after the clock was set back, a file's day begins now at the latest.
        unneeded = {
            file: min(since.get(file, moment), moment)
            for file in found
            if file not in needed and not (phones and file.removeprefix(PHONES) in phones)
        }
        if phones is None:
            unneeded |= {file: at for file, at in since.items() if file.startswith(PHONES)}
        over = moment - KEPT_FOR.total_seconds()
        gone = _deleted(
            folder, sorted((file for file, at in unneeded.items() if at <= over), key=_deletion)
        )
        kept = {file: at for file, at in unneeded.items() if file not in gone}
        write_durably(folder / NOTES, msgspec.json.encode(_Notes(version, kept)))
    except OSError as error:
        log.warning("files of earlier releases stay for now: %s", error)


def _deletion(file: str) -> tuple[int, str]:
    """Returns the place of a file in the order of deletion: no file that is left may name a deleted one."""
    order = ("snapshot", "targets", "bins-")
    name = file.partition(".")[2] if file.startswith("metadata/") else ""
    found = (n for n, role in enumerate(order) if name.startswith(role))
    return next(found, len(order)), file


def _noted(notes: Path, versions: tuple[int, int]) -> dict[str, float]:
    """Returns the notes from when these targets, or those before them, were the newest; otherwise none.

    Older notes can't be used: a file may have come back into a release since then and have left it again.
    """
    try:
        noted = msgspec.json.decode(notes.read_bytes(), type=_Notes)
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError) as error:
        log.warning("what was noted of files of earlier releases can't be read: %s", error)
        return {}
    return noted.since if noted.version in versions else {}


def _files(folder: Path, places: tuple[str, ...]) -> Iterator[str]:
    """Yield every file that `Repository` may have written, relative to `folder`. Raises OSError."""
    for part in places:
        for place, _, names in os.walk(folder / part, onerror=_raised):
            inside = Path(place).relative_to(folder).as_posix()
            for name in names:
                file = f"{inside}/{name}"
                if _OURS.fullmatch(file):
                    yield file


def _raised(error: OSError) -> None:
    raise error


def _deleted(folder: Path, files: list[str]) -> set[str]:
    """Delete files. Returns those that are gone."""
    gone: set[str] = set()
    problem: OSError | None = None
    for file in files:
        try:
            (folder / file).unlink(missing_ok=True)
            gone.add(file)
        except OSError as error:
            problem = error
    if problem is not None:
        log.warning(
            "%d files of earlier releases can't be deleted: %s", len(files) - len(gone), problem
        )
    if gone:
        log.info("%d files that no release needs any more are deleted", len(gone))
    return gone
