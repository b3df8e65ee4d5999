"""A real PostgreSQL server for tests, made by initdb in a temporary folder and not run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from tests.brokers import free_port, wait_for_port

# No test cuts the power of this machine, and what a process wrote outlives its crash without these: a new database then
# costs no hundreds of writes that wait for the disk.
WITHOUT_POWER_CUTS = ("-c", "fsync=off", "-c", "full_page_writes=off")


def programs() -> Path | None:
    """Return the folder of initdb and postgres; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    path = shutil.which("initdb")
    return Path(path).resolve().parent if path else None


class Postgres:
    """One server with one user without a password; `url(name)` makes a database."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder`: an empty folder that every user may enter; by default a temporary one."""
        # PostgreSQL refuses to run as root, and only root may enter pytest's temporary folder.
        folder = folder or Path(tempfile.mkdtemp(prefix="zaalgids-postgres-"))
        bin_folder = programs()
        assert bin_folder is not None
        self._bin = bin_folder
        self._data = folder / "data"
        self._port = free_port()
        self._as: dict[str, int] = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam("nobody")
            self._as = {"user": user.pw_uid, "group": user.pw_gid}
            os.chown(folder, user.pw_uid, user.pw_gid)
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._run(
            *("initdb", "-D", str(self._data), "-U", "test", "-A", "trust", "-E", "UTF8"),
            *("--no-sync", "--wal-segsize=1"),
        )

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._bin / program), *arguments],
            check=True,
            cwd=self._folder,
            capture_output=True,
            **self._as,  # type: ignore[call-overload]
        )

    def start(self) -> None:
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(str(self._bin / "postgres"), "-D", str(self._data), "-p", str(self._port)),
                    *("-h", "127.0.0.1", "-k", "", *WITHOUT_POWER_CUTS),
                ],
                stdout=log,
                stderr=log,
                cwd=self._folder,
                **self._as,  # type: ignore[call-overload]
            )
        wait_for_port(self._port)
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        """Wait until recovery has ended: after a crash the port answers before that."""
        end = time.monotonic() + 60
        while True:
            try:
                self._run("pg_isready", "-h", "127.0.0.1", "-p", str(self._port), "-t", "10")
                return
            except subprocess.CalledProcessError:
                if time.monotonic() > end or not self.alive:
                    raise
                time.sleep(0.05)

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def crash(self) -> None:
        """End all its processes at once without a checkpoint, so that the next start has to recover."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(20)
            self._process = None

    def stop(self) -> None:
        """Crash the server and delete its data."""
        self.crash()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, name: str, template: str = "template0") -> str:
        """Make a database, the copy of another to which nobody is connected, and return its address."""
        self._run(
            *("createdb", "-h", "127.0.0.1", "-p", str(self._port), "-U", "test"),
            *("-T", template, name),
        )
        return f"postgresql://test@127.0.0.1:{self._port}/{name}"
