"""Counts which offers the screen showed, each once a visit."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from contract.museum import Key
from device.guide.hour_tally import HourTally
from device.guide.scene import Scene


class ShownOffers:
    """Counts by hour and offer. Called under the guide's lock."""

    def __init__(
        self,
        wall_clock: Callable[[], float],
        hand_over: Callable[[float, Key, int], None],
        is_known: Callable[[], bool] = lambda: True,
    ) -> None:
        """`wall_clock`: Unix seconds. `hand_over` is called with (hour, offer, times shown) after an hour.

        `is_known`: see HourTally.
        """
        self._tally: HourTally[Key] = HourTally(
            wall_clock,
            lambda hour, offer, counts: hand_over(hour, offer, counts["shown"]),
            is_known,
        )
        self._visit = -1
        self._counted: set[Key] = set()  # in this visit

    def shown(self, scene: Scene) -> None:
        """Count the offer of a scene that is shown, once a visit."""
        if scene.visit != self._visit:
            self._visit, self._counted = scene.visit, set()
        offer = scene.what_now.offer if scene.what_now is not None else None
        if offer is not None and offer.key not in self._counted:
            self._counted.add(offer.key)
            self._tally.count("shown", offer.key)

    def holding(self, offers: Iterable[Key]) -> None:
        """Note the offers that hold, so that one that is not shown has a count of 0. Hands over a past hour."""
        self._tally.hand_over_past_hour()
        for offer in offers:
            self._tally.note(offer)

    def hand_over_all(self) -> None:
        """Hand over all counts, because the kiosk stops."""
        self._tally.hand_over_all()
