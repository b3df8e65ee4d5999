"""A work that is shown is played once, until another is shown or the visitor leaves."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from device.guide.states import GRACE_SECONDS, SENTENCE_SECONDS
from tests.handover_code import HandedOver, read


def test_a_shown_work_is_played_in_the_museums_first_language(visit: Any) -> None:
    assert visit.scene.screen == "attract"
    visit.shown("knot")
    scene = visit.scene
    assert (scene.screen, scene.language, scene.work.number) == ("telling", "nl", 7)
    assert scene.work.title == ("Knoop", "nl")
    assert [block.block for block in scene.blocks] == ["knot-nl", "knot-nl-2"]
    assert scene.blocks[0].opus == "target/knot-nl.opus"
    assert scene.sources[0].citation.startswith("A book")
    assert scene.machine_voice
    assert not scene.machine_made
    assert visit.counted == [("told", "knot", "nl")]


def test_the_same_work_shown_again_goes_on_undisturbed(visit: Any) -> None:
    visit.shown("knot")
    visit.plays("started")
    before = visit.scene
    visit.wait(5)
    visit.shown("knot")
    assert visit.scene == before
    assert visit.counted == [("told", "knot", "nl")]


def test_another_work_takes_over_when_the_sentence_has_ended(visit: Any) -> None:
    visit.shown("knot")
    visit.plays("started")
    play = visit.scene.play
    visit.shown("net")
    visit.wait(2)
    scene = visit.scene
    assert (scene.work.key, scene.then.key) == ("knot", "net")
    visit.plays("sentence_ended")
    assert visit.scene.work.key == "net"
    assert visit.scene.then is None
    assert visit.scene.play == play + 1
    assert visit.counted == [
        ("told", "knot", "nl"),
        ("stopped", "knot", "nl"),
        ("told", "net", "nl"),
    ]


def test_a_page_that_never_ends_its_sentence_is_not_waited_for(visit: Any) -> None:
    visit.shown("knot")
    visit.plays("started")
    visit.shown("net")
    visit.wait(SENTENCE_SECONDS - 1)
    visit.shown("net")
    assert visit.scene.work.key == "knot"
    visit.wait(2)
    assert visit.scene.work.key == "net"


def test_a_visitor_who_goes_back_hears_the_first_work_to_its_end(visit: Any) -> None:
    visit.shown("knot")
    visit.plays("started")
    play = visit.scene.play
    visit.shown("net")
    visit.shown("knot")
    visit.plays("sentence_ended")
    visit.wait(SENTENCE_SECONDS + 1)
    scene = visit.scene
    assert (scene.work.key, scene.play, scene.then) == ("knot", play, None)


def test_another_work_waits_for_nothing_where_nothing_sounds(visit: Any) -> None:
    visit.shown("knot")
    visit.shown("net")
    assert visit.scene.work.key == "net", "nothing has begun"
    visit.shown("knot")
    visit.plays("started")
    visit.plays("paused")
    visit.shown("net")
    assert visit.scene.work.key == "net", "the visitor paused"


def test_the_telling_ends_while_another_work_waits(visit: Any) -> None:
    visit.shown("knot")
    visit.plays("started")
    visit.shown("net")
    visit.plays("ended")
    assert visit.scene.work.key == "net"
    assert [what for what, *_ in visit.counted] == ["told", "finished", "told"]


def test_the_visitor_walks_away(visit: Any) -> None:
    visit.touch("language", "en")
    visit.shown("knot")
    visit.plays("started")
    visit.guide.visitor_left(visit.now)
    visit.wait(GRACE_SECONDS - 1)
    assert visit.scene.screen == "telling"
    visit.wait(2)
    scene = visit.scene
    assert (scene.screen, scene.language) == ("attract", "nl")
    assert visit.counted[-1] == ("stopped", "knot", "en")


def test_the_visitor_comes_back_in_time(visit: Any) -> None:
    visit.shown("knot")
    visit.plays("started")
    visit.guide.visitor_left(visit.now)
    visit.wait(GRACE_SECONDS - 1)
    visit.guide.visitor_came(visit.now)
    visit.wait(GRACE_SECONDS + 1)
    assert visit.scene.screen == "telling"


def test_a_visitor_stops_the_playback(visit: Any) -> None:
    visit.shown("knot")
    visit.plays("started")
    assert visit.touch("stop")
    assert visit.scene.screen == "attract"
    assert visit.counted[-1] == ("stopped", "knot", "nl")


def test_it_is_played_to_the_end_and_again(visit: Any) -> None:
    visit.shown("knot")
    visit.plays("started")
    visit.plays("ended")
    assert visit.counted[-1] == ("finished", "knot", "nl")
    play = visit.scene.play
    visit.touch("again")
    assert visit.scene.play == play + 1
    assert [what for what, *_ in visit.counted] == ["told", "finished", "told"]


def test_a_report_of_an_earlier_playback_is_ignored(visit: Any) -> None:
    visit.shown("knot")
    old = visit.scene.play
    visit.touch("again")
    visit.guide.played(old, "started", visit.now)
    visit.guide.played(old, "ended", visit.now)
    assert [what for what, *_ in visit.counted] == ["told", "told"]


def test_a_work_is_found_by_its_number(visit: Any) -> None:
    assert visit.touch("number", "12")
    assert visit.scene.work.key == "net"


def test_a_number_that_is_not_there(visit: Any) -> None:
    for typed in ("8", "", "seven", "-7", "²", "99999999999"):
        assert not visit.touch("number", typed)
    assert visit.scene.screen == "attract"


def test_touches_that_mean_nothing_are_refused(visit: Any) -> None:
    for what, value in (("work", "nowhere"), ("language", "xx"), ("level", "giant"), ("dance", "")):
        assert not visit.touch(what, value)


def test_something_unknown_is_held_up(visit: Any) -> None:
    visit.guide.unknown_shown(("net", "nowhere", "knot"), visit.now)
    scene = visit.scene
    assert scene.screen == "unknown"
    assert [work.key for work in scene.works] == ["net", "knot"]
    assert visit.counted == [("refused", "net", "nl")]
    visit.wait(20)
    visit.touch("stay")
    visit.wait(20)
    assert visit.scene.screen == "unknown"
    visit.wait(15)
    assert visit.scene.screen == "attract"


def test_the_visitor_says_which_of_two_twins_it_is(visit: Any) -> None:
    visit.guide.twins_shown(("net", "knot"), visit.now)
    assert visit.scene.screen == "one_of_two"
    assert [work.key for work in visit.scene.works] == ["net", "knot"]
    assert visit.counted == [("refused", "net", "nl"), ("refused", "knot", "nl")]
    visit.wait(40)
    assert visit.scene.screen == "one_of_two", "as long as they are in view"
    assert visit.touch("work", "knot")
    assert (visit.scene.screen, visit.scene.work.key) == ("telling", "knot")
    visit.guide.twins_shown(("net", "knot"), visit.now)
    assert visit.scene.screen == "telling", "a playback is not interrupted"


def test_twins_that_are_out_of_view_are_offered_for_ten_seconds_more(visit: Any) -> None:
    visit.guide.twins_shown(("net", "knot"), visit.now)
    visit.guide.twins_left(visit.now)
    visit.wait(9)
    assert visit.scene.screen == "one_of_two"
    visit.wait(2)
    assert visit.scene.screen == "attract"
    visit.guide.twins_left(visit.now)
    assert visit.scene.screen == "attract"


def test_twins_of_which_the_release_has_one_are_something_unknown(visit: Any) -> None:
    visit.guide.twins_shown(("net", "nowhere"), visit.now)
    assert visit.scene.screen == "unknown"
    assert [work.key for work in visit.scene.works] == ["net"]


def test_something_unknown_does_not_interrupt_a_playback(visit: Any) -> None:
    visit.shown("knot")
    visit.guide.unknown_shown(("net",), visit.now)
    assert visit.scene.work.key == "knot"


def test_there_is_no_release_yet(visit: Any) -> None:
    visit.source.release = None
    visit.shown("knot")
    visit.guide.unknown_shown(("knot",), visit.now)
    assert not visit.touch("work", "knot")
    visit.wait(100)
    assert visit.scene.screen == "resting"
    assert visit.scene.language == ""
    assert visit.counted == []


def test_the_release_is_gone_while_its_work_is_played(visit: Any) -> None:
    visit.shown("knot")
    visit.plays("started")
    visit.source.release = None
    assert visit.touch("again")
    assert visit.touch("level", "child")
    assert visit.scene.screen == "resting"


def test_the_visit_goes_along_in_the_fragment(visit: Any) -> None:
    visit.touch("language", "en")
    visit.shown("knot")
    assert visit.scene.handover.startswith("http://tour.example/visit#1")
    assert read(visit.scene.handover) == HandedOver(1, "adult", numbers=[7])


def test_the_visit_goes_to_the_address_by_which_phones_reach_the_server(visit: Any) -> None:
    visit.source.release = replace(visit.source.release, phones_at="https://guide.example")
    visit.touch("language", "en")
    visit.shown("knot")
    assert visit.scene.handover.startswith("https://guide.example/visit#1")


def test_a_work_chosen_by_hand_is_not_taken_away_by_the_camera(visit: Any) -> None:
    visit.touch("number", "7")
    visit.plays("started")
    visit.shown("net")
    assert visit.scene.work.key == "knot"
    visit.plays("ended")
    visit.shown("net")
    assert visit.scene.work.key == "net"
