"""The view of a camera is told from the shapes of the detector's boxes."""

import numpy as np
import pytest

from device.footfall.counter import Counter
from device.footfall.line import CountingLine, ReferencePoint
from device.footfall.overhead_counter import OverheadCounter
from device.footfall.settings import CountingSettings
from device.footfall.view import MIN_BOXES, CameraView, ViewJudge
from device.footfall.view_counter import ViewCounter, counter_for
from models.people import PersonDetection

LINE = CountingLine(160, 240, 160, 0)


def box(ratio, score=0.5):
    return PersonDetection(100.0, 40.0, 60.0, 60.0 * ratio, score)


@pytest.mark.parametrize(
    ("ratio", "view"),
    [(2.3, CameraView.OBLIQUE), (1.5, CameraView.OBLIQUE), (1.05, CameraView.ABOVE)],
)
def test_boxes_tell_the_view(ratio, view):
    judge = ViewJudge()
    judge.add([box(ratio)] * (MIN_BOXES - 1))
    assert judge.view is CameraView.AUTO
    judge.add([box(ratio), box(0.3, score=0.1)])
    assert judge.view is view


def test_each_view_has_its_counter():
    detect = lambda _image, _offset: []  # noqa: E731
    made = {view: counter_for(view, detect, LINE, ReferencePoint.CENTRE) for view in CameraView}
    assert isinstance(made[CameraView.OBLIQUE], Counter)
    assert isinstance(made[CameraView.ABOVE], OverheadCounter)
    assert isinstance(made[CameraView.AUTO], ViewCounter)


def test_auto_changes_once_people_are_seen_from_above():
    counter = ViewCounter(lambda _image, _offset: [box(1.0)], LINE, ReferencePoint.CENTRE)
    random = np.random.default_rng(1)
    for number in range(40):
        image = random.integers(0, 255, (240, 320, 3)).astype(np.uint8)
        counter.feed(image, number / 5)
    assert counter.view is CameraView.ABOVE
    assert CountingSettings().view is CameraView.AUTO
