"""Playbacks of each work are counted hour by hour."""

from __future__ import annotations

from collections import Counter

from device.guide.hour_tally import HOUR_SECONDS, HourTally

Handed = list[tuple[float, tuple[str, str], Counter[str]]]


def test_an_hour_is_handed_over_when_the_next_has_begun() -> None:
    now = [10 * HOUR_SECONDS + 5]
    handed: Handed = []
    tally: HourTally[tuple[str, str]] = HourTally(lambda: now[0], lambda *hour: handed.append(hour))
    for what in ("told", "told", "finished", "stopped"):
        tally.count(what, ("knot", "nl"))
    tally.count("refused", ("net", "en"))
    tally.hand_over_past_hour()
    assert handed == []
    now[0] = 11 * HOUR_SECONDS
    tally.hand_over_past_hour()
    assert handed == [
        (10 * HOUR_SECONDS, ("knot", "nl"), {"told": 2, "finished": 1, "stopped": 1}),
        (10 * HOUR_SECONDS, ("net", "en"), {"refused": 1}),
    ]
    tally.hand_over_past_hour()
    assert len(handed) == 2


def test_a_count_after_the_hour_belongs_to_the_new_one() -> None:
    now = [10 * HOUR_SECONDS]
    handed: Handed = []
    tally: HourTally[tuple[str, str]] = HourTally(lambda: now[0], lambda *hour: handed.append(hour))
    tally.count("told", ("knot", "nl"))
    now[0] = 11 * HOUR_SECONDS + 1
    tally.count("finished", ("knot", "nl"))
    tally.hand_over_all()
    assert handed == [
        (10 * HOUR_SECONDS, ("knot", "nl"), {"told": 1}),
        (11 * HOUR_SECONDS, ("knot", "nl"), {"finished": 1}),
    ]


def test_a_clock_that_jumps_loses_no_count_and_counts_none_twice() -> None:
    """A kiosk's clock is set after a boot: from 1970, back by a summer's hour, ahead by a night."""
    now = [5.0]
    handed: Handed = []
    tally: HourTally[tuple[str, str]] = HourTally(lambda: now[0], lambda *hour: handed.append(hour))
    for hours in (0, 500_000, 499_999, 500_012, 500_012):
        now[0] = hours * HOUR_SECONDS + 5
        tally.count("told", ("knot", "nl"))
        tally.hand_over_past_hour()
    tally.hand_over_all()
    assert [hour / HOUR_SECONDS for hour, *_ in handed] == [0, 500_000, 499_999, 500_012]
    assert [counts["told"] for *_, counts in handed] == [1, 1, 1, 2]
