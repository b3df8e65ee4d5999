"""While no camera sees, the screen shows the works to choose from, and invites nobody to hold one up."""

from __future__ import annotations

from typing import Any


def test_the_shelf_takes_the_place_of_the_invitation_and_back(visit: Any) -> None:
    assert visit.scene.screen == "attract"
    visit.guide.seeing = False
    assert visit.guide.tick(visit.now), "it is shown with the next tick"
    scene = visit.scene
    assert (scene.screen, scene.seeing) == ("choose", False)
    assert [work.key for work in scene.works] == ["knot", "net"]
    visit.touch("work", "knot")
    visit.plays("started")
    assert visit.scene.screen == "telling"
    visit.touch("stop")
    assert visit.scene.screen == "choose"
    visit.guide.seeing = True
    assert visit.guide.tick(visit.now)
    assert visit.scene.screen == "attract"


def test_the_cameras_picture_goes_with_the_camera(visit: Any) -> None:
    visit.guide.something_shown(visit.now)
    assert visit.scene.screen == "seen"
    visit.guide.seeing = False
    visit.guide.tick(visit.now)
    assert visit.scene.screen == "choose"
    visit.guide.something_shown(visit.now)
    assert visit.scene.screen == "choose"


def test_something_is_seen_until_it_has_a_name_or_is_gone(visit: Any) -> None:
    visit.guide.something_shown(visit.now)
    assert visit.scene.screen == "seen"
    visit.shown("knot")
    assert visit.scene.screen == "telling"
    visit.guide.something_shown(visit.now)
    assert visit.scene.screen == "telling", "a telling is not interrupted"
    visit.touch("stop")
    visit.guide.something_shown(visit.now)
    visit.guide.unknown_shown(("net",), visit.now)
    assert visit.scene.screen == "unknown"
    visit.touch("stop")
    visit.guide.something_shown(visit.now)
    visit.guide.something_gone(visit.now)
    assert visit.scene.screen == "attract"
    visit.guide.something_shown(visit.now)
    visit.wait(10)
    assert visit.scene.screen == "attract", "also when nothing more is reported"
