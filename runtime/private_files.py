"""Folders and files that only their owner reads, whatever the umask of the process is."""

from __future__ import annotations

import errno
import logging
import os
from pathlib import Path

from runtime.durable_files import READABLE_BY_OWNER

log = logging.getLogger(__name__)

OWNER_ALONE = 0o700
NOT_FOR_OTHERS = 0o750  # a folder that its owner opened to a group, for back-ups, stays open to it


def private_folder(folder: Path) -> None:
    """Make a folder that only its owner enters. Of one that is there, take away what others may do. Raises OSError."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(OWNER_ALONE)
        return
    mode = folder.stat().st_mode & 0o7777
    if mode & ~NOT_FOR_OTHERS & 0o777:
        _change_mode(folder, mode & (NOT_FOR_OTHERS | 0o7000))


def private_file(file: Path) -> None:
    """Make an empty file that only its owner reads; one that is there becomes so. Raises OSError."""
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, READABLE_BY_OWNER))
    if file.stat().st_mode & 0o777 != READABLE_BY_OWNER:
        _change_mode(file, READABLE_BY_OWNER)


def _change_mode(path: Path, mode: int) -> None:
    """Note: who may write to a folder that somebody else owns can work there, and can't change its mode."""
    try:
        path.chmod(mode)
    except PermissionError:
        log.warning("Others may read %s: its owner is another user, who has to change that", path)
    except OSError as error:
        if error.errno != errno.EROFS:
            raise
        log.warning("Others may read %s, and its disk can't be written", path)
