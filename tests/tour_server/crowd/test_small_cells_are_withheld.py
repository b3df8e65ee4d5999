"""Small counts are withheld with complements, tested against a reader who knows the rule and tries everything."""

from __future__ import annotations

import itertools
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tour_server.crowd.small_cells import SMALLEST_PUBLISHED, withhold


def published(counts):
    hidden, total_hidden = withhold(counts)
    exported = tuple(None if hide else count for count, hide in zip(counts, hidden, strict=True))
    return exported, None if total_hidden else sum(counts)


@pytest.mark.parametrize(("hours", "most"), [(1, 40), (2, 40), (3, 22), (4, 10), (5, 6)])
def test_whatever_is_withheld_could_be_any_small_count(hours, most):
    """Every row of so many hours, grouped by what is published of it: in each group, for each withheld count that
    is small in any row, there are rows in which it is 1, 2, 3 and 4."""
    alike = defaultdict(list)
    for counts in itertools.product(range(most + 1), repeat=hours):
        alike[published(counts)].append(counts)
    tried = 0
    for (exported, total), rows in alike.items():
        shown = sum(count or 0 for count in exported)
        if total is not None and total - shown > most:
            continue  # some rows that are published like this hold a count above `most`
        for place, count in enumerate(exported):
            possible = {row[place] for row in rows}
            if count is None and any(0 < one < SMALLEST_PUBLISHED for one in possible):
                assert {1, 2, 3, 4} <= possible, (exported, total)
                tried += 1
    assert tried


@given(st.lists(st.integers(0, 60), max_size=24))
def test_no_small_count_is_shown_and_zero_is(counts):
    exported, total = published(counts)
    for count, shown in zip(counts, exported, strict=True):
        assert not (shown is not None and 0 < shown < SMALLEST_PUBLISHED)
        if count == 0:
            assert shown == 0
    assert total is None or total == 0 or total >= SMALLEST_PUBLISHED
    hidden = [count for count, shown in zip(counts, exported, strict=True) if shown is None]
    if hidden and total is not None:
        assert len(hidden) >= 2


@given(st.lists(st.one_of(st.just(0), st.integers(5, 60)), max_size=24))
def test_nothing_is_withheld_where_nothing_is_small(counts):
    assert published(counts) == (tuple(counts), sum(counts))


def test_a_complement_is_chosen_by_its_position():
    """The next larger count, whatever its size; a choice by size would reveal it."""
    assert published([9, 3, 50, 5, 9]) == ((9, None, None, 5, 9), 76)
    assert published([9, 0, 3, 0, 0]) == ((None, 0, None, 0, 0), 12)


def test_a_total_is_withheld_where_the_rest_is_too_little():
    assert published([0, 3, 0]) == ((0, None, 0), None)
    assert published([1, 5, 0]) == ((None, None, 0), None)
