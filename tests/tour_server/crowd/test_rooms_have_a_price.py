"""The price of a room: by whom plans send there, who usually comes, and who is there now."""

from __future__ import annotations

import numpy as np
import pytest

from tour_server.crowd.room_prices import Crowding, RoomPrices, expected_people
from tour_server.crowd.sent_counts import KEPT_SECONDS, SLOT_SECONDS, SentCounts, SentVisit

HOUSE = Crowding(["hall", "tower"], [20, 10], ["urn", "vase", "bell"], [0, 0, 1], [10, 10, 10])
DAY = 7 * 3600


def test_a_plan_counts_in_the_slots_that_it_fills() -> None:
    sent = SentCounts(["hall"], DAY)
    sent.add([SentVisit("hall", 150, 450)], given=150)
    assert sent.people()[0, :3] == pytest.approx([0.5, 0.5, 0.0])


def test_a_stay_that_is_far_off_counts_less() -> None:
    sent = SentCounts(["hall"], DAY)
    sent.add([SentVisit("hall", 3600, 3600 + SLOT_SECONDS)], given=0)
    assert sent.people()[0, 12] == pytest.approx(np.exp(-3600 / KEPT_SECONDS))


def test_what_is_taken_back_leaves_nothing() -> None:
    sent = SentCounts(["hall", "urn"], DAY)
    visits = [SentVisit("hall", 100, 900), SentVisit("urn", 100, 200), SentVisit("?", 0, 50)]
    sent.add(visits, given=20)
    sent.take_back(visits, given=20)
    assert np.abs(sent.people()).max() < 1e-12


def test_what_lies_after_closing_is_in_the_last_slot() -> None:
    sent = SentCounts(["hall"], SLOT_SECONDS * 2)
    sent.add([SentVisit("hall", SLOT_SECONDS * 5, SLOT_SECONDS * 6)], given=SLOT_SECONDS * 5)
    assert sent.people().shape == (1, 2)


def test_the_people_counted_now_fade_into_what_is_expected() -> None:
    sent = np.zeros((2, 20))
    usual = np.full((2, 20), 4.0)
    expected = expected_people(sent, usual, {0: 10}, slot=5)
    assert expected[0, 5] == pytest.approx(10.0)
    assert 4.0 < expected[0, 8] < expected[0, 6] < 10.0
    assert expected[0, 4] == pytest.approx(4.0)  # what is over is left as it was
    assert expected[1] == pytest.approx(usual[1])  # a room that is not known: as usual


def test_plans_count_within_the_usual_number_of_people_not_on_top_of_it() -> None:
    sent, usual = np.array([[6.0], [0.0]]), np.array([[4.0], [4.0]])
    assert expected_people(sent, usual, {}, slot=0).sum() == pytest.approx(8.0)
    more = np.array([[12.0], [0.0]])
    assert expected_people(more, usual, {}, slot=0).sum() == pytest.approx(12.0)


def test_a_fuller_room_costs_more_and_an_unknown_one_nothing() -> None:
    prices = RoomPrices(HOUSE, DAY)
    empty = prices.prices({}, 0, [150.0])
    assert empty == pytest.approx(0.0)
    some = prices.prices({"hall": 5}, 0, [150.0])
    full = prices.prices({"hall": 20}, 0, [150.0])
    assert full[0, 0] > some[0, 0] > 0
    assert full[2, 0] == 0.0


def test_nothing_but_sums_is_kept_of_a_plan() -> None:
    one, two = (SentCounts(["hall", "tower"], DAY) for _ in range(2))
    first = [SentVisit("hall", 0, 300), SentVisit("tower", 300, 600)]
    second = [SentVisit("tower", 0, 300), SentVisit("hall", 300, 600)]
    crossed = [[first[0], second[1]], [second[0], first[1]]]
    for plan in (first, second):
        one.add(plan, given=0)
    for plan in crossed:
        two.add(plan, given=0)
    assert one.people() == pytest.approx(two.people())
