"""Acknowledgements to devices, collected and sent a few hundred keys at a time.

One Acknowledgement for each bin would cost as much as receiving it, so keys are collected for a quarter of a second, or
until there are 250 of one device. Losing a batch is harmless: the device resends, the server finds a duplicate and
acknowledges it.

Each is signed with the key of its device. A device that is not registered has no key here: it gets an acknowledgement
that software from before there were keys follows, and newer software does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from contract.acknowledgements import signed_acknowledgement
from contract.messages import Acknowledgement, encode
from contract.topics import topic
from tour_server.devices.registry import DeviceKey

COLLECT_SECONDS = 0.25
MAX_SEQUENCES = 250  # in one message; the contract's limit is 1,000


class Acknowledgements:
    """Collects the keys of committed messages and sends them through `publish(topic, body)`."""

    def __init__(
        self,
        site: str,
        publish: Callable[[str, bytes], None],
        keys: Callable[[], Mapping[str, DeviceKey]],
    ) -> None:
        """`keys` returns the keys of the registered devices, by name."""
        self._site = site
        self._publish = publish
        self._keys = keys
        # (device, kind, epoch) -> (sequence, digest)
        self._collected: dict[tuple[str, str, str], list[tuple[int, str]]] = {}
        self._due_at = float("inf")

    def add(
        self, device: str, kind: str, epoch: str, sequence: int, digest: str, now: float
    ) -> None:
        """Collect the key and the digest of one committed message.

        `kind` is the acknowledgement's; `now` in monotonic seconds.
        """
        counts = self._collected.setdefault((device, kind, epoch), [])
        counts.append((sequence, digest))
        if len(counts) >= MAX_SEQUENCES:
            self._due_at = now
        else:
            self._due_at = min(self._due_at, now + COLLECT_SECONDS)

    def due_in_seconds(self, now: float) -> float:
        """Return the seconds until something should be sent; infinite when nothing is collected."""
        return self._due_at - now

    def send(self) -> None:
        """Send everything that is collected."""
        keys = self._keys()
        for (device, kind, epoch), counts in self._collected.items():
            known = keys.get(device)
            for first in range(0, len(counts), MAX_SEQUENCES):
                some = counts[first : first + MAX_SEQUENCES]
                if known is None:
                    message = Acknowledgement(epoch, [sequence for sequence, _ in some])
                else:
                    message = signed_acknowledgement(
                        known.key, self._site, device, kind, epoch, some
                    )
                self._publish(topic(self._site, device, kind), encode(message))
        self._collected.clear()
        self._due_at = float("inf")
