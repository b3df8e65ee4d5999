"""The narration of a work as a script: what is said to one kind of visitor in one language, in reading order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from msgspec import Struct

from contract.museum import Block, BlockPart, Level, Link, Work
from contract.narration_groups import narration_groups
from narration.script import in_telling_order
from tour_server.catalogue.drafts import PartVersion
from tour_server.catalogue.snapshot import CatalogueSnapshot


class SectionKind(Struct, frozen=True):
    """What a section of the script holds. A `layer` above 1 is a deeper one."""

    part: BlockPart = BlockPart.TELLING
    is_link: bool = False
    layer: int = 1


class ScriptRow(Struct, frozen=True):
    """A block of the script, and the same words in the language beside it; one of the two may be missing."""

    block: Block | None
    beside: Block | None
    link: Link | None = None

    @property
    def shown(self) -> Block:
        """The block, or else the one beside it."""
        found = self.block or self.beside
        if found is None:
            raise AssertionError("a row has a block")
        return found


class ScriptSection(Struct, frozen=True):
    """Rows that do the same thing."""

    kind: SectionKind
    rows: list[ScriptRow]


class Change(Struct, frozen=True):
    """Who changed something last, and when (UTC)."""

    by: str
    at: dt.datetime


def script(
    work: Work, links: Sequence[Link], language: str, beside: str | None, level: Level
) -> list[ScriptSection]:
    """Return what is said of a work at a level, in the order in which a visitor can hear it.

    First what makes one look, what is told first, the links, and the questions; then the deeper layers. `beside`: the
    language of the words beside it, None for none.
    """
    rows = _paired(work.blocks, language, beside, level)
    first = [row for row in rows if row.shown.layer == 1]
    linked = [
        ScriptRow(row.block, row.beside, link)
        for link in links
        if work.key in link.works
        for row in _paired(link.blocks, language, beside, level)
    ]
    of_part = {part: [row for row in first if row.shown.part is part] for part in BlockPart}
    deeper = sorted({row.shown.layer for row in rows} - {1})
    sections = [
        ScriptSection(SectionKind(BlockPart.LOOK), of_part[BlockPart.LOOK]),
        ScriptSection(SectionKind(BlockPart.TELLING), of_part[BlockPart.TELLING]),
        ScriptSection(SectionKind(is_link=True), linked),
        ScriptSection(SectionKind(BlockPart.QUESTION), of_part[BlockPart.QUESTION]),
        *(
            ScriptSection(
                SectionKind(layer=layer), [row for row in rows if row.shown.layer == layer]
            )
            for layer in deeper
        ),
    ]
    return [section for section in sections if section.rows]


def _paired(
    blocks: Sequence[Block], language: str, beside: str | None, level: Level
) -> list[ScriptRow]:
    """Return the blocks of a level with those beside them, in telling order."""
    rows: dict[str, ScriptRow] = {}
    for group in narration_groups(blocks):
        by_language = {one.language: one for one in group.blocks if one.level is level}
        mine, other = by_language.get(language), by_language.get(beside or "")
        if mine is not None or other is not None:
            row = ScriptRow(mine, other)
            rows[row.shown.key] = row
    return [rows[block.key] for block in in_telling_order(row.shown for row in rows.values())]


def levels_told(work: Work, language: str) -> dict[Level, int]:
    """Return how many blocks of each level a work has in a language; every level is there."""
    mine = [block.level for block in work.blocks if block.language == language]
    return {level: mine.count(level) for level in Level}


def last_changes(versions: Sequence[PartVersion]) -> dict[str, Change]:
    """Return for each block of the newest version of a work who changed it last. `versions`: the newest first."""
    found: dict[str, Change] = {}
    current = _unapproved(versions[0]) if versions else {}
    for at, version in enumerate(versions):
        before = _unapproved(versions[at + 1]) if at + 1 < len(versions) else {}
        now = _unapproved(version)
        for key in current.keys() - found.keys():
            if now.get(key) != before.get(key):
                found[key] = Change(version.changed_by, version.changed_at)
        if len(found) == len(current):
            break
    return found


def _unapproved(version: PartVersion) -> dict[str, tuple[object, ...]]:
    """Return what the blocks of a version say, without who approved them."""
    blocks = [] if version.body is None else version.body.blocks
    return {
        one.key: (one.text, one.language, one.level, one.theme, one.layer, one.part, one.sources)
        for one in blocks
    }


def link_names(
    snapshot: CatalogueSnapshot, work: str, name: Callable[[Work], str]
) -> dict[str, str]:
    """Return for each link of a work the names of the other works that it joins."""
    works = {one.key: one for one in snapshot.works}
    return {
        link.key: ", ".join(name(works[key]) for key in link.works if key != work and key in works)
        for link in snapshot.links
        if work in link.works
    }
