"""The program of zaalgids-wipe.service: wipes the secrets of the card's file for the kiosk, which may not write there.

It runs as root. The kiosk says which part goes, and of which file; where the file is and what it says afterwards is
decided here. A boot partition that is mounted read-only is writable for the moment of the write.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from contract.prepared_kiosk import FILE_NAME, PreparedKioskError, read_prepared
from device.claim.secret_wiping import WIPE, WipedPart, named, wipe_secrets
from runtime.file_lock import file_lock

BOOT_FOLDERS = (Path("/boot/firmware"), Path("/boot"))
LOCK = Path("/run/zaalgids-boot.lock")  # as deploy/bootloader, which mounts the partition anew, too
MAX_REQUEST_BYTES = 200
MOUNT_SECONDS = 60


class CardWiper:
    """Does what one request asks."""

    def __init__(
        self,
        folders: tuple[Path, ...] = BOOT_FOLDERS,
        lock: Path = LOCK,
        remount: Callable[[Path, str], None] | None = None,
    ) -> None:
        """`remount(mount_point, "rw" or "ro")` raises OSError."""
        self._folders, self._lock = folders, lock
        self._remount = _remount if remount is None else remount

    def run(self, identity: Path) -> list[str]:
        """Take the request out of the kiosk's folder, and do it. Returns a sentence about each file that was found."""
        request = _take(identity)
        if request is None:
            return ["Nothing is asked for."]
        part, _, name = request.partition(" ")
        if part not in set(WipedPart):
            return ["The request is not understood."]
        files = [found for folder in self._folders if (found := folder / FILE_NAME).is_file()]
        return [self._wipe(file, WipedPart(part), name) for file in files] or ["There is no file."]

    def _wipe(self, file: Path, part: WipedPart, name: str) -> str:
        try:
            prepared = read_prepared(file)
            if named(prepared) != name:
                return f"{file} is another file than the one that was taken, and stays."
            with file_lock(self._lock), self._writable(file.parent):
                wipe_secrets(file, prepared, part)
        except PreparedKioskError as error:
            return f"{error} It stays."
        except OSError as error:
            return f"{file} can't be written, and still has its secrets: {error}."
        return f"{file} has lost its secrets."

    @contextmanager
    def _writable(self, folder: Path) -> Iterator[None]:
        with ExitStack() as afterwards:
            if os.statvfs(folder).f_flag & os.ST_RDONLY and folder.is_mount():
                self._remount(folder, "rw")
                afterwards.callback(self._remount, folder, "ro")
            yield


def _take(identity: Path) -> str | None:
    """Return the request and remove it; None without one. Follows no link: the folder is the kiosk's."""
    place = os.open(identity, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        with suppress(FileNotFoundError):
            try:
                number = os.open(WIPE, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=place)
                with os.fdopen(number, "rb") as file:
                    return file.read(MAX_REQUEST_BYTES).decode("ascii", "replace").strip()
            finally:
                os.unlink(WIPE, dir_fd=place)
        return None
    finally:
        os.close(place)


def _remount(mount_point: Path, mode: str) -> None:
    done = subprocess.run(
        ["mount", "-o", f"remount,{mode}", mount_point],
        capture_output=True,
        text=True,
        timeout=MOUNT_SECONDS,
    )
    if done.returncode:
        raise OSError(done.stderr.strip())


def main() -> None:
    """Do what the kiosk with the folder of the command line asks, and say it to the journal."""
    for sentence in CardWiper().run(Path(sys.argv[1])):
        print(sentence, flush=True)


if __name__ == "__main__":
    main()
