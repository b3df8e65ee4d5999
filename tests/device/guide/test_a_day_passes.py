"""A kiosk's guide through a day of visits, on a clock of its own: its memory does not grow."""

from __future__ import annotations

import gc
import random
import tracemalloc
from typing import Any

import pytest

from narration.script import ALWAYS_OFFERED

HOURS = 24
WARM_HOURS = 2  # after which every kind of visit has been
SECONDS_A_STEP = 5.0
GROWTH_BYTES = 64 * 1024


def one_visit(visit: Any, rng: random.Random) -> None:
    """Somebody comes, is shown something, may touch, listens or does not, and leaves."""
    visit.guide.visitor_came(visit.now)
    visit.guide.something_shown(visit.now)
    step(visit)
    works = [work.key for work in visit.source.release.museum.works]
    for _ in range(rng.randint(1, 4)):
        shown = rng.choice([*works, "", "twins"])
        if shown == "twins":
            visit.guide.twins_shown(works[:2], visit.now)
        elif shown:
            visit.shown(shown)
        else:
            visit.guide.unknown_shown(works[:2], visit.now)
        step(visit)
        if visit.scene.screen == "telling":
            visit.plays("started")
            step(visit)
            touch = rng.choice(["language", "level", "short", "deeper", "again", "larger", ""])
            value = {"language": rng.choice(["nl", "en"]), "level": rng.choice(ALWAYS_OFFERED)}
            if touch:
                visit.touch(touch, str(value.get(touch, "")))
            visit.plays("reached", share=0.5)
            step(visit)
            if rng.random() < 0.7:
                visit.plays("ended")
    visit.guide.visitor_left(visit.now)
    for _ in range(30):
        step(visit)


def step(visit: Any) -> None:
    visit.now += SECONDS_A_STEP
    visit.guide.tick(visit.now)
    assert visit.scene.screen


@pytest.mark.slow
def test_a_day_of_visits_leaves_no_more_in_memory_than_two_hours(visit: Any) -> None:
    rng = random.Random(11)
    began, day = visit.now, HOURS * 3600
    tracemalloc.start()
    try:
        visits, before = 0, None
        while visit.now < began + day:
            one_visit(visit, rng)
            visit.counted.clear()  # the kiosk has sent them
            visits += 1
            if before is None and visit.now > began + WARM_HOURS * 3600:
                gc.collect()
                before = tracemalloc.get_traced_memory()[0]
        gc.collect()
        assert before is not None
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert visits > 300
    assert grown < GROWTH_BYTES, f"{grown} bytes after {visits} visits"
    visit.wait(400)
    assert visit.scene.screen == "attract"
