"""Finds the block that says in another language, or at another level, what a block says."""

from __future__ import annotations

from collections.abc import Sequence

from contract.museum import Block, Language, Level, Link, Work
from narration.link_blocks import link_blocks


def counterpart(
    block: Block, work: Work, links: Sequence[Link], language: Language, level: Level
) -> Block | None:
    """Returns the block of `work`, or of one of `links`, that stands for `block` at `language` and `level`.

    It has the same part, theme and layer, and among those the same place. None where there is no such block. A link
    that is not told at this level has that of the nearest one.
    """
    owners: tuple[Work | Link, ...] = (work, *links)
    for owner in owners:
        blocks = owner.blocks
        if not any(one.key == block.key for one in blocks):
            continue
        if isinstance(owner, Link):
            level = next((one.level for one in link_blocks(owner, language, level)), level)
        own = [one for one in _alike(block, blocks) if _told(one, block.language, block.level)]
        others = [one for one in _alike(block, blocks) if _told(one, language, level)]
        place = [one.key for one in own].index(block.key) if block in own else 0
        return others[place] if place < len(others) else None
    return None


def _alike(block: Block, blocks: Sequence[Block]) -> list[Block]:
    same = (block.part, block.theme, block.layer)
    return [one for one in blocks if (one.part, one.theme, one.layer) == same]


def _told(block: Block, language: Language, level: Level) -> bool:
    return bool(block.sources) and (block.language, block.level) == (language, level)
