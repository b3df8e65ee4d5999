"""Label texts have the right length and contain nothing that a voice speaks wrongly or an ear can't follow."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from contract.museum import Authorship, Block, BlockPart, Level, Museum
from museum_of_pattern.build import build
from narration.profile import Profile
from narration.script import compose, spoken_seconds

LANGUAGES = ("nl", "en", "fr", "de", "es")
CHILD_WORDS = {
    "nl": ({"je", "jij", "jouw"}, {"u", "uw"}),
    "de": ({"du", "dir", "dich", "dein", "deine"}, {"Ihnen"}),
    "fr": ({"tu", "toi"}, {"votre", "vos"}),
}


@pytest.fixture(scope="module")
def museum(tmp_path_factory: pytest.TempPathFactory) -> Museum:
    return build(tmp_path_factory.mktemp("museum"), long_side=64, workers=1)


def blocks_of(museum: Museum) -> list[Block]:
    return [block for owner in (*museum.works, *museum.links) for block in owner.blocks]


def sentences(block: Block) -> list[list[str]]:
    return [part.split() for part in re.split(r"(?<=[.?!:])[\s\u00a0\u202f]+", block.text.strip())]


def test_every_work_is_told_in_every_language_alike(museum: Museum) -> None:
    """The same parts, levels and themes in each language, for adults and children at least, adults also deeper."""
    for work in museum.works:
        shapes = defaultdict(list)
        for block in work.blocks:
            shapes[block.language].append((block.level, block.layer, block.part, block.theme))
        assert set(shapes) == set(LANGUAGES), work.key
        assert all(shape == shapes["nl"] for shape in shapes.values()), work.key
        told = {(level, layer) for level, layer, _part, _theme in shapes["nl"]}
        assert told >= {(Level.ADULT, 1), (Level.ADULT, 2), (Level.CHILD, 1)}, work.key


def test_some_works_are_told_in_plain_language_to_experts_and_described(museum: Museum) -> None:
    at = defaultdict(set)
    for work in museum.works:
        for block in work.blocks:
            at[block.level].add(work.key)
    assert len(at[Level.PLAIN]) >= 8
    assert len(at[Level.EXPERT]) >= 8
    assert len(at[Level.DESCRIPTION]) >= 6


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", [Level.ADULT, Level.CHILD])
def test_a_stop_takes_a_minute_and_a_half_at_most(
    museum: Museum, language: str, level: Level
) -> None:
    """60 to 90 seconds (look2innovate, izi.TRAVEL), for children less; a visitor in a hurry hears half of it."""
    for work in museum.works:
        for seconds, least in ((90.0, 55.0 if level is Level.ADULT else 33.0), (45.0, 25.0)):
            script = compose(work, Profile([language], level, seconds=seconds))
            takes = sum(map(spoken_seconds, script.blocks))
            assert least <= takes <= 1.15 * seconds, (work.key, seconds, takes)
            assert script.blocks[0].part is BlockPart.LOOK


def test_an_ear_can_follow_the_sentences(museum: Museum) -> None:
    """Twelve words a sentence on average at each level, and none above 22; plain language has eight on average."""
    lengths = defaultdict(list)
    for block in blocks_of(museum):
        for sentence in sentences(block):
            lengths[block.language, block.level].append(len(sentence))
            assert len(sentence) <= 22, (block.key, " ".join(sentence))
    for (language, level), found in lengths.items():
        mean = sum(found) / len(found)
        assert mean <= (8 if level is Level.PLAIN else 12.5), (language, level, mean)


def test_texts_have_no_odd_signs(museum: Museum) -> None:
    """Years may be written as figures: they are put into words before a voice reads them."""
    for block in blocks_of(museum):
        assert not re.search(r"[!—()\[\]/&²³*_#]|\be\.g\.", block.text), block.key


def test_every_block_names_its_author_and_its_sources(museum: Museum) -> None:
    for block in blocks_of(museum):
        assert block.authorship is Authorship.MODEL
        assert block.approved_by is None
        assert block.sources, block.key


def test_every_work_has_a_link_to_another(museum: Museum) -> None:
    linked = {work for link in museum.links for work in link.works}
    assert linked == {work.key for work in museum.works}
    for link in museum.links:
        told = {(block.language, block.level) for block in link.blocks}
        for language in LANGUAGES:
            assert {(language, Level.ADULT), (language, Level.CHILD)} <= told, link.key


def test_adults_and_children_are_addressed_with_their_formality(museum: Museum) -> None:
    for block in blocks_of(museum):
        if block.key.endswith("adult-6") and block.key.startswith("lusona-"):
            continue  # God speaks to the Sun
        informal, formal = CHILD_WORDS.get(block.language, (set(), set()))
        words = set(re.findall(r"\w+", re.sub(r"[“„«‘].*?[”“»’](?!\w)", "", block.text)))
        wrong = formal if block.level is Level.CHILD else informal
        assert words.isdisjoint(wrong), block.key


def test_every_label_is_in_five_languages(museum: Museum) -> None:
    for work in museum.works:
        assert work.rights is not None
        texts = [work.title, work.maker, work.date, work.place, work.materials, work.rights.note]
        texts += [medium.alt for medium in work.media]
        for text in texts:
            assert set(text) == set(LANGUAGES), work.key
            assert all(text.values()), work.key
