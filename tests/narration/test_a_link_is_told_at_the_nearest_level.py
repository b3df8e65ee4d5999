"""A link that is not written for a visitor's level is told in the words of the nearest one."""

from __future__ import annotations

import pytest

from contract.museum import Block, Level, Link, Relation, Source, Work
from narration.counterparts import counterpart
from narration.link_blocks import link_blocks
from narration.profile import Profile
from narration.script import VisitSoFar, compose

BOOK = [Source("A. Maker, On Stars, 1999")]


def block(key: str, level: Level, language: str = "nl", sources: list[Source] = BOOK) -> Block:
    return Block(key, language, level, "making", f"Woorden {key}.", sources, "Noor")


def link(*blocks: Block) -> Link:
    return Link("link", ["girih", "star"], Relation.MOTIF, list(blocks))


STAR = Work("star", 1, {}, "hal", blocks=[block(f"star-{level}", level) for level in Level])
MET_GIRIH = VisitSoFar(("girih",))


@pytest.mark.parametrize(
    ("written", "asked", "told"),
    [
        ([Level.ADULT], Level.CHILD, Level.ADULT),
        ([Level.ADULT, Level.PLAIN], Level.CHILD, Level.PLAIN),
        ([Level.ADULT, Level.CHILD], Level.CHILD, Level.CHILD),
        ([Level.CHILD], Level.ADULT, Level.CHILD),
        ([Level.EXPERT, Level.ADULT], Level.DESCRIPTION, Level.ADULT),
    ],
)
def test_who_listens_at_another_level_hears_the_link(
    written: list[Level], asked: Level, told: Level
) -> None:
    links = [link(*(block(f"link-{level}", level) for level in written))]
    script = compose(STAR, Profile(["nl"], asked), visit=MET_GIRIH, links=links)
    assert script.blocks[-1].key == f"link-{told}"
    assert script.level is asked, "the telling keeps its level"


def test_it_is_told_once_at_whatever_level() -> None:
    links = [link(block("link-adult", Level.ADULT))]
    heard = VisitSoFar(("girih",), frozenset({"link-adult"}))
    script = compose(STAR, Profile(["nl"], Level.CHILD), visit=heard, links=links)
    assert "link-adult" not in [one.key for one in script.blocks]


def test_it_is_not_told_in_another_language_or_without_a_source() -> None:
    silent = link(block("en", Level.ADULT, "en"), block("none", Level.ADULT, sources=[]))
    assert link_blocks(silent, "nl", Level.CHILD) == []


def test_a_telling_that_changes_its_level_keeps_the_link_that_was_heard() -> None:
    links = [link(block("link-adult", Level.ADULT))]
    heard = links[0].blocks[0]
    assert counterpart(heard, STAR, links, "nl", Level.CHILD) == heard
