"""What a visit to a work costs all visitors: a price on rooms and works by the people who are expected there.

Expected are those whom plans send (sent_counts), and others, who spread as they usually do: as many as are counted
beyond the plans where all rooms are counted, else up to the usual number of people in the house. What is counted in a
room now corrects both; the correction fades, since people walk on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from contract.museum import Museum
from tour_server.crowd.sent_counts import SLOT_SECONDS, SentCounts

FADE_SECONDS = 900.0
"""After this time 1/e of the difference between the people counted and those expected is left: about the time that a
visitor spends in a room of the Museum of Pattern (6 works of 95 s, walks, waits)."""

ROOM_PRICE = 30.0
ROOM_POWER = 16.0
MOST_SHARE = 1.5
"""A second in a room that is TARGET_SHARE as full as the fullest room usually gets costs as much as ROOM_PRICE seconds
of waiting; it grows with this power of the people there, up to MOST_SHARE of them. So the price is felt from about 0.8
of that on.
Chosen among (3, 8), (12, 8) and (30, 16) on seeds 1 to 3 of one museum (docs/decisions/0039)."""

TARGET_SHARE = 0.85
"""Chosen beside 1 on seeds 1 to 4 of one museum, where it changed little; 0.75 gained nothing (docs/decisions/0046)."""

LEAST_FULL = 0.25
"""A room less full than this share of its capacity is never taken as crowded. An assumption."""

People = NDArray[np.float64]


class Crowding(Struct, frozen=True):
    """One museum's rooms and works: `capacity` of each room, `room_of` and `places` of each work."""

    rooms: Sequence[str]
    capacity: Sequence[int]
    works: Sequence[str]
    room_of: Sequence[int]
    places: Sequence[int]


def crowding_of(museum: Museum) -> Crowding:
    """Return the rooms and works of a museum. A work holds its share of the people that its room may hold."""
    rooms = {room.key: number for number, room in enumerate(museum.rooms)}
    works_in = Counter(work.room for work in museum.works)
    return Crowding(
        rooms=list(rooms),
        capacity=[room.capacity for room in museum.rooms],
        works=[work.key for work in museum.works],
        room_of=[rooms[work.room] for work in museum.works],
        places=[
            max(1, round(museum.rooms[rooms[work.room]].capacity / works_in[work.room]))
            for work in museum.works
        ],
    )


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
        if len(counted) == len(sent) and in_house[slot] > 0:
            unplanned = max(0.0, sum(counted.values()) - sent[:, slot].sum())
            missing = unplanned * in_house / in_house[slot]
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
        self._places = np.array(crowding.places, int)
        share = 1.0 if usual is None else float((usual / self._capacity[:, None]).max(initial=0.0))
        self._full = self._capacity * min(1.0, max(LEAST_FULL, TARGET_SHARE * share))
        self._room_of = np.array(crowding.room_of, int)
        self._works_in = np.bincount(self._room_of, minlength=len(crowding.rooms)).astype(float)

    def prices(
        self,
        counted: Mapping[str, int],
        now: float,
        starts: Sequence[float],
        *,
        waits_alone: bool = False,
    ) -> People:
        """Return what a second at each work (row) costs all visitors, in seconds, if the visit starts at these moments.

        `counted`: room -> people now; a room that is not known is absent. `now`, `starts`: in seconds of the day.
        `waits_alone`: without the price of rooms, so that what is left is waiting.
        """
        rooms = len(self.crowding.rooms)
        sent = self.sent.people()
        number = {room: index for index, room in enumerate(self.crowding.rooms)}
        known = {number[room]: people for room, people in counted.items() if room in number}
        in_rooms = expected_people(sent[:rooms], self._usual, known, self.sent.slot(now))
        part = slice(
            max(0, self.sent.slot(min(starts)) - 1), self.sent.slot(max(starts)) + 2
        )  # what the moments lie between
        in_rooms, sent = in_rooms[:, part], sent[:, part]
        unplanned = np.clip(in_rooms - sent[:rooms], 0.0, None) / np.maximum(
            self._works_in[:, None], 1.0
        )
        at_works = sent[rooms:] + unplanned[self._room_of]
        share = np.minimum(MOST_SHARE, in_rooms / self._full[:, None])
        room_price = ROOM_PRICE * share**ROOM_POWER
        price = chance_of_waiting(at_works, self._places)
        if not waits_alone:
            price = price + room_price[self._room_of]
        middles = (np.arange(self.sent.slots)[part] + 0.5) * SLOT_SECONDS
        return np.array([np.interp(starts, middles, row) for row in price])


def chance_of_waiting(people: People, places: NDArray[np.int64]) -> People:
    """Return the chance that all places before a work are taken, where `people` (row: work) are expected there.

    The people are taken to be Poisson distributed. Then this is also how many more people wait for each one who comes.
    """
    free = np.zeros_like(people)
    term = np.exp(-people)
    for count in range(int(places.max(initial=0))):
        free += np.where(count < places[:, None], term, 0.0)
        term = term * people / (count + 1)
    return np.clip(1.0 - free, 0.0, 1.0)
