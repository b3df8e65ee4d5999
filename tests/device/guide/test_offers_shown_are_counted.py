"""What a kiosk shows of offers is counted: once a visit, by the hour, and 0 where one held and was not shown."""

from __future__ import annotations

from device.guide.hour_tally import HOUR_SECONDS
from device.guide.shown_offers import ShownOffers
from tests.device.guide.conftest import Visit
from tests.device.guide.test_what_now import offering, to_its_end


class Counter:
    def __init__(self) -> None:
        self.hour = 10
        self.handed: list[tuple[float, str, int]] = []
        self.shown = ShownOffers(
            lambda: self.hour * HOUR_SECONDS + 5, lambda *counts: self.handed.append(counts)
        )

    def next_hour(self) -> list[tuple[float, str, int]]:
        """Returns what is handed over of the hour, by its number."""
        self.hour += 1
        self.handed.clear()
        self.shown.holding(())
        return [(hour / HOUR_SECONDS, offer, times) for hour, offer, times in self.handed]


def test_once_a_visit_however_often_the_screen_is_drawn(visit: Visit) -> None:
    counter = Counter()
    offering(visit, ["drawing", "tea"])
    for _visitor in range(2):
        visit.shown("knot")
        counter.shown.shown(visit.scene)
        to_its_end(visit)
        for _time in range(3):
            counter.shown.shown(visit.scene)
        visit.touch("interest", "makers")  # another offer, in the same visit
        counter.shown.shown(visit.scene)
        visit.touch("interest", "makers")
        counter.shown.shown(visit.scene)
        visit.guide.visitor_left(visit.now)
        visit.wait(30)
        counter.shown.shown(visit.scene)
    assert counter.next_hour() == [(10, "drawing", 2), (10, "tea", 2)]
    assert counter.next_hour() == []


def test_an_offer_that_held_and_was_not_shown_has_a_count_of_0() -> None:
    counter = Counter()
    for _tick in range(3):
        counter.shown.holding(["tea"])
    assert counter.next_hour() == [(10, "tea", 0)]
    counter.shown.holding(["tea"])
    counter.handed.clear()
    counter.shown.hand_over_all()
    assert counter.handed == [(11 * HOUR_SECONDS, "tea", 0)], "the kiosk stops"
