"""What a visit to a work costs the others: a price on rooms and works by the people who are expected there.

Expected are those whom plans send (sent_counts), and, up to the usual number of people in the house, others who spread
as they usually do. What is counted in a room now corrects both; the correction fades, since people walk on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tour_server.crowd.sent_counts import SLOT_SECONDS, SentCounts

FADE_SECONDS = 900.0
"""After this time 1/e of the difference between the people counted and those expected is left: about the time that a
visitor spends in a room of the Museum of Pattern (6 works of 95 s, walks, waits)."""

SPREAD = 1.5
ROOM_PRICE = 100.0
ROOM_POWER = 8.0
WORK_PRICE = 5.0
WORK_POWER = 2.0
"""SPREAD square roots of the people expected are added to them, for what chance may bring. A room that is then full
costs as much as ROOM_PRICE average works, a work with as many people before it as it has places costs WORK_PRICE; both
grow with these powers of the crowd. Chosen among a dozen settings on seeds 1 to 3 of one museum; the peak differs more
between seeds than between settings (docs/decisions/0038). The regret cap bounds what they do to a visitor."""

People = NDArray[np.float64]


class Crowding(Struct, frozen=True):
    """One museum's rooms and works: `capacity` of each room, `room_of` and `places` of each work."""

    rooms: Sequence[str]
    capacity: Sequence[int]
    works: Sequence[str]
    room_of: Sequence[int]
    places: Sequence[float]


def expected_people(
    sent: People, usual: People | None, counted: Mapping[int, int], slot: int
) -> People:
    """Return the people expected in each room (row) in each slot of the day.

    `sent`: by plans. `usual`: people on a usual day, None where that is not known. `counted`: room -> people now, in
    `slot`; a room that is not known is absent.
    """
    expected = sent.copy()
    if usual is not None:
        in_house = usual.sum(axis=0)
        missing = np.clip(in_house - sent.sum(axis=0), 0.0, None)
        expected += usual * np.divide(
            missing, in_house, out=np.zeros_like(missing), where=in_house > 0
        )
    later = np.arange(expected.shape[1]) - slot
    fade = np.where(later >= 0, np.exp(-np.maximum(later, 0) * SLOT_SECONDS / FADE_SECONDS), 0.0)
    for room, people in counted.items():
        expected[room] += (people - expected[room, slot]) * fade
    return np.clip(expected, 0.0, None)


class RoomPrices:
    """The prices of one museum's works over a day."""

    def __init__(self, crowding: Crowding, day_seconds: float, usual: People | None = None) -> None:
        """`usual`: people in each room (row) in each slot of a usual day, None where that is not known."""
        self.crowding = crowding
        self.sent = SentCounts([*crowding.rooms, *crowding.works], day_seconds)
        self._usual = usual
        self._capacity = np.array(crowding.capacity, float)
        self._places = np.array(crowding.places, float)
        self._room_of = np.array(crowding.room_of, int)
        self._works_in = np.bincount(self._room_of, minlength=len(crowding.rooms)).astype(float)

    def prices(self, counted: Mapping[str, int], now: float, starts: Sequence[float]) -> People:
        """Return what each work (row) costs when its visit starts at these moments of the day, in average works.

        `counted`: room -> people now; a room that is not known is absent.
        """
        rooms = len(self.crowding.rooms)
        sent = self.sent.people()
        number = {room: index for index, room in enumerate(self.crowding.rooms)}
        known = {number[room]: people for room, people in counted.items() if room in number}
        in_rooms = expected_people(sent[:rooms], self._usual, known, self.sent.slot(now))
        unplanned = np.clip(in_rooms - sent[:rooms], 0.0, None) / np.maximum(
            self._works_in[:, None], 1.0
        )
        at_works = sent[rooms:] + unplanned[self._room_of]
        likely = in_rooms + SPREAD * np.sqrt(in_rooms)
        room_price = ROOM_PRICE * (likely / self._capacity[:, None]) ** ROOM_POWER
        price = room_price[self._room_of]
        price = price + WORK_PRICE * (at_works / self._places[:, None]) ** WORK_POWER
        middles = (np.arange(self.sent.slots) + 0.5) * SLOT_SECONDS
        return np.array([np.interp(starts, middles, row) for row in price])
