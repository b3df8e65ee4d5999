"""What is wrong with the messages that reach a kiosk: forged, sent again long after, or no messages. Said for an hour.

A sentence goes to the kiosk's health, an alert beside it to the desk, and one line to the log, however many come.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence

from contract.kiosk_alerts import KioskAlert

log = logging.getLogger(__name__)

SAID_SECONDS = 3600.0  # after the last one
MANY = 20  # messages that can't be read within that time; one may come from newer software
# A broker may deliver a message a second time after a connection broke, which is no more than some minutes old.
OLD_SECONDS = 600.0
FORGED_SETTINGS = "Settings came that are not made with this kiosk's key; none of them is used."
FORGED_ORDER = "An order came that is not made with this kiosk's key; it is not done."
FORGED_SOFTWARE = (
    "An order of software came that is not made with this kiosk's key; it is not done."
)
OLD_SETTINGS = "Settings that were sent long ago came again; they are not used."
OLD_ORDER = "An order that was sent long ago came again; it is not done."
OLD_SOFTWARE = "An order of software that was sent long ago came again; it is not done."
FORGED_CONFLICT = "Word of a second kiosk of this name came that is not made with this kiosk's key; it is not believed."
UNREADABLE = "Much comes from the broker that is too large or no message; it is not read."


class MessageTrouble:
    """Safe to use from any thread."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._seen: dict[str, tuple[KioskAlert, float]] = {}  # sentence -> alert, last time
        self._unreadable: list[float] = []

    def forged(self, words: str) -> None:
        """Take in that a message is not this kiosk's server's. Empty words: another part says it."""
        self._note(words, KioskAlert.MESSAGES_FORGED)

    def replayed(self, words: str) -> None:
        """Take in that an old message came again."""
        self._note(words, KioskAlert.MESSAGES_REPLAYED)

    def unreadable(self, topic: str, reason: object) -> None:
        """Take in what is no message. It is said where it is many."""
        now = self._monotonic()
        with self._lock:
            since = [at for at in self._unreadable if now - at < SAID_SECONDS]
            self._unreadable = [*since, now][-MANY:]
            number = len(self._unreadable)
        if number < MANY:
            log.warning("ignored a message on %s: %s", topic, reason)
        else:
            self._note(UNREADABLE, KioskAlert.MESSAGES_UNREADABLE)

    @property
    def problems(self) -> Sequence[str]:
        """What came within the last hour, in plain sentences."""
        return [words for words, _ in self._lately() if words]

    @property
    def alerts(self) -> Sequence[KioskAlert]:
        """What of it staff have an alarm of."""
        return [alert for _, alert in self._lately()]

    def _note(self, words: str, alert: KioskAlert) -> None:
        now = self._monotonic()
        with self._lock:
            before = self._seen.get(words)
            self._seen[words] = alert, now
        if words and (before is None or now - before[1] >= SAID_SECONDS):
            log.warning("%s This is not said again within an hour.", words)

    def _lately(self) -> list[tuple[str, KioskAlert]]:
        now = self._monotonic()
        with self._lock:
            return [
                (words, alert)
                for words, (alert, at) in self._seen.items()
                if now - at < SAID_SECONDS
            ]
