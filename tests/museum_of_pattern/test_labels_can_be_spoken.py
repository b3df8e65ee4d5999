"""Label texts have the right length and contain nothing that a synthetic voice speaks wrongly."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import msgspec
import pytest

import museum_of_pattern
from contract.museum import Authorship, Level, Work

FOLDER = Path(museum_of_pattern.__file__).parent / "content" / "works"
LABELS = (
    *("asanoha", "grecas", "ice-ray", "interlace", "litema", "mattang", "sierpinski-triangle"),
    *("sound-figures", "the-hat", "woven-algebra", "zellij-star", "koch-curve", "pentagons"),
)
# Characters of speech a stop: look2innovate and izi.TRAVEL, 60 to 90 seconds for adults.
LENGTH = {Level.ADULT: (900, 1400), Level.CHILD: (700, 1100)}


def _work(key: str) -> Work:
    return msgspec.toml.decode((FOLDER / f"{key}.toml").read_bytes(), type=Work)


def _sentences(text: str) -> list[list[str]]:
    return [part.split() for part in re.split(r"(?<=[.?!:])\s+", text)]


@pytest.mark.parametrize("key", LABELS)
def test_the_texts_of_a_stop_have_the_right_length(key: str) -> None:
    heard: dict[tuple[str, Level], int] = defaultdict(int)
    for block in _work(key).blocks:
        heard[(block.language, block.level)] += len(block.text)
    assert set(heard) == {(language, level) for language in ("nl", "en") for level in Level}
    for (_, level), characters in heard.items():
        shortest, longest = LENGTH[level]
        assert shortest <= characters <= longest


@pytest.mark.parametrize("key", LABELS)
def test_sentences_are_short(key: str) -> None:
    """Dutch at B1: twelve words on average, fifteen at most (b1teksten.nl)."""
    for block in _work(key).blocks:
        lengths = [len(words) for words in _sentences(block.text)]
        assert sum(lengths) / len(lengths) <= 12
        if block.language == "nl":
            assert max(lengths) <= 15


@pytest.mark.parametrize("key", LABELS)
def test_texts_have_no_digits_signs_or_exclamation_marks(key: str) -> None:
    for block in _work(key).blocks:
        assert not re.search(r"[\d!—;()\[\]/&²³]|\bc\.|\be\.g\.", block.text), block.key


@pytest.mark.parametrize("key", LABELS)
def test_every_label_is_in_five_languages_and_names_its_author(key: str) -> None:
    work = _work(key)
    assert work.rights is not None
    texts = [work.title, work.maker, work.date, work.place, work.materials, work.rights.note]
    texts += [medium.alt for medium in work.media]
    for text in texts:
        assert set(text) == {"nl", "en", "fr", "de", "es"}
        assert all(text.values())
    for block in work.blocks:
        assert block.authorship is Authorship.MODEL
        assert block.approved_by is None
        assert set(block.sources) <= set(work.sources)


@pytest.mark.parametrize("key", LABELS)
def test_adults_and_children_are_addressed_with_their_formality(key: str) -> None:
    for block in _work(key).blocks:
        if block.language == "nl":
            words = set(re.findall(r"\w+", block.text.lower()))
            wrong = {"je", "jij", "jouw"} if block.level is Level.ADULT else {"u", "uw"}
            assert words.isdisjoint(wrong), block.key
