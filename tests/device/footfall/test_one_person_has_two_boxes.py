"""The detector returns two boxes for one person; one of them is suppressed."""

from device.footfall.suppression import suppress_duplicates
from models.people import PersonDetection

WHOLE = PersonDetection(100, 100, 40, 120, 0.5)


def test_a_box_round_the_trunk_is_suppressed():
    trunk = PersonDetection(105, 110, 30, 60, 0.45)
    assert suppress_duplicates([trunk, WHOLE], 640, 480) == [WHOLE]
    assert suppress_duplicates([WHOLE, trunk], 640, 480) == [WHOLE]


def test_boxes_of_two_people_side_by_side_are_kept():
    beside = PersonDetection(125, 105, 40, 120, 0.4)
    assert suppress_duplicates([WHOLE, beside], 640, 480) == [WHOLE, beside]


def test_boxes_are_cut_at_the_edge_of_the_picture():
    assert suppress_duplicates([PersonDetection(-10, 400, 40, 120, 0.5)], 640, 480) == [
        PersonDetection(0, 400, 30, 80, 0.5)
    ]
    assert suppress_duplicates([PersonDetection(700, 100, 40, 120, 0.5)], 640, 480) == []
