"""The rooms that a source names: found by key or by name in any language, or proposed as new ones."""

from __future__ import annotations

from collections.abc import Iterable

from contract.museum import Room
from tour_server.catalogue.assumed_values import DEFAULT_ROOM, NO_LANGUAGE, ROOM_CAPACITY
from tour_server.catalogue.keys import LONGEST_STEM, humanise, slug


class NewRooms:
    """Finds rooms, and keeps those that there are not yet."""

    def __init__(self, rooms: Iterable[Room], unplaced: str = "") -> None:
        """`unplaced`: where works go that state no room."""
        self.new: dict[str, Room] = {}
        self.language = NO_LANGUAGE
        """That of the names of new rooms."""
        self._named: dict[str, str] = {}
        known = list(rooms)
        for room in known:
            for name in (*room.name.values(), room.key):
                self._named.setdefault(_folded(name), room.key)
        keys = [room.key for room in known]
        self._used = set(keys)
        self._unplaced = unplaced if unplaced in keys else next(iter(keys), "")

    def find(self, name: str) -> str:
        """Return the key of the room that is meant, which is a new one where no room has that name."""
        key = self._named.get(_folded(name))
        if key is not None:
            return key
        try:
            stem = slug(name)[:LONGEST_STEM]
        except ValueError:
            stem = "room"
        names = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(self._used) + 2))
        key = next(one for one in names if one not in self._used)
        self._add(Room(key, {self.language: humanise(name)}, floor=0, capacity=ROOM_CAPACITY))
        self._named[_folded(name)] = key
        return key

    def unplaced(self) -> str:
        """Return the key of the room for works that state none: the museum's first, or a new one."""
        if not self._unplaced:
            self._unplaced = DEFAULT_ROOM.key
            if DEFAULT_ROOM.key not in self.new:
                self._add(DEFAULT_ROOM)
        return self._unplaced

    def _add(self, room: Room) -> None:
        self.new[room.key] = room
        self._used.add(room.key)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
