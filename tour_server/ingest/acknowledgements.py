"""Acknowledgements to devices, collected and sent a few hundred keys at a time.

One Acknowledgement for each bin would cost as much as receiving it, so keys are collected for a quarter of a second, or
until there are 250 of one device. Losing a batch is harmless: the device resends, the server finds a duplicate and
acknowledges it.
"""

from __future__ import annotations

from collections.abc import Callable

from contract.messages import Acknowledgement, encode
from contract.topics import topic

COLLECT_SECONDS = 0.25
MAX_SEQUENCES = 250  # in one message; the contract's limit is 1,000


class Acknowledgements:
    """Collects the keys of committed messages and sends them through `publish(topic, body)`."""

    def __init__(self, site: str, publish: Callable[[str, bytes], None]) -> None:
        self._site = site
        self._publish = publish
        self._collected: dict[tuple[str, str, str], list[int]] = {}  # (device, kind, epoch)
        self._due_at = float("inf")

    def add(self, device: str, kind: str, epoch: str, sequence: int, now: float) -> None:
        """Collect the key of one committed message. `kind` is the acknowledgement's; `now` in monotonic seconds."""
        sequences = self._collected.setdefault((device, kind, epoch), [])
        sequences.append(sequence)
        if len(sequences) >= MAX_SEQUENCES:
            self._due_at = now
        else:
            self._due_at = min(self._due_at, now + COLLECT_SECONDS)

    def due_in_seconds(self, now: float) -> float:
        """Return the seconds until something should be sent; infinite when nothing is collected."""
        return self._due_at - now

    def send(self) -> None:
        """Send everything that is collected."""
        for (device, kind, epoch), sequences in self._collected.items():
            for first in range(0, len(sequences), MAX_SEQUENCES):
                message = Acknowledgement(epoch, sequences[first : first + MAX_SEQUENCES])
                self._publish(topic(self._site, device, kind), encode(message))
        self._collected.clear()
        self._due_at = float("inf")
