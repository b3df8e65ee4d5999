"""Telling devices what is committed, a few messages at a time.

One Acknowledgement for each bin would cost as much as receiving it; so what is committed is gathered for a quarter
of a second, or until there are 250 of one device. Nothing depends on it: what is not told is sent again, found to
be there, and told then.
"""

from __future__ import annotations

from collections.abc import Callable

from contract.messages import Acknowledgement, encode
from contract.topics import topic

GATHER_SECONDS = 0.25
GATHER_LIMIT = 250


class Acknowledging:
    """Gathers what is committed and tells it through `tell(topic, body)`."""

    def __init__(self, site: str, tell: Callable[[str, bytes], None]) -> None:
        self._site = site
        self._tell = tell
        self._gathered: dict[tuple[str, str, str], list[int]] = {}  # (device, kind, epoch)
        self._due = float("inf")

    def committed(self, device: str, kind: str, epoch: str, sequence: int, now: float) -> None:
        """Remembers one that is safe; `kind` is the acknowledgement's."""
        sequences = self._gathered.setdefault((device, kind, epoch), [])
        sequences.append(sequence)
        if len(sequences) >= GATHER_LIMIT:
            self._due = now
        else:
            self._due = min(self._due, now + GATHER_SECONDS)

    def due_in(self, now: float) -> float:
        """Seconds until something should be told; infinite when there is nothing."""
        return self._due - now

    def tell_all(self) -> None:
        """Tells everything gathered and forgets it."""
        for (device, kind, epoch), sequences in self._gathered.items():
            for first in range(0, len(sequences), GATHER_LIMIT):
                message = Acknowledgement(epoch, sequences[first : first + GATHER_LIMIT])
                self._tell(topic(self._site, device, kind), encode(message))
        self._gathered.clear()
        self._due = float("inf")
