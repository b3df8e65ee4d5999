"""Hours are held back by a draw that never changes; hours with and without are compared, in a sentence."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from msgspec.structs import replace

from contract.museum import WHOLE_DAY, Offer
from tour_server.crowd.room_now import RoomNow
from tour_server.database import Database
from tour_server.offers.counts import OfferDay
from tour_server.offers.effect import OfferEffect, compared, effect_of, t_quantile
from tour_server.offers.effect_plot import effect_plot
from tour_server.offers.effect_words import effect_sentence
from tour_server.offers.export import as_csv
from tour_server.offers.held_back import is_held_back, note_minute
from tour_server.offers.offers import PublicFacts

TEA = Offer("tea", {"nl": "Thee"}, {"nl": "Thee."}, WHOLE_DAY, "Noor", "Bram", room="curves")
NOON = dt.datetime(2026, 6, 10, 10, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def test_the_draw_is_of_the_hour_and_has_the_share_that_was_asked_for() -> None:
    hours = [is_held_back(TEA, "huis", NOON + n * HOUR, 0.2) for n in range(4000)]
    assert 700 < sum(hours) < 900, "within four standard deviations of 800"
    late = NOON + dt.timedelta(minutes=59)
    assert is_held_back(TEA, "huis", NOON, 0.5) == is_held_back(TEA, "huis", late, 0.5)
    others = [
        is_held_back(replace(TEA, key="book"), "huis", NOON + n * HOUR, 0.2) for n in range(4000)
    ]
    assert hours != others
    assert not any(is_held_back(TEA, "huis", NOON + n * HOUR, 0.0) for n in range(100))
    assert not is_held_back(replace(TEA, room=None), "huis", NOON, 1.0), "it leads to no room"


def test_an_hour_counts_from_when_the_offer_first_holds_until_its_end(database: Database) -> None:
    def minute(n: int, people: int | None, *holding: Offer) -> None:
        rooms = {"curves": RoomNow(people, 20)}
        facts = PublicFacts(NOON + dt.timedelta(minutes=n), rooms)
        note_minute(database, "huis", list(holding), facts, 0.0)

    minute(5, 19)  # not yet: it does not hold
    for n in range(10, 40):
        minute(n, 4, TEA)
    for n in range(40, 60):
        minute(n, 14)  # it moved people, so it holds no more; these minutes are its effect
    minute(30, None, TEA)  # not known: neither empty nor full
    minute(60, 2, TEA)  # another hour, with too few minutes
    assert effect_of(database, "tea") == OfferEffect([(30 * 4 + 20 * 14) / 50], [])


@pytest.mark.parametrize(
    ("freedom", "quantile"), [(3, 3.1824), (4, 2.7764), (10, 2.2281), (30, 2.0423), (100, 1.984)]
)
def test_the_quantile_is_that_of_the_tables(freedom: int, quantile: float) -> None:
    assert t_quantile(0.05, freedom) == pytest.approx(quantile, abs=1e-4)


def test_the_difference_is_welchs() -> None:
    """Welch's test of these ten numbers by hand: means 14 and 9, variances 2.5 and 10, 5.88 degrees."""
    effect = compared([12, 13, 14, 15, 16], [5, 7, 9, 11, 13])
    assert effect.difference == 5
    assert (effect.low, effect.high) == pytest.approx((1.1128, 8.8872), abs=0.005)
    assert not effect.may_be_chance
    assert effect_sentence(effect) == (
        "In hours with the offer 14.0 people were in the room on average, without it 9.0; that is more than "
        "chance (the difference lies between +1.1 and +8.9, 95 times in 100)."
    )


def test_the_interval_holds_the_truth_nineteen_times_in_twenty() -> None:
    """Hours of which an offer adds three people, 800 times with another draw."""
    rng = random.Random(12)
    held = 0
    for _ in range(800):
        shown = [rng.gauss(12, 4) for _ in range(24)]
        held_back = [rng.gauss(9, 2) for _ in range(6)]
        effect = compared(shown, held_back)
        held += effect.low <= 3 <= effect.high
    assert 0.93 < held / 800 < 0.97


def test_few_hours_say_nothing() -> None:
    effect = compared([1.0] * 9, [2.0] * 4)
    assert effect.difference is None
    assert effect_sentence(effect).startswith("Not known yet: 9 hours with the offer and 4 without")
    assert "may be chance" in effect_sentence(compared([1, 2, 3, 4, 5], [1, 2, 3, 4, 6]))
    assert compared([2.0] * 5, [1.0] * 5).low == 1.0, "no spread at all"


def test_the_plot_has_a_dot_for_each_hour() -> None:
    assert effect_plot(OfferEffect([], [])) is None
    drawn = effect_plot(compared([12, 13, 14, 15, 16], [5, 7, 9, 11, 13]))
    assert drawn is not None
    assert [len(row.dots) for row in drawn.rows] == [5, 5]
    assert all(0 < x < drawn.width for row in drawn.rows for x, _y in row.dots)
    assert drawn.ticks[0][1] == 0


def test_small_counts_are_withheld_in_the_file() -> None:
    day = dt.date(2026, 6, 10)
    table = as_csv([OfferDay("tea", day, 40, 4, 0), OfferDay("book", day, 5, 1, 1)])
    assert table.splitlines()[1:] == [
        "2026-06-10,tea,40,withheld,0,",
        "2026-06-10,book,5,withheld,withheld,",
    ]
