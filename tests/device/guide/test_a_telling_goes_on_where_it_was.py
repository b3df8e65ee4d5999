"""A telling goes on where it was: in another language, at another level, shorter, longer, by other interests."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from contract.bundle import Speech
from contract.museum import Block, BlockPart, Level, Museum, Theme, Work
from tests.device.guide.conftest import MUSEUM, RELEASE, SOURCE, Visit
from tests.handover_code import HandedOver, read

LOOK, TELLING, QUESTION = BlockPart.LOOK, BlockPart.TELLING, BlockPart.QUESTION
ADULT = [
    ("look", LOOK, "patterns", 1, 6),
    ("made", TELLING, "making", 1, 20),
    ("meant", TELLING, "meaning", 1, 20),
    ("drawn", TELLING, "patterns", 1, 20),
    ("asked", QUESTION, "patterns", 1, 6),
    ("women", TELLING, "makers", 2, 20),
]
CHILD = [
    ("look", LOOK, "patterns", 1, 6),
    ("drawn", TELLING, "patterns", 1, 20),
    ("made", TELLING, "making", 1, 20),
    ("asked", QUESTION, "patterns", 1, 6),
]


def blocks(language: str, level: Level, rows: list[Any]) -> list[Block]:
    return [
        Block(
            f"{name}-{language}-{level}",
            language,
            level,
            theme,
            "a" * 15 * seconds,
            [SOURCE],
            "Ada",
            layer=layer,
            part=part,
        )
        for name, part, theme, layer, seconds in rows
    ]


EXPERT = [("proved", TELLING, "proof", 1, 30)]
STAR = Work(
    "star",
    1,
    {"nl": "Ster"},
    "room",
    blocks=[
        *blocks("nl", Level.ADULT, ADULT),
        *blocks("en", Level.ADULT, ADULT),
        *blocks("nl", Level.CHILD, CHILD),
        *blocks("nl", Level.EXPERT, EXPERT),
    ],
)
THEMES = [Theme(key, {"nl": key}) for key in ("makers", "making", "meaning", "patterns")]


@pytest.fixture
def star(visit: Any) -> Any:
    """A visitor before a star that is told in five blocks, three of which have begun."""
    museum: Museum = replace(MUSEUM, works=[*MUSEUM.works, STAR], themes=THEMES)
    speech = [
        Speech("star", one.key, one.language, one.level, 20.0, *"abcd", "a voice", True)
        for one in STAR.blocks
    ]
    visit.source.release = replace(RELEASE, museum=museum, speech=speech)
    visit.shown("star")
    for name in ("look", "made", "meant"):
        visit.plays("started", f"{name}-nl-adult")
    visit.plays("reached", "meant-nl-adult", 0.5)
    return visit


def names(visit: Any) -> list[str]:
    return [one.block.split("-")[0] for one in visit.scene.blocks]


def test_in_another_language(star: Any) -> None:
    star.touch("language", "en")
    scene = star.scene
    assert names(star) == ["look", "made", "meant", "drawn", "asked"]
    assert scene.blocks[scene.begin_block].block == "meant-en-adult"
    assert scene.begin_share == 0.5
    star.plays("started", "meant-en-adult")
    star.touch("language", "nl")
    assert star.scene.blocks[star.scene.begin_block].block == "meant-nl-adult"
    assert star.scene.begin_share == 0.0, "the sentence that had begun"


def test_before_it_has_gone_on_there(star: Any) -> None:
    star.touch("language", "en")
    star.touch("interest", "patterns")
    assert names(star)[:3] == ["look", "made", "meant"], "what lies behind stays behind"
    star.touch("language", "nl")
    assert star.scene.blocks[star.scene.begin_block].block == "meant-nl-adult"


def test_at_another_level_with_what_was_not_told_yet(star: Any) -> None:
    star.touch("level", "child")
    scene = star.scene
    assert names(star) == ["look", "made", "drawn", "asked"]
    assert scene.blocks[scene.begin_block].block == "drawn-nl-child", "it has nothing on meaning"
    assert scene.begin_share == 0.0


def test_at_a_level_that_has_nothing_of_it_from_its_beginning(star: Any) -> None:
    star.touch("level", "expert")
    assert (names(star), star.scene.begin_block) == (["proved"], 0)


def test_and_back_again_without_what_was_said(star: Any) -> None:
    star.touch("level", "expert")
    star.plays("started", "proved-nl-expert")
    star.touch("level", "adult")
    assert names(star) == ["drawn", "asked"]


def test_before_the_first_word_from_the_beginning(star: Any) -> None:
    star.touch("again")
    star.touch("language", "en")
    assert (star.scene.begin_block, star.scene.begin_share) == (0, 0.0)


def test_what_lies_behind_is_not_said_in_the_new_language_later(star: Any) -> None:
    star.touch("language", "en")
    star.plays("started", "meant-en-adult")
    star.plays("paused")
    star.shown("knot")
    star.shown("star")
    assert names(star) == ["drawn", "asked"]


def test_in_short(star: Any) -> None:
    play = star.scene.play
    assert star.scene.shorter
    assert star.touch("short")
    assert (names(star), star.scene.play) == (["look", "made", "meant", "asked"], play)
    assert not star.scene.shorter
    assert not star.touch("short")
    assert star.scene.deeper
    star.plays("started", "asked-nl-adult")
    star.plays("ended", "asked-nl-adult")
    assert star.touch("deeper")
    assert names(star) == ["drawn", "women"], "what was left out comes first"


def test_in_short_is_offered_only_where_it_is_shorter(star: Any) -> None:
    for name in ("drawn", "asked"):
        star.plays("started", f"{name}-nl-adult")
    assert not star.scene.shorter


def test_told_more(star: Any) -> None:
    play = star.scene.play
    assert star.touch("deeper")
    assert names(star) == ["look", "made", "meant", "drawn", "women", "asked"]
    assert star.scene.play == play
    assert not star.scene.deeper
    assert star.touch("short"), "and less again"
    assert names(star) == ["look", "made", "meant", "asked"]


def test_by_the_interests_that_the_visitor_chooses(star: Any) -> None:
    star.touch("again")
    star.plays("started", "look-nl-adult")
    assert star.touch("interest", "meaning")
    assert names(star) == ["look", "meant", "made", "drawn", "asked"]
    assert [one.key for one in star.scene.themes if one.chosen] == ["meaning"]
    star.plays("started", "meant-nl-adult")
    assert star.touch("interest", "meaning")
    assert names(star) == ["look", "meant", "made", "drawn", "asked"], "what was said stays"
    assert not star.touch("interest", "money")


def test_interests_go_along_and_end_with_the_visit(star: Any) -> None:
    star.touch("interest", "makers")
    star.touch("interest", "meaning")
    assert read(star.scene.handover) == HandedOver(0, "adult", themes=[0, 2], numbers=[1])
    star.guide.visitor_left(star.now)
    star.wait(10)
    assert not any(one.chosen for one in star.scene.themes)


def test_the_works_that_were_met_go_along_as_far_as_there_is_room(star: Any) -> None:
    for number in (2, 3, 4):
        star.plays("paused")
        star.shown("knot" if number % 2 else "net")
    assert read(star.scene.handover).numbers == [12, 7, 1], (
        "the star was met before, and goes along"
    )
    star.touch("interest", "makers")
    assert read(star.scene.handover) == HandedOver(0, "adult", themes=[0], numbers=[12, 7, 1])


def test_a_work_shown_again_is_not_told_twice_while_there_is_something_else(star: Any) -> None:
    for name in ("drawn", "asked"):
        star.plays("started", f"{name}-nl-adult")
    star.plays("ended", "asked-nl-adult")
    star.shown("knot")
    star.shown("star")
    assert names(star) == ["women"]
    star.plays("started", "women-nl-adult")
    star.plays("ended", "women-nl-adult")
    star.shown("knot")
    star.shown("star")
    assert names(star) == ["look", "made", "meant", "drawn", "asked"], "who shows it again asks"


def test_a_new_release_changes_what_was_not_said_yet(star: Any) -> None:
    release = star.source.release
    works = release.museum.works
    shorter = [one for one in STAR.blocks if not one.key.startswith("drawn")]
    museum = replace(release.museum, works=[*works[:-1], replace(STAR, blocks=shorter)])
    star.source.release = replace(release, number=2, museum=museum)
    star.guide.released()
    assert names(star) == ["look", "made", "meant", "asked"]


ACTIONS = st.lists(
    st.sampled_from(
        [
            *["next block"] * 6,
            "other work",
            "deeper",
            "short",
            "interest makers",
            "interest patterns",
            "language en",
            "language nl",
            "level child",
            "level adult",
        ]
    ),
    max_size=40,
)


def a_page_that_plays(visit: Any, heard: list[str], done: set[str]) -> None:
    """The page goes on by one block: the first that this playback has not begun; after the last it is over."""
    scene = visit.scene
    if scene.what_now is not None:
        return
    playing = visit.guide._state.screen
    at = playing.position if playing.reached is not None else None
    following = scene.begin_block if at is None else at.block + 1
    if following >= len(scene.blocks):
        visit.plays("ended", scene.blocks[-1].block)
        done.add(scene.work.key)
        return
    key = scene.blocks[following].block
    visit.plays("started", key)
    name = key.partition("-")[0]
    resumed = at is None and bool(heard) and heard[-1].partition("-")[0] == name
    if not resumed:  # in another language it goes on in the block that it was in
        heard.append(key)


@settings(max_examples=150, deadline=None)
@given(ACTIONS)
def test_nothing_is_said_twice_in_any_visit(actions: list[str]) -> None:
    """Up to the end of the telling: then another language, or the work shown again, asks for it."""
    visit = Visit()
    museum: Museum = replace(MUSEUM, works=[*MUSEUM.works, STAR], themes=THEMES)
    speech = [
        Speech("star", one.key, one.language, one.level, 20.0, *"abcd", "a voice", True)
        for one in STAR.blocks
    ]
    visit.source.release = replace(RELEASE, museum=museum, speech=speech)
    visit.shown("star")
    heard: list[str] = []
    done: set[str] = set()
    for action in actions:
        match action.split():
            case ["next", _]:
                a_page_that_plays(visit, heard, done)
            case ["other", _]:
                visit.plays("paused")
                visit.shown("knot")
                visit.shown("star")
            case [what, *value]:
                visit.touch(what, "".join(value))
        script = visit.guide._state.screen.script
        assert script.blocks
        told = {
            one.key.partition("-")[0]
            for one in STAR.blocks
            if (one.language, one.level) == (script.language, script.level)
        }
        met = {key.partition("-")[0] for key in heard}  # in any language and at any level
        if done or (script.work == "star" and told <= met):
            break  # there is nothing left: whoever asks for more hears it again
    again = [key for key in set(heard) if heard.count(key) > 1]
    assert not again, heard
