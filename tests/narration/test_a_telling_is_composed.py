"""A telling fits the visitor's time and what they met before, and says nothing twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.museum import Block, BlockPart, Level, Link, Relation, Source, Work
from narration.profile import Profile
from narration.script import VisitSoFar, compose, spoken_seconds

BOOK = [Source("A book")]
THEMES = ("makers", "making", "patterns")


def block(
    key: str,
    part: BlockPart = BlockPart.TELLING,
    theme: str = "makers",
    seconds: int = 20,
    layer: int = 1,
    level: Level = Level.ADULT,
) -> Block:
    return Block(key, "nl", level, theme, "a" * 15 * seconds, BOOK, "Ada", layer=layer, part=part)


LOOK = block("look", BlockPart.LOOK, seconds=5)
QUESTION = block("question", BlockPart.QUESTION, seconds=5)
TOLD = [block(f"told-{number}", theme=theme) for number, theme in enumerate(THEMES)]
DEEPER = block("deeper", layer=2)
STAR = Work("star", 1, {"nl": "Ster"}, "walls", blocks=[QUESTION, *TOLD, LOOK, DEEPER])
LINK = Link("same-star", ["girih", "star"], Relation.MOTIF, [block("link", seconds=10)])


def keys(profile: Profile, **others: object) -> list[str]:
    return [one.key for one in compose(STAR, profile, **others).blocks]  # type: ignore[arg-type]


def test_it_begins_with_looking_and_ends_with_a_question() -> None:
    assert keys(Profile(["nl"])) == ["look", "told-0", "told-1", "told-2", "question"]


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(20, ["told-0"]), (45, ["told-0", "told-1"]), (90, ["told-0", "told-1", "told-2"])],
)
def test_the_visitor_has_so_much_time(seconds: float, told: list[str]) -> None:
    assert keys(Profile(["nl"], seconds=seconds)) == ["look", *told, "question"]


def test_what_there_was_no_time_for_begins_the_deeper_layer() -> None:
    short = Profile(["nl"], seconds=30)
    first = compose(STAR, short)
    assert first.deeper == 2
    said = frozenset(one.key for one in first.blocks)
    after = VisitSoFar(("star",), said)
    more = compose(STAR, Profile(["nl"], seconds=180), 2, visit=after)
    assert [one.key for one in more.blocks] == ["told-1", "told-2", "deeper"]
    assert more.deeper is None


def test_a_deeper_layer_has_its_time_too_and_the_rest_can_be_asked_for() -> None:
    said = frozenset({"look", "told-0", "question"})
    first = compose(STAR, Profile(["nl"], seconds=45), 2, visit=VisitSoFar(("star",), said))
    assert ([one.key for one in first.blocks], first.deeper) == (["told-1", "told-2"], 2)
    said |= {one.key for one in first.blocks}
    rest = compose(STAR, Profile(["nl"], seconds=45), 2, visit=VisitSoFar(("star",), said))
    assert ([one.key for one in rest.blocks], rest.deeper) == (["deeper"], None)


def test_a_telling_that_has_begun_is_made_shorter_or_longer() -> None:
    begun = [LOOK, TOLD[0]]
    short = compose(STAR, Profile(["nl"], seconds=25), begun=begun)
    assert [one.key for one in short.blocks] == ["look", "told-0", "question"]
    assert short.deeper == 2
    long = compose(STAR, Profile(["nl"], seconds=180), 2, begun=begun)
    assert [one.key for one in long.blocks] == [
        "look",
        "told-0",
        "told-1",
        "told-2",
        "deeper",
        "question",
    ]
    other = compose(STAR, Profile(["nl"], interests={"patterns": 2}), begun=begun)
    assert [one.key for one in other.blocks][2:] == ["told-2", "told-1", "question"]


def test_a_telling_that_has_begun_goes_on_in_its_own_language_and_level() -> None:
    seen = [block(f"seen-{number}", level=Level.DESCRIPTION) for number in (1, 2)]
    described = Work("star", 1, {}, "walls", blocks=[*TOLD, *seen])
    rest = compose(described, Profile(["en"], Level.ADULT), begun=seen[:1])
    assert [one.key for one in rest.blocks] == ["seen-1", "seen-2"]


def test_a_telling_has_one_link_also_when_its_rest_is_composed_anew() -> None:
    second = Link("net", ["girih", "star"], Relation.MOTIF, [block("link-2", seconds=10)])
    begun = [LOOK, TOLD[0], LINK.blocks[0]]
    rest = compose(
        STAR, Profile(["nl"]), visit=VisitSoFar(("girih",)), links=[LINK, second], begun=begun
    )
    assert "link-2" not in [one.key for one in rest.blocks]


def test_a_visitor_without_time_for_all_is_offered_the_rest_where_there_is_no_deeper_layer() -> (
    None
):
    flat = Work("star", 1, {"nl": "Ster"}, "walls", blocks=TOLD)
    assert compose(flat, Profile(["nl"])).deeper is None
    assert compose(flat, Profile(["nl"], seconds=30)).deeper == 2


def test_a_link_that_is_told_hides_nothing_that_was_left_out() -> None:
    flat = Work("star", 1, {"nl": "Ster"}, "walls", blocks=TOLD[:2])
    met = VisitSoFar(("girih",))
    script = compose(flat, Profile(["nl"], seconds=30), visit=met, links=[LINK])
    assert [one.key for one in script.blocks] == ["told-0", "link"]
    assert script.deeper == 2


def test_the_link_is_told_to_who_met_the_other_work() -> None:
    assert "link" not in keys(Profile(["nl"]), links=[LINK])
    assert "link" not in keys(Profile(["nl"]), links=[LINK], visit=VisitSoFar(("star", "kolam")))
    met = VisitSoFar(("girih", "kolam"))
    assert keys(Profile(["nl"]), links=[LINK], visit=met)[-2:] == ["link", "question"]
    told = VisitSoFar(("girih",), frozenset({"link"}))
    assert "link" not in keys(Profile(["nl"]), links=[LINK], visit=told)


def test_interests_order_what_is_told_and_nothing_else() -> None:
    profile = Profile(["nl"], interests={"patterns": 2, "making": 0})
    assert keys(profile) == ["look", "told-2", "told-0", "question"]


def test_audio_description_comes_only_to_who_asked_for_it() -> None:
    described = Work("star", 1, {}, "walls", blocks=[block("seen", level=Level.DESCRIPTION)])
    assert compose(described, Profile(["nl"])).blocks == ()
    asked = Profile(["nl"], Level.DESCRIPTION)
    assert [one.key for one in compose(described, asked).blocks] == ["seen"]
    assert compose(STAR, asked).level is Level.ADULT


def test_shown_again_it_is_told_again() -> None:
    first = keys(Profile(["nl"]))
    assert keys(Profile(["nl"]), visit=VisitSoFar(("star",), frozenset(first))) == first


BLOCKS = st.lists(
    st.builds(
        block,
        key=st.sampled_from([f"b{number}" for number in range(12)]),
        part=st.sampled_from(BlockPart),
        theme=st.sampled_from(THEMES),
        seconds=st.integers(1, 40),
        layer=st.integers(1, 2),
        level=st.sampled_from(Level),
    ),
    unique_by=lambda one: one.key,
    max_size=12,
)
PROFILES = st.builds(
    Profile,
    languages=st.just(["nl"]),
    level=st.sampled_from(Level),
    interests=st.dictionaries(st.sampled_from(THEMES), st.sampled_from([0.0, 1.0, 2.0])),
    seconds=st.sampled_from([None, 45.0, 90.0, 180.0]),
)


@given(BLOCKS, PROFILES, st.lists(st.sampled_from(["girih", "star", "hat"]), max_size=4))
def test_any_visit(blocks: list[Block], profile: Profile, met: list[str]) -> None:
    work = Work("star", 1, {}, "walls", blocks=blocks)
    visit = VisitSoFar(tuple(met))
    first = compose(work, profile, visit=visit, links=[LINK])
    assert first == compose(work, profile, visit=visit, links=[LINK])
    said = [one.key for one in first.blocks]
    assert len(set(said)) == len(said)
    assert all(one.sources for one in first.blocks)
    told = [one for one in first.blocks if one.part is BlockPart.TELLING]
    if profile.seconds is not None and len(told) > 1:
        assert sum(map(spoken_seconds, first.blocks)) <= 1.15 * profile.seconds + 1e-6
    layer = first.deeper
    while layer is not None:  # asked for more until there is none: nothing is said twice
        after = VisitSoFar((*met, "star"), frozenset(said))
        more = compose(work, profile, layer, visit=after)
        new = [one.key for one in more.blocks]
        assert new or more.deeper != layer
        assert not set(new) & set(said)
        said += new
        layer = more.deeper


@given(BLOCKS, PROFILES, PROFILES, st.integers(1, 2), st.integers(0, 6))
def test_any_telling_changed_on_the_way(
    blocks: list[Block], profile: Profile, changed: Profile, layer: int, heard: int
) -> None:
    """What was heard stays as it was, what follows is new, and the time is for both."""
    work = Work("star", 1, {}, "walls", blocks=blocks)
    visit = VisitSoFar(("girih",))
    first = compose(work, profile, visit=visit, links=[LINK])
    begun = first.blocks[:heard]
    if not begun:
        return
    rest = compose(work, changed, layer, visit=visit, links=[LINK], begun=begun)
    assert rest.blocks[: len(begun)] == begun
    assert len({one.key for one in rest.blocks}) == len(rest.blocks)
    own = [
        one for one in rest.blocks if one.key != "link"
    ]  # a link may be told at the nearest level
    assert {(one.language, one.level) for one in own} <= {(first.language, first.level)}
    follow = rest.blocks[len(begun) :]
    assert not [one for one in follow if one.part is BlockPart.LOOK]
    if changed.seconds is not None and any(one.part is BlockPart.TELLING for one in begun):
        told = [one for one in follow if one.part is BlockPart.TELLING]
        takes = sum(map(spoken_seconds, rest.blocks))
        assert not told or takes <= 1.15 * changed.seconds + 1e-6
