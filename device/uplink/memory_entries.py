"""Sealed messages that only this process has, because the disk does not take them; they are sent all the same.

They have an epoch of their own, so that one that was sent is never sent a second time under the epoch of the file.
Their sequences begin where those of a file never come, so that a sequence names one message of both.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable

from msgspec import Struct

FIRST_IN_MEMORY = 2**61


class _MemoryEntry(Struct):
    """`source`: what was counted, as the outbox took it. `given`: it may have been sent."""

    kind: str
    body: bytes
    source: object
    given: bool = False


class MemoryEntries:
    """Not thread-safe: used under the outbox's lock."""

    def __init__(self, limit: int) -> None:
        """`limit`: of each kind; beyond it the oldest is dropped."""
        self.epoch = secrets.token_hex(8)
        self._limit = limit
        self._next = FIRST_IN_MEMORY
        self._entries: dict[int, _MemoryEntry] = {}  # in the order of their sequences

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, kind: str, source: object, body: Callable[[int], bytes]) -> int:
        """Add a message; `body` makes it of its sequence. Returns how many were dropped for it."""
        sequence, self._next = self._next, self._next + 1
        self._entries[sequence] = _MemoryEntry(kind, body(sequence), source)
        of_kind = [number for number, one in self._entries.items() if one.kind == kind]
        dropped = of_kind[: -self._limit]
        for number in dropped:
            del self._entries[number]
        return len(dropped)

    def waiting(self, kind: str, after: int, limit: int) -> list[tuple[int, bytes]]:
        """Returns sequence and body of at most `limit` messages; from now on they may have been sent."""
        found = [
            (number, one)
            for number, one in self._entries.items()
            if one.kind == kind and number > after
        ][:limit]
        for _, one in found:
            one.given = True
        return [(number, one.body) for number, one in found]

    def body(self, kind: str, sequence: int) -> bytes | None:
        """Returns the body of a message; None where there is none of this kind."""
        one = self._entries.get(sequence)
        return None if one is None or one.kind != kind else one.body

    def forget(self, kind: str, sequences: Iterable[int]) -> None:
        """Remove messages."""
        for sequence in sequences:
            if self.body(kind, sequence) is not None:
                del self._entries[sequence]

    def replace_bodies(self, kind: str, change: Callable[[bytes], bytes | None]) -> int:
        """Give each message of a kind the body that `change` returns; None leaves it. Returns how many got one."""
        number = 0
        for one in self._entries.values():
            if one.kind == kind and (body := change(one.body)) is not None:
                one.body, number = body, number + 1
        return number

    @property
    def has_unsent(self) -> bool:
        """Whether some were never given to be sent."""
        return any(not one.given for one in self._entries.values())

    def take_unsent(self) -> list[object]:
        """Remove those that were never given to be sent. Returns what was counted, the oldest first."""
        unsent = {number: one.source for number, one in self._entries.items() if not one.given}
        for number in unsent:
            del self._entries[number]
        return list(unsent.values())
