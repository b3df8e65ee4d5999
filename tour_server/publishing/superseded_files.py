"""Files of the bundle that the newest release does not name: they stay for a day, then they go.

A kiosk takes a release in one go, and after any failure begins anew with the newest; so a file is needed as long as
one fetch may last. What a newcomer would get wrong: the age of a file tells nothing. A picture may have been served
for years and have left the release a minute ago, under a kiosk that is about to ask for it. So it is noted when each
file was first found without need. Where nothing is noted, or something between was missed, its day begins now.
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

# Longer than a fetch takes: five gigabytes at half a megabit a second. Not much longer, for in a museum of 10,000 works
# each publish of another list of references leaves 667 MB behind.
KEPT_FOR = dt.timedelta(days=1)
NOTES = ".superseded.json"

# Roots and the timestamp are not among them: a kiosk that was away for years goes from root to root.
_OURS = re.compile(
    r"metadata/(\d+\.(snapshot|targets)\.json|\.part-\w+)"
    r"|targets/([\w.-]+/)*(\.part-)?[0-9a-f]{64}\.[\w.-]+",
    re.ASCII,
)


class _Notes(Struct, frozen=True):
    """Since when each file is not needed, in seconds since 1970, as it was when the targets had `version`."""

    version: int
    since: dict[str, float]


def drop_superseded(folder: Path, needed: Collection[str], version: int, now: dt.datetime) -> None:
    """Deletes what was not needed for KEPT_FOR, and notes what is not needed now.

    `folder` has metadata/ and targets/; `needed` are the files, relative to it, of the newest release, whose targets
    have `version`. Hold the repository's lock, and call this when the timestamp of that release is in its place.
    Raises nothing: a file that can't be deleted is told in the log, and is tried again the next time.
    """
    moment = now.timestamp()
    try:
        since = _noted(folder / NOTES, version)
        # A clock that was set back does not make a file stay longer than from now on.
        unneeded = {
            file: min(since.get(file, moment), moment)
            for file in _files(folder)
            if file not in needed
        }
        over = moment - KEPT_FOR.total_seconds()
        # Metadata come first by their name, and the snapshot before the targets: nothing names what is gone.
        gone = _deleted(folder, sorted(file for file, at in unneeded.items() if at <= over))
        kept = {file: at for file, at in unneeded.items() if file not in gone}
        write_durably(folder / NOTES, msgspec.json.encode(_Notes(version, kept)))
    except OSError as error:
        log.warning("files of earlier releases stay for now: %s", error)


def _noted(notes: Path, version: int) -> dict[str, float]:
    """What was noted when these targets, or those before them, were the newest; else nothing.

    A file that came back into a release in between, and left it again, would be taken for long unneeded.
    """
    try:
        noted = msgspec.json.decode(notes.read_bytes(), type=_Notes)
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError) as error:
        log.warning("what was noted of files of earlier releases can't be read: %s", error)
        return {}
    return noted.since if noted.version in (version - 1, version) else {}


def _files(folder: Path) -> Iterator[str]:
    """Every file that `Repository` may have written, relative to `folder`. Raises OSError."""
    for part in ("metadata", "targets"):
        for place, _, names in os.walk(folder / part, onerror=_raised):
            inside = Path(place).relative_to(folder).as_posix()
            for name in names:
                file = f"{inside}/{name}"
                if _OURS.fullmatch(file):
                    yield file


def _raised(error: OSError) -> None:
    raise error


def _deleted(folder: Path, files: list[str]) -> set[str]:
    """Deletes them, and returns those that are gone."""
    gone: set[str] = set()
    trouble: OSError | None = None
    for file in files:
        try:
            (folder / file).unlink(missing_ok=True)
            gone.add(file)
        except OSError as error:
            trouble = error
    if trouble is not None:
        log.warning(
            "%d files of earlier releases can't be deleted: %s", len(files) - len(gone), trouble
        )
    if gone:
        log.info("%d files that no release needs any more are deleted", len(gone))
    return gone
