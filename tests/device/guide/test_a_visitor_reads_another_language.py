"""Languages and levels: chosen for a visit, never guessed, forgotten after it."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from contract.museum import Level
from tests.device.guide.conftest import block
from tests.handover_code import HandedOver, read


def test_playback_starts_again_in_the_new_language(visit: Any) -> None:
    visit.shown("knot")
    visit.plays("started")
    play = visit.scene.play
    visit.touch("language", "en")
    scene = visit.scene
    assert (scene.play, scene.language) == (play + 1, "en")
    assert scene.work.title == ("Knot", "en")
    assert [block.block for block in scene.blocks] == ["knot-en"]
    # The Dutch playback was stopped.
    assert visit.counted == [
        ("told", "knot", "nl"),
        ("stopped", "knot", "nl"),
        ("told", "knot", "en"),
    ]


def test_the_language_that_is_spoken_changes_nothing(visit: Any) -> None:
    visit.shown("knot")
    visit.plays("started")
    play = visit.scene.play
    visit.touch("language", "nl")
    assert visit.scene.play == play


def test_a_language_without_words_names_those_that_have_some(visit: Any) -> None:
    visit.touch("language", "ar")
    visit.shown("knot")
    scene = visit.scene
    assert scene.blocks == ()
    assert scene.offered == ("nl", "en")
    assert scene.language == "ar"
    assert visit.counted == [("refused", "knot", "ar")]


def test_for_children(visit: Any) -> None:
    visit.shown("knot")
    visit.touch("level", "child")
    assert [block.block for block in visit.scene.blocks] == ["knot-nl-child"]
    assert read(visit.scene.handover) == HandedOver(0, "child", numbers=[7])


def test_the_next_visitor_finds_the_museums_own_choice(visit: Any) -> None:
    visit.touch("language", "en")
    visit.touch("level", "child")
    visit.touch("larger")
    before = visit.scene.visit
    visit.guide.visitor_left(visit.now)
    visit.wait(10)
    scene = visit.scene
    assert (scene.language, scene.level, scene.larger) == ("nl", "adult", False)
    assert scene.visit == before + 1


def test_a_child_learns_that_there_is_only_the_text_for_adults(visit: Any) -> None:
    visit.shown("knot")
    visit.touch("level", "child")
    assert visit.scene.told_level is None
    visit.touch("language", "en")
    assert visit.scene.told_level is Level.ADULT
    assert [one.block for one in visit.scene.blocks] == ["knot-en"]


def test_levels_are_offered_where_something_is_told_at_them(visit: Any) -> None:
    assert visit.scene.levels == (Level.ADULT, Level.CHILD)
    assert not visit.touch("level", "plain")
    museum = visit.source.release.museum
    plain = block("net-nl-plain", "nl", "Dit is een net.", Level.PLAIN)
    unsourced = replace(plain, key="net-nl-expert", level=Level.EXPERT, sources=[])
    works = [museum.works[0], replace(museum.works[1], blocks=[plain, unsourced])]
    release = replace(visit.source.release, museum=replace(museum, works=works))
    visit.source.release = release
    assert visit.scene.levels == (Level.ADULT, Level.CHILD, Level.PLAIN)
    assert visit.touch("level", "plain")
    assert not visit.touch("level", "expert")
    visit.shown("net")
    assert [one.block for one in visit.scene.blocks] == ["net-nl-plain"]
    assert visit.scene.told_level is None
    assert read(visit.scene.handover) == HandedOver(0, "plain", numbers=[12])
    visit.shown("knot")
    assert visit.scene.told_level is Level.ADULT


def test_captions_in_another_language_change_neither_the_sound_nor_what_is_counted(
    visit: Any,
) -> None:
    visit.shown("knot")
    visit.plays("started")
    play = visit.scene.play
    assert visit.touch("captions", "en")
    scene = visit.scene
    assert (scene.play, scene.language, scene.captions) == (play, "nl", "en")
    first, second = scene.blocks
    assert (first.block, first.captions_text) == ("knot-nl", "This is a knot.")
    assert first.captions == "captions?language=en&seconds=30.0&block=knot-en"
    # Of the second there is nothing in English.
    assert (second.captions_text, second.captions) == ("", "captions?language=en&seconds=30.0")
    assert visit.counted == [("told", "knot", "nl")]


def test_captions_of_the_sounds_own_language_are_its_own(visit: Any) -> None:
    visit.touch("captions", "en")
    visit.touch("language", "en")
    visit.shown("knot")
    assert visit.scene.captions == ""
    assert visit.scene.blocks[0].captions is None
    visit.touch("language", "nl")
    assert visit.scene.captions == "en"
    visit.touch("captions", "")
    assert visit.scene.captions == ""


def test_captions_go_back_after_the_visit_and_only_the_museums_languages_are_taken(
    visit: Any,
) -> None:
    assert not visit.touch("captions", "ja")
    visit.touch("captions", "en")
    visit.guide.visitor_left(visit.now)
    visit.wait(10)
    assert visit.scene.captions == ""
