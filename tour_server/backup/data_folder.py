"""Which files of the data folder are in a back-up. What is not left out here, with its reason, is kept."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from runtime.durable_files import PART_PREFIX
from tour_server.backup.archive import is_member_name

BACKUPS = "backups"  # of the database, made before a migration
BUNDLES, BUNDLE_LOCK, BUNDLE_METADATA = "bundles", "bundles/.lock", "bundles/metadata"

# A file or folder of the data folder that is not kept, and why.
LEFT_OUT = {
    "zaalgids.db": "its rows are kept, in a form that any database takes",
    "zaalgids.db-wal": "a part of zaalgids.db",
    "zaalgids.db-shm": "a part of zaalgids.db",
    "session.key": "after a restore everybody signs in again",
    "kiosk-settings.key": "so that no back-up tells the password of the Wi-Fi; it is typed again after a restore",
    BACKUPS: "a back-up in a back-up",
    "broker/iotcore.toml": "the embedded broker's configuration, written at each start",
    "first-password.txt": "a password that can be read; `zaalgids staff` gives a new one",
    "cache/features": "computed again by the next publish, about 0.2 s a picture",
    "cache/likeness": "made again by a job after the start, about 0.1 s a text",
    "cache/look": "made again by the next publish",
    "cache/pictures": "made again by the next publish",
    "cache/print-fonts": "made again by the next print",
    "cache/prints": "PDF that staff took; the drafts make them again",
    "cache/references": "computed again when a picture is looked at",
    "cache/release.json": "the newest bundle has it",
    "preview": "the kiosk of a preview, made again when somebody opens one",
    "pictures/.small": "made again when a page shows them",
    "software": "files of hundreds of MB, which a technician adds again; their rows are kept",
    BUNDLE_LOCK: "nothing is in it",
    "cache/search": "read again from the drafts",
    "cache/videos": "made again by the next publish",
}
# cache/speech is kept: most of it are further names of the bundle's own files, which cost nothing, and the words of a
# cloud's voice can't be made again without the cloud.


class KeptFile(NamedTuple):
    """A file to keep: its path below the data folder, where it is, and its size."""

    path: str
    source: Path
    size: int


def kept_files(folder: Path) -> Iterator[KeptFile]:
    """Give every file of the data folder that belongs into a back-up, in order."""
    for place, folders, names in os.walk(folder, followlinks=True):
        below = Path(place).relative_to(folder)
        folders[:] = sorted(
            name
            for name in folders
            if (below / name).as_posix() not in LEFT_OUT and not name.startswith(PART_PREFIX)
        )
        for name in sorted(names):
            path = (below / name).as_posix()
            if path in LEFT_OUT or name.startswith(PART_PREFIX):
                continue
            if not is_member_name(f"files/{path}"):
                continue  # a name that no part of the server gives
            source = Path(place) / name
            try:
                about = source.stat()
            except FileNotFoundError:
                continue  # a superseded file, deleted meanwhile
            if stat.S_ISREG(about.st_mode):
                yield KeptFile(path, source, about.st_size)
