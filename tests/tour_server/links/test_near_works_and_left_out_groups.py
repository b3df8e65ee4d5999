"""The picture of what belongs to a work holds a few of any number; groups that links leave out are found and marked."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from contract.museum import Link, Museum, Relation, Work
from tests.tiny_museum import tiny_museum
from tour_server.links.left_out import GroupKind, left_out_groups, period_of
from tour_server.links.neighbours import (
    HEIGHT,
    MOST_DRAWN,
    WIDTH,
    NearWork,
    neighbour_picture,
)
from tour_server.links.proposal_rows import WorkSide


def near(number: int, name: str = "12 A title of some length that is cut") -> list[NearWork]:
    return [NearWork(WorkSide(f"w{n}", name, "", "Hal"), "") for n in range(number)]


@pytest.mark.parametrize("number", [0, 1, 2, 7, MOST_DRAWN, 300])
def test_the_picture_holds_what_it_draws(number: int) -> None:
    picture = neighbour_picture(near(1)[0].side, near(number))
    assert len(picture.drawn) == min(number, MOST_DRAWN)
    assert len({(one.x, one.y) for one in picture.drawn}) == len(picture.drawn)
    for one in picture.drawn:
        assert 60 <= one.x <= WIDTH - 60
        assert 40 <= one.label_y <= HEIGHT - 20
        assert 1 <= len(one.label) <= 2
        assert all(len(line) <= 24 for _down, line in one.label)


def test_a_title_of_one_long_word_is_cut() -> None:
    (drawn,) = neighbour_picture(near(1)[0].side, near(1, "x" * 200)).drawn
    assert drawn.label == [(0.0, "x" * 23 + "…")]


@pytest.mark.parametrize(
    ("date", "century"),
    [
        ("1642", "17"),
        ("c. 1799–1802", "18"),
        ("17th century", "17"),
        ("zeventiende eeuw", ""),
        ("XVIIe siècle", ""),
        ("17. Jahrhundert", "17"),
        ("2011", "21"),
        ("800", "9"),
        ("every morning", ""),
        ("", ""),
    ],
)
def test_the_century_of_a_date(date: str, century: str) -> None:
    assert period_of(date) == century


def museum_of(*rooms: str) -> Museum:
    works = [Work(f"w{n}", n, {}, room) for n, room in enumerate(rooms, 1)]
    return replace(tiny_museum(), works=works)


def test_a_room_that_links_leave_out_is_marked() -> None:
    museum = museum_of(*["hal"] * 8, *["zolder"] * 8)
    links = [Link(f"l{n}", [f"w{n}", f"w{n + 1}"], Relation.MOTIF, []) for n in range(1, 6)]
    groups = left_out_groups(replace(museum, links=links), {"w7", "w9"})
    first, second = groups[GroupKind.ROOM]
    assert (first.key, first.works, first.linked, first.linked_or_proposed) == ("Zolder", 8, 0, 1)
    assert (first.behind, second.behind) == (True, False)
    assert (second.linked, second.linked_or_proposed, second.percent) == (6, 7, 88)


def test_a_museum_without_works_has_no_groups() -> None:
    groups = left_out_groups(museum_of(), set())
    assert not any(groups.values())
