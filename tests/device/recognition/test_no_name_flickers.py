"""Recognition answers vary from frame to frame; the smoothed result does not flicker."""

import random

import pytest

from device.recognition.smoothing import FrameAnswer, Smoothing

FPS = 15


def _play(answers, fps=FPS, start=10.0):
    """Return (seconds from the start, work) at each change of the smoothed result."""
    smoothing, changes, before = Smoothing(), [], None
    for number, work in enumerate(answers):
        at = start + number / fps
        candidates = () if work is None else (work, "other")
        now = smoothing.see(FrameAnswer(at, work, candidates))
        if now != before:
            changes.append((number / fps, now))
            before = now
    return changes


@pytest.mark.parametrize("fps", [3, 8, 15, 30])
def test_a_work_is_announced_within_seven_tenths_and_dropped_within_two_seconds(fps):
    answers = [None] * (2 * fps) + ["kolam"] * (10 * fps) + [None] * (4 * fps)
    (came, work), (left, nothing) = _play(answers, fps)
    assert (work, nothing) == ("kolam", None)
    assert came - 2 <= 0.7
    assert left - 12 <= 2.0


@pytest.mark.parametrize("seed", range(20))
def test_a_third_of_the_frames_blurred_changes_nothing(seed):
    rng = random.Random(seed)
    answers = ["kolam" if rng.random() > 1 / 3 else None for _ in range(20 * FPS)]
    changes = _play(answers)
    assert [work for _, work in changes] == ["kolam"]
    assert changes[0][0] <= 0.7


def test_a_hand_before_the_work_for_a_second_changes_nothing():
    answers = ["kolam"] * 45 + [None] * FPS + ["kolam"] * 45
    assert [work for _, work in _play(answers)] == ["kolam"]


def test_one_wrong_frame_is_ignored():
    assert _play([None] * 20 + ["kolam"] + [None] * 40) == []


def test_wrong_frames_among_right_ones_are_ignored():
    answers = ["kolam", "kolam", "kolam", "lusona", "kolam"] * 30
    assert [work for _, work in _play(answers)] == ["kolam"]


def test_two_works_in_alternate_frames_do_not_alternate_on_the_screen():
    assert len(_play(["kolam", "lusona"] * 100)) <= 1


def test_the_next_work_follows_without_a_pause():
    changes = _play(["kolam"] * 60 + ["lusona"] * 60)
    assert [work for _, work in changes] == ["kolam", "lusona"]
    assert changes[1][0] - 4 <= 1.2


@pytest.mark.parametrize("seed", range(10))
def test_each_work_is_named_once_in_simulated_visits(seed):
    """While a visitor stands before a work, 5 % of the frames are wrong and 20 % give no answer."""
    rng = random.Random(seed)
    answers, truth = [], []
    for visit in range(8):
        work = f"work-{visit % 5}"
        truth.append((len(answers) / FPS + 1, work))
        answers += [None] * FPS
        for _ in range(rng.randint(15, 30) * FPS):
            drawn = rng.random()
            wrong = "work-9" if drawn < 0.05 else None
            answers.append(wrong if drawn < 0.25 else work)
        truth.append((len(answers) / FPS, None))
        answers += [None] * (4 * FPS)
    changes = _play(answers)
    assert [work for _, work in changes] == [work for _, work in truth]
    for (changed, work), (true, _) in zip(changes, truth, strict=True):
        assert changed - true <= (2.0 if work is None else 0.7)


def test_a_lost_camera_resets_the_smoothing():
    smoothing = Smoothing()
    for number in range(30):
        smoothing.see(FrameAnswer(number / FPS, "kolam", ("kolam",)))
    assert smoothing.work == "kolam"
    smoothing.forget()
    assert (smoothing.work, smoothing.candidates) == (None, ())
    assert smoothing.see(FrameAnswer(2.1, "kolam")) is None


def _see(smoothing, start, seconds, work=None, offered=(), fps=FPS):
    for number in range(round(seconds * fps)):
        smoothing.see(FrameAnswer(start + number / fps, work, offered, offered))
    return start + seconds


def test_twins_are_offered_until_a_frame_tells_them_apart():
    smoothing = Smoothing()
    at = _see(smoothing, 0.0, 1, offered=("apple left", "apple right"))
    assert (smoothing.work, smoothing.offered) == (None, ("apple left", "apple right"))
    at = _see(smoothing, at, 1, offered=("apple right", "apple left"))
    assert smoothing.offered == ("apple left", "apple right"), "the order stays"
    at = _see(smoothing, at, 1, work="apple right")
    assert (smoothing.work, smoothing.offered) == ("apple right", ())
    _see(smoothing, at, 5, offered=("apple left", "apple right"))
    assert (smoothing.work, smoothing.offered) == ("apple right", ()), "it is still in view"


def test_twins_that_leave_the_view_are_offered_no_longer():
    smoothing = Smoothing()
    at = _see(smoothing, 0.0, 1, offered=("a", "b"))
    at = _see(smoothing, at, 1)
    assert smoothing.offered == ("a", "b")
    at = _see(smoothing, at, 1.5)
    assert smoothing.offered == ()
    _see(smoothing, at, 1, offered=("a", "b"))
    smoothing.forget()
    assert smoothing.offered == ()


def test_twins_are_not_offered_while_frames_name_another_work():
    smoothing = Smoothing()
    for number in range(20):
        work, offered = ("c", ()) if number % 3 == 0 else (None, ("a", "b"))
        smoothing.see(FrameAnswer(number / FPS, work, (), offered))
    assert smoothing.offered == ()
