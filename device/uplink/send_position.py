"""Up to where the messages of each kind have been sent, of those in the file and of those in memory."""

from __future__ import annotations

from collections.abc import Iterable

from device.uplink.memory_entries import FIRST_IN_MEMORY


class SendPosition:
    """Not thread-safe."""

    def __init__(self, kinds: Iterable[str]) -> None:
        self._kinds = tuple(kinds)
        self.restart()

    def restart(self) -> None:
        """Begin with the oldest again."""
        self._file = dict.fromkeys(self._kinds, -1)
        self._memory = dict.fromkeys(self._kinds, FIRST_IN_MEMORY - 1)

    def after(self, kind: str) -> tuple[int, int]:
        """Returns the sequences after which to go on: in the file, in memory."""
        return self._file[kind], self._memory[kind]

    def reached(self, kind: str, sequence: int) -> None:
        """Note that this one was sent."""
        self._of(sequence)[kind] = sequence

    def back_to(self, kind: str, sequence: int) -> None:
        """Send this one, and what follows, again."""
        positions = self._of(sequence)
        positions[kind] = min(positions[kind], sequence - 1)

    def _of(self, sequence: int) -> dict[str, int]:
        return self._file if sequence < FIRST_IN_MEMORY else self._memory
