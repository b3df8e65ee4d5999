"""Staff read what kiosks told; no count from which one person's visit could be read is shown or can be computed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from contract.messages import PlaybackCounts
from tests.desk import Browser, Desk
from tour_server.database import Database
from tour_server.heard.bars import bar_plot
from tour_server.heard.spans import day_spans, hour_spans
from tour_server.heard.tallies import Period, Tallies, Tally, rounded, shown, total
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.staff.permissions import Role
from tour_server.usage.messages import store_playback_counts

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WEEK = Period(dt.date(2026, 2, 24), dt.date(2026, 3, 2), AMSTERDAM)
SEQUENCE = count()


def told(
    database: Database,
    at: dt.datetime,
    *numbers: int,
    work: str = "lijn",
    language: str = "nl",
) -> None:
    """Store counts of an hour: told, finished, stopped, refused."""
    one = PlaybackCounts("e" * 16, next(SEQUENCE), at.timestamp(), work, language, *numbers)
    with database.writing() as session:
        assert store_playback_counts(session, [ReceivedMessage("kiosk-1", one, 1.0)]) == 1


def at(day: int, hour: int) -> dt.datetime:
    return dt.datetime(2026, 3, day, hour, tzinfo=AMSTERDAM)


def test_the_sums_of_a_period_in_the_museums_own_days(database: Database) -> None:
    midnight = dt.datetime(2026, 2, 24, tzinfo=AMSTERDAM)
    for moment in (midnight - dt.timedelta(hours=1), midnight, at(2, 23), at(3, 0)):
        told(database, moment, 10, 6, 3, 1)
    told(database, at(1, 12), 4, 4, 0, 0, language="fr")
    told(database, at(1, 12), 0, 0, 0, 7, work="ring", language="de")
    tallies = Tallies(database)
    assert tallies.by_work(WEEK) == {
        "lijn": {"nl": Tally(20, 12, 6, 2), "fr": Tally(4, 4, 0, 0)},
        "ring": {"de": Tally(0, 0, 0, 7)},
    }
    assert tallies.told_by_hour(WEEK, "lijn") == {midnight: 10, at(2, 23): 10, at(1, 12): 4}


def test_spans_grow_until_no_count_is_small() -> None:
    hours = {at(1, 11): 5, at(1, 14): 40, at(2, 11): 3}
    period = Period(dt.date(2026, 2, 1), dt.date(2026, 3, 2), AMSTERDAM)
    by_day, by_hour = day_spans(hours, period), hour_spans(hours)
    assert by_day is not None
    assert by_hour is not None
    assert (by_day.days, list(by_day.counts.values())) == (7, [0, 0, 0, 0, 50])
    assert (by_hour.hours, by_hour.counts) == (1, {11: 10, 12: 0, 13: 0, 14: 40})
    assert day_spans({at(2, 11): 4}, WEEK) is None
    assert hour_spans({}) is None
    assert hour_spans({at(2, 9): 4, at(2, 10): 4}).counts == {9: 10}  # type: ignore[union-attr]


@given(st.lists(st.integers(0, 40), max_size=6), st.data())
def test_a_total_says_nothing_of_what_is_not_shown(counts: list[int], data: st.DataObject) -> None:
    small = st.integers(1, 4)
    others = [data.draw(small) if 0 < one < 5 else one for one in counts]
    one, other = (total(shown(Tally(told=n)) for n in each) for each in (counts, others))
    assert one == other
    assert one.told is None or abs(one.told - sum(counts)) <= 4 * len(counts)


@pytest.mark.parametrize(("count", "seen"), [(0, 0), (1, None), (4, None), (5, 5), (7, 5), (8, 10)])
def test_how_a_count_is_shown(count: int, seen: int | None) -> None:
    assert rounded(count) == seen


def test_of_few_tellings_no_share_is_shown() -> None:
    assert shown(Tally(told=17, finished=15)).share(15) is None
    assert shown(Tally(told=3)).share(None) is None
    assert shown(Tally(told=100)).share(None) == 0
    assert shown(Tally(told=97)).share(100) == 100


def test_bars_stand_on_one_line_and_the_highest_reaches_the_top() -> None:
    plot = bar_plot([(str(n), n * 10) for n in range(1, 20)])
    assert len({round(bar.y + bar.height, 1) for bar in plot.bars}) == 1
    assert min(bar.y for bar in plot.bars) == min(y for y, _ in plot.ticks) or plot.bars[-1].y < 20
    assert len(plot.labels) <= 8
    assert all(bar.x + bar.width <= plot.width for bar in plot.bars)
    with pytest.raises(ValueError, match="one count"):
        bar_plot([])


def rows(browser: Browser, address: str) -> list[list[str]]:
    page = html.fromstring(browser.get(address).text)
    return [
        [cell.text_content().strip() for cell in row]
        for row in page.xpath("(//table)[last()]/tbody/tr")
    ]


def test_at_the_desk(desk: Desk) -> None:
    browser = desk.colleague("tom", Role.TECHNICIAN)
    assert "No kiosk has told anything in these days" in browser.get("/desk/heard").text
    database, today = desk.parts.database, dt.datetime(2026, 3, 2, 9, tzinfo=AMSTERDAM)
    for day in range(3):
        told(database, today - dt.timedelta(days=day), 41, 30, 11, 0)
        told(database, today - dt.timedelta(days=day), 1, 0, 1, 4, work="ring", language="fr")
    told(database, today - dt.timedelta(days=40), 9, 9, 0, 0, work="knoop")
    first, second = rows(browser, "/desk/heard")
    assert first[1:] == ["125", "72 %", "28 %", "0"]
    assert second[1:] == ["under 5", "too few", "too few", "10"]
    page = browser.get("/desk/heard").text
    assert "Asked for, and there were no words" in page
    assert "1 work was not asked for at a kiosk" in page
    assert len(rows(browser, "/desk/heard?days=91")) == 3
    assert len(rows(browser, "/desk/heard?days=1e9")) == 2
    (line,) = rows(browser, "/desk/heard/lijn")
    assert line[1:] == ["125", "72 %", "28 %", "0"]
    assert "By day" in browser.get("/desk/heard/lijn").text
    assert browser.get("/desk/heard/nothing").status_code == 404
    assert Counter(one.status_code for one in [browser.get("/desk/heard/knoop")]) == {200: 1}
