"""The narration selects the blocks for a visitor's languages, and states when it uses another language."""

from __future__ import annotations

import pytest

from contract.museum import Authorship, Block, Level, Source, Work
from narration.profile import Profile
from narration.script import Silence, compose


def block(
    key: str,
    language: str,
    level: Level = Level.ADULT,
    theme: str = "makers",
    *,
    layer: int = 1,
    authorship: Authorship = Authorship.PERSON,
    text: str = "A line.",
    sourced: bool = True,
) -> Block:
    sources = [Source("A book")] if sourced else []
    return Block(
        key, language, level, theme, text, sources, "Ada", authorship=authorship, layer=layer
    )


def work(*blocks: Block) -> Work:
    return Work("kolam", 1, {"ta": "கோலம்"}, "floors", blocks=list(blocks))


def keys(item: Work, profile: Profile, layer: int = 1) -> list[str]:
    return [block.key for block in compose(item, profile, layer).blocks]


def test_the_first_language_is_available() -> None:
    item = work(block("en", "en"), block("nl", "nl"))
    script = compose(item, Profile(["nl", "en"]))
    assert [b.key for b in script.blocks] == ["nl"]
    assert script.language == "nl"
    assert script.silence is None


def test_the_first_language_is_missing_and_the_next_one_is_used() -> None:
    script = compose(work(block("de", "de"), block("en", "en")), Profile(["fr", "de", "en"]))
    assert script.language == "de"
    assert [b.key for b in script.blocks] == ["de"]


@pytest.mark.parametrize("asked", ["ar", "ja", "en", "nl"])
def test_no_language_of_the_visitor_is_available(asked: str) -> None:
    others = [language for language in ("ar", "ja", "en", "nl") if language != asked]
    script = compose(work(*(block(language, language) for language in others)), Profile([asked]))
    assert script.blocks == ()
    assert script.silence is Silence.OTHER_LANGUAGES
    assert list(script.offered) == others


def test_the_work_has_no_blocks() -> None:
    assert compose(work(), Profile(["nl"])).silence is Silence.NO_WORDS


def test_a_block_without_a_source_is_left_out() -> None:
    script = compose(work(block("nl", "nl", sourced=False)), Profile(["nl"]))
    assert script.silence is Silence.NO_WORDS


def test_a_child_reads_dutch_and_only_texts_for_adults_are_in_dutch() -> None:
    item = work(block("nl", "nl"), block("en", "en", Level.CHILD))
    script = compose(item, Profile(["nl", "en"], Level.CHILD))
    assert [b.key for b in script.blocks] == ["nl"]
    assert script.level is Level.ADULT


def test_a_region_falls_back_to_its_language_and_then_to_another_region() -> None:
    assert keys(work(block("nl", "nl")), Profile(["nl-BE"])) == ["nl"]
    assert keys(work(block("br", "pt-BR")), Profile(["pt"])) == ["br"]
    both = work(block("br", "pt-BR"), block("pt", "pt-PT"))
    assert keys(both, Profile(["pt-PT"])) == ["pt"]
    script = compose(work(block("br", "pt-BR")), Profile(["pt-PT"]))
    assert script.language == "pt-BR", "the screen says that it is another variant"


def test_another_script_is_used_only_after_the_rest_of_the_visitors_list() -> None:
    item = work(block("hans", "zh-Hans"), block("en", "en"))
    assert keys(item, Profile(["zh-Hant", "en"])) == ["en"]
    assert keys(item, Profile(["zh-Hant"])) == ["hans"]
    both = work(block("hans", "zh-Hans"), block("hant", "zh-Hant"))
    assert keys(both, Profile(["zh-TW", "zh"])) == ["hant"]


def test_a_child_gets_another_variant_before_a_text_for_adults() -> None:
    item = work(block("br", "pt-BR"), block("pt", "pt-PT", Level.CHILD))
    assert keys(item, Profile(["pt-BR"], Level.CHILD)) == ["pt"]


def test_two_regions_of_a_language_are_not_mixed() -> None:
    item = work(block("br", "pt-BR"), block("pt", "pt-PT"))
    assert keys(item, Profile(["pt"])) == ["br"]


def test_interests_come_first_and_themes_of_weight_zero_are_left_out() -> None:
    item = work(block("a", "nl", theme="makers"), block("b", "nl", theme="mathematics"))
    assert keys(item, Profile(["nl"])) == ["a", "b"]
    assert keys(item, Profile(["nl"], interests={"mathematics": 2})) == ["b", "a"]
    assert keys(item, Profile(["nl"], interests={"makers": 0})) == ["b"]
    assert keys(item, Profile(["nl"], interests={"makers": 0, "mathematics": 0})) == ["a", "b"]


def test_the_visitor_asks_for_more() -> None:
    item = work(block("a", "nl"), block("deep", "nl", layer=2))
    assert compose(item, Profile(["nl"])).deeper == 2
    deeper = compose(item, Profile(["nl"]), layer=2)
    assert [b.key for b in deeper.blocks] == ["deep"]
    assert deeper.deeper is None
    assert compose(item, Profile(["nl"]), layer=3).silence is Silence.NO_MORE


def test_a_machine_made_text_is_marked() -> None:
    assert compose(
        work(block("a", "nl", authorship=Authorship.MODEL)), Profile(["nl"])
    ).machine_made
    assert not compose(work(block("a", "nl")), Profile(["nl"])).machine_made


def test_a_profile_in_a_log_shows_no_values() -> None:
    profile = Profile(["nl"], Level.CHILD, {"makers": 2.0})
    assert f"{profile} {profile!r}" == "Profile(…) Profile(…)"


@pytest.mark.parametrize("broken", [{"languages": []}, {"interests": {"a": -1.0}}])
def test_an_invalid_profile_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Profile(**{"languages": ["nl"], **broken})  # type: ignore[arg-type]
