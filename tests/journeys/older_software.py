"""Software of an earlier commit, unpacked from this repository's history, and programs of it as real processes.

It runs with the packages of this environment: the commits that are used here need no others.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from runtime.with_parent import die_with_parent
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
COMPARE_TEXTS = "ZAALGIDS_SERVER_COMPARE_TEXTS"
START_SECONDS = 300.0  # on a machine that does much else
ONE_VERSION_BACK = (
    "f23d9f1"  # before kiosks were claimed and set from the desk; its database has revision 0026
)


def unpack(commit: str, folder: Path) -> Path:
    """Write the software of a commit to `folder` and return it. Skips the test where there is no such history."""
    done = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True)
    if done.returncode:
        pytest.skip(f"needs the repository's history, for the software of commit {commit}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


class Program:
    """One `zaalgids` command of the software in `software`; what it prints goes to a log file."""

    def __init__(self, software: Path, log: Path, *arguments: str, **environment: str) -> None:
        self._log = log
        self._software = software
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "zaalgids", *arguments],
                cwd=software,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent,
                env={
                    # A setting that the tests give to all servers, and that older ones don't know.
                    **{name: one for name, one in os.environ.items() if name != COMPARE_TEXTS},
                    "PYTHONPATH": str(software),
                    "PYTHONUNBUFFERED": "1",
                    **environment,
                },
            )

    def said(self) -> str:
        """The end of what it has printed."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-4000:]

    def until_up(self, address: str) -> Program:
        """Wait until it answers there. Returns itself."""
        until(lambda: self.asked(address) is not None, START_SECONDS, self.said)
        return self

    def asked(self, address: str) -> dict[str, Any] | None:
        """The JSON that it answers with, None without an answer. Fails when it has ended."""
        assert self.process.poll() is None, self.said()
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except (OSError, ValueError):
            return None

    def stop(self) -> None:
        """End it as a service manager does."""
        self.process.terminate()
        self.process.wait(240)  # a machine under load, in the middle of making speech
