"""Runs the self test beside the kiosk when staff order it: a program of its own, with the kiosk's settings.

It gives itself the lowest priority, so that a visitor at the screen notices nothing.
"""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Callable, Sequence

from msgspec import DecodeError

from contract.selftest import VERSIONS, SelftestReport
from runtime.document_version import DocumentVersionError
from runtime.with_parent import command
from runtime.worker import Worker

log = logging.getLogger(__name__)

LONGEST_SECONDS = 480.0  # an order is given up after ten minutes
ARGUMENTS = ("-m", "zaalgids", "device", "selftest", "--quick", "--json", "--from-kiosk")


class SelftestOrder:
    """Runs one self test at a time, on a thread of its own, between `start` and `stop`."""

    def __init__(self, settings: Callable[[], bytes], arguments: Sequence[str] = ARGUMENTS) -> None:
        """`settings`: the kiosk's, in JSON, for the program's input. `arguments`: of Python."""
        self._settings, self._arguments = settings, arguments
        self._worker: Worker | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def start(self) -> None:
        """Nothing runs until it is ordered."""

    def stop(self) -> None:
        """End a self test that runs."""
        self._stopped = True
        process = self._process
        if process is not None and process.poll() is None:
            process.kill()
        if self._worker is not None:
            self._worker.stop()

    def run(self, done: Callable[[SelftestReport | None], None]) -> None:
        """Begin. `done` is called with the report at its end, with None where there is none."""
        if self._stopped or (self._worker is not None and self._worker.running):
            done(None)
            return
        self._worker = Worker("selftest", lambda: done(self._report()))
        self._worker.start()

    def _report(self) -> SelftestReport | None:
        try:
            self._process = subprocess.Popen(
                command(*self._arguments),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            said, _ = self._process.communicate(self._settings(), LONGEST_SECONDS)
            return VERSIONS.decode(said, SelftestReport)
        except subprocess.TimeoutExpired:
            log.warning("the self test takes too long and is ended")
            if self._process is not None:
                self._process.kill()
                self._process.communicate()
        except (OSError, DecodeError, DocumentVersionError) as error:
            log.warning("the self test made no report: %s", error)
        return None
