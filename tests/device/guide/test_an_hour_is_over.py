"""How often each work was told, by the hour."""

from __future__ import annotations

from device.guide.told import HOUR, Tally, ToldCounts

Handed = list[tuple[float, str, str, Tally]]


def test_an_hour_is_handed_over_when_the_next_has_begun() -> None:
    now = [10 * HOUR + 5]
    handed: Handed = []
    told = ToldCounts(lambda: now[0], lambda *hour: handed.append(hour))
    for what in ("told", "told", "finished", "stopped"):
        told.count(what, "knot", "nl")
    told.count("refused", "net", "en")
    told.turn()
    assert handed == []
    now[0] = 11 * HOUR
    told.turn()
    assert handed == [
        (10 * HOUR, "knot", "nl", Tally(2, 1, 1, 0)),
        (10 * HOUR, "net", "en", Tally(0, 0, 0, 1)),
    ]
    told.turn()
    assert len(handed) == 2


def test_a_count_after_the_hour_belongs_to_the_new_one() -> None:
    now = [10 * HOUR]
    handed: Handed = []
    told = ToldCounts(lambda: now[0], lambda *hour: handed.append(hour))
    told.count("told", "knot", "nl")
    now[0] = 11 * HOUR + 1
    told.count("finished", "knot", "nl")
    told.turn(now=True)
    assert handed == [
        (10 * HOUR, "knot", "nl", Tally(told=1)),
        (11 * HOUR, "knot", "nl", Tally(finished=1)),
    ]
