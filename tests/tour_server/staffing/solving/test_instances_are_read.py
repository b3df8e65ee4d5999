"""The format of instances: what it says, and a sentence for each way in which it can be wrong."""

from __future__ import annotations

import pytest

from tour_server.staffing.solving.instance_file import RosterFileError, read_roster_instance
from tour_server.staffing.solving.roster_problem import CoverRow, ShiftWish

INSTANCE = """# a comment
SECTION_HORIZON
14
SECTION_SHIFTS
E,480,
L,600,E
SECTION_STAFF
A,E=14|L=0,4320,3360,5,2,2,1
B,E=3|L=14,4320,3360,5,2,3,1
SECTION_DAYS_OFF
A,0,13
SECTION_SHIFT_ON_REQUESTS
B,2,L,3
SECTION_SHIFT_OFF_REQUESTS
A,4,E,1
SECTION_COVER
0,E,1,100,1
"""


def test_everything_is_read() -> None:
    problem = read_roster_instance("\ufeff" + INSTANCE.replace("\n", "\r\n"))
    first, second = problem.people
    assert (problem.days, problem.shifts[1].not_followed_by) == (14, frozenset((0,)))
    assert (first.possible[0], first.possible[1]) == (frozenset(), frozenset((0,)))
    assert (second.max_of_shift, second.min_days_off_in_a_row) == ((3, 14), 3)
    assert problem.cover == (CoverRow(0, frozenset((0,)), 1, 100, 1),)
    assert problem.wishes == (
        ShiftWish(1, 2, 1, 3, wants=True),
        ShiftWish(0, 4, 0, 1, wants=False),
    )


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("14\n", "0\n", "line 3: 0 is not between 1 and"),
        ("14\n", "x\n", "line 3: 'x' is no whole number"),
        ("14\n", "９\n", "line 3: '９' is no whole number"),
        ("SECTION_HORIZON", "1\nSECTION_HORIZON", "line 2: no SECTION_ stands before"),
        ("SECTION_COVER", "SECTION_COVERS", "the section SECTION_COVERS is not known"),
        ("0,E,1,100,1\n", "", "SECTION_COVER is missing or empty"),
        ("0,E,1,100,1", "0,E,1", "needs 5 fields, and here are 3"),
        ("0,E,1,100,1", "14,E,1,1,1", "14 is not between 0 and 13"),
        ("0,E,1,100,1", "0,N,1,1,1", "the shift 'N' is not in SECTION_SHIFTS"),
        ("B,2,L,3", "C,2,L,3", "the person 'C' is not in SECTION_STAFF"),
        ("B,E=3", "A,E=3", "the person 'A' stands there twice"),
        ("E=14|L=0", "E14|L=0", "'E14' is not SHIFT=NUMBER"),
        ("4320,3360,5,2,2,1", "4320,3360,5,2,2,99999999999999999999", "is not between"),
    ],
)
def test_a_wrong_line_is_named(right: str, wrong: str, sentence: str) -> None:
    assert right in INSTANCE
    with pytest.raises(RosterFileError, match=sentence.replace("(", r"\(")):
        read_roster_instance(INSTANCE.replace(right, wrong, 1))
