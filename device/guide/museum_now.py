"""Describes what holds in the museum at this moment, as the server says it, beside the release."""

from __future__ import annotations

from collections.abc import Set

from msgspec import Struct

from contract.museum import Key


class MuseumNow(Struct, frozen=True):
    """`offers`: the keys of those that hold, in staff's order. `closed_rooms`: the rooms that staff have closed."""

    offers: tuple[Key, ...] = ()
    closed_rooms: Set[Key] = frozenset()
