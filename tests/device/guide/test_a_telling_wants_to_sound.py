"""Whether a telling sounds, or is about to: other kiosks of the room wait for it then, and for nothing else."""

from __future__ import annotations

from typing import Any


def wants(visit: Any) -> bool:
    assert visit.scene.screen
    return bool(visit.guide.speech_wish.wants)


def anyway(visit: Any) -> bool:
    assert visit.scene.screen
    return bool(visit.guide.speech_wish.anyway)


def test_from_the_first_moment_to_the_last_word(visit: Any) -> None:
    assert not wants(visit)
    visit.shown("knot")
    assert wants(visit)
    visit.plays("started")
    assert wants(visit)
    visit.plays("reached", share=0.5)
    assert wants(visit)
    visit.plays("ended")
    assert not wants(visit)
    visit.touch("again")
    assert wants(visit)
    visit.touch("stop")
    assert not wants(visit)


def test_not_while_a_visitor_has_paused_it(visit: Any) -> None:
    visit.shown("knot")
    visit.plays("started")
    visit.plays("paused")
    assert not wants(visit)
    visit.plays("started")
    assert wants(visit)


def test_not_where_there_are_only_words(visit: Any) -> None:
    visit.live_speech.able = False
    visit.shown("net")
    assert visit.scene.blocks
    assert not wants(visit)


def test_a_visitor_does_not_wait_with_this_work_and_the_next_one_waits(visit: Any) -> None:
    assert not anyway(visit)
    visit.shown("knot")
    visit.touch("speak")
    assert anyway(visit)
    visit.touch("language", "en")
    assert anyway(visit), "it is the same telling"
    visit.touch("work", "net")
    assert not anyway(visit)
    visit.touch("work", "knot")
    visit.guide.visitor_left(visit.now)
    visit.wait(10)
    visit.shown("knot")
    assert not anyway(visit), "another visitor"
