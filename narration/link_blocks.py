"""Chooses which blocks of a link a visitor can hear: those at their level, else at the nearest one.

A museum writes a link once and for adults, more often than not. Who listens at another level hears it all the same, as
they hear a work that is not told at theirs.
"""

from __future__ import annotations

from contract.museum import Block, Language, Level, Link

OTHER_LEVELS = {
    Level.ADULT: (Level.EXPERT, Level.PLAIN, Level.CHILD),
    Level.CHILD: (Level.PLAIN, Level.ADULT, Level.EXPERT),
    Level.PLAIN: (Level.ADULT, Level.CHILD, Level.EXPERT),
    Level.EXPERT: (Level.ADULT, Level.PLAIN, Level.CHILD),
    Level.DESCRIPTION: (Level.ADULT, Level.PLAIN, Level.EXPERT, Level.CHILD),
}
"""The levels at which something is told where it isn't told at that which was asked for, the nearest first."""


def link_blocks(link: Link, language: Language, level: Level) -> list[Block]:
    """Returns the blocks of a link in a language at a level, or at the nearest at which it has any with a source."""
    told = [block for block in link.blocks if block.language == language and block.sources]
    for one in (level, *OTHER_LEVELS[level]):
        found = [block for block in told if block.level is one]
        if found:
            return found
    return []
