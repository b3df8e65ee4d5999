"""Observations are summed up minute by minute."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.messages import Bin
from device.footfall.crossing import Direction
from device.footfall.minute import MinuteCounts, Minutes, OpenMinute

IN, OUT = Direction.IN, Direction.OUT


def _minutes(start=0.0):
    changes, ended = [], []
    return Minutes(start, changes.append, ended.append), changes, ended


def test_a_crossing_is_reported_at_once():
    minutes, changes, _ = _minutes()
    minutes.note(1.0, 1.0, 1)
    assert changes == []
    minutes.note(1.1, 0.1, 1, [IN])
    assert (changes[0].entered, changes[0].left) == (1, 0)


def test_without_crossings_the_open_minute_is_reported_every_few_seconds():
    minutes, changes, _ = _minutes()
    for tenth in range(1, 300):
        minutes.note(tenth / 10, 0.1, 2)
    assert 4 <= len(changes) <= 6
    assert changes[-1].in_view_mean == pytest.approx(2)


def test_an_observation_over_the_end_of_a_minute_is_split():
    minutes, _, ended = _minutes()
    for second in range(1, 60):
        minutes.note(float(second), 1.0, 1)
    minutes.note(60.5, 1.5, 3, [IN])
    minutes.close()
    first, second = ended
    assert first.observed_seconds == pytest.approx(60)
    assert first.in_view_max == 3
    assert second.observed_seconds == pytest.approx(0.5)
    assert (first.entered, second.entered) == (0, 1)


def test_minutes_without_an_observation_are_unknown():
    minutes, _, ended = _minutes()
    minutes.note(185.0, 0.0, 0)
    assert ended == [
        MinuteCounts(start, 0.0, None, None, None, None) for start in (0.0, 60.0, 120.0)
    ]


def test_a_minute_with_a_crossing_has_observed_seconds():
    minute = OpenMinute(0.0)
    minute.add_crossing(OUT)
    assert minute.snapshot().observed_seconds > 0
    assert minute.snapshot().left == 1


steps = st.lists(
    st.tuples(
        st.floats(0.01, 200),
        st.booleans(),
        st.integers(0, 30),
        st.lists(st.sampled_from([IN, OUT])),
    ),
    max_size=60,
)


@given(steps)
def test_no_crossing_is_lost_and_every_minute_makes_a_message(walked):
    minutes, _, ended = _minutes()
    at = 0.0
    for seconds, seen, in_view, crossings in walked:
        at += seconds
        watched = min(seconds, 2.0) if seen else 0.0
        minutes.note(at, watched, in_view, crossings)
    minutes.close()
    crossed = [way for *_, crossings in walked for way in crossings]
    assert sum(count.entered or 0 for count in ended) == crossed.count(IN)
    assert sum(count.left or 0 for count in ended) == crossed.count(OUT)
    assert [count.start for count in ended] == [60.0 * n for n in range(int(at // 60) + 1)]
    for n, count in enumerate(ended):
        Bin(
            epoch="0" * 16,
            sequence=n,
            boot="0" * 16,
            monotonic=count.start,
            start=count.start,
            clock_trusted=False,
            room=None,
            observed_seconds=count.observed_seconds,
            entered=count.entered,
            left=count.left,
            in_view_mean=count.in_view_mean,
            in_view_max=count.in_view_max,
        )
        assert count.observed_seconds <= 60
