"""Whether a message from the server is this kiosk's own server's, and for this kiosk and not for another of its name.

Note: without a key nothing can be told from a forgery, so a kiosk without one forgets no count.
"""

from __future__ import annotations

import logging

from contract.acknowledgements import is_authentic, is_authentic_conflict
from contract.messages import ACKNOWLEDGED_BY, Acknowledgement, NameConflict
from device.uplink.outbox import Outbox

log = logging.getLogger(__name__)


class Authenticity:
    """Verifies what the server sends, and says in plain sentences what is wrong. Used by one thread."""

    def __init__(self, key: bytes | None, site: str, device: str) -> None:
        self._key, self._site, self._device = key, site, device
        self._said_forged = False
        self.problems: dict[str, str] = {}
        if key is None:
            self.problems["key"] = (
                "This kiosk has no key, so it keeps its counts. "
                "Register it at the desk, under Kiosks, and give it the file with its key."
            )

    def forgettable(
        self, kind: str, acknowledgement: Acknowledgement, outbox: Outbox
    ) -> list[int] | None:
        """Returns the sequences of the entries that the server has stored as they are in the outbox.

        Returns None for an acknowledgement that proves nothing: without a key, forged, or of another outbox.
        """
        if self._key is None:
            return None
        if not is_authentic(
            acknowledgement, self._key, self._site, self._device, ACKNOWLEDGED_BY[kind]
        ):
            self._say_forged()
            return None
        self.problems.pop("forged", None)
        if not outbox.has_epoch(acknowledgement.epoch):
            return None
        here = outbox.digests(kind, acknowledgement.sequences)
        stored = dict(zip(acknowledgement.sequences, acknowledgement.digests, strict=True))
        if any(stored[sequence] != digest for sequence, digest in here.items()):
            self._say_copied()
        return [sequence for sequence, digest in here.items() if stored[sequence] == digest]

    def is_ours(self, conflict: NameConflict) -> bool:
        """Returns whether the server says it; without a key, whether anyone does: it changes words alone."""
        return self._key is None or is_authentic_conflict(
            conflict, self._key, self._site, self._device
        )

    def _say_forged(self) -> None:
        self.problems["forged"] = (
            "Acknowledgements arrive that are not made with this kiosk's key, so it keeps its counts. "
            "If its key was renewed or removed on the server, give it its new credentials."
        )
        if not self._said_forged:
            self._said_forged = True
            log.warning(
                "There are forged acknowledgements on the broker: they are not made with this kiosk's key. "
                "None of them is followed, and this is not said again."
            )

    def _say_copied(self) -> None:
        words = (
            f"Another kiosk counts as {self._device}, with a copy of this one's card. "
            "No count of either is lost. Give one of the two an empty data folder and a name of its own."
        )
        if self.problems.get("copied") != words:
            self.problems["copied"] = words
            log.warning("%s", words)
