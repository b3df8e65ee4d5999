"""Tells systemd whether the kiosk serves its screen, and says it in the log when that changes.

A kiosk that starts on a busy machine does not serve yet, which is no fault: systemd hears that it lives until it has
served once, for START_SECONDS at most.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from runtime.service_watchdog import ServiceWatchdog

log = logging.getLogger(__name__)

START_SECONDS = 600.0  # until a kiosk serves at the latest


class ServingReport:
    """Of one start of the kiosk's parts. One thread uses it."""

    def __init__(
        self, watchdog: ServiceWatchdog, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._watchdog, self._monotonic = watchdog, monotonic
        self._started = monotonic()
        self._has_served = False
        self._said = ""

    def take(self, serves: bool) -> None:
        """Take the answer of one look at the screen."""
        if serves:
            self._has_served, self._said = True, ""
            self._watchdog.serves()
        elif self._has_served:
            self._say(
                "The kiosk does not serve its screen any more; systemd is not told that it does."
            )
        elif self._monotonic() - self._started < START_SECONDS:
            self._watchdog.serves()
        else:
            self._say(
                f"The kiosk has not served its screen in the {START_SECONDS / 60:.0f} minutes since its start; "
                "systemd is not told that it does."
            )

    def _say(self, words: str) -> None:
        """Log a sentence, when it is another one than before."""
        if words != self._said:
            self._said = words
            log.error("%s", words)
