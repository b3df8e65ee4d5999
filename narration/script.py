"""Chooses what to say about one work to one visitor: which narration blocks, in which language, at which level.

A language that the visitor did not ask for is never chosen. When the work has no block in any language of the
visitor's list, the script is empty, says why, and offers the languages there are. Where the language or the level is
not the first one asked for, the screen says so.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from contract.museum import Authorship, Block, Language, Level, Work
from narration.profile import Profile
from runtime.languages import best, match_groups


class Silence(StrEnum):
    """Why there is nothing to say."""

    NO_WORDS = "no_words"  # the work has no block with a source
    OTHER_LANGUAGES = "other_languages"  # it has blocks, in languages the visitor did not ask for
    NO_MORE = "no_more"  # it has no block in this deeper layer, but in an earlier one


class Script(Struct, frozen=True):
    """The blocks to say, in order.

    `silence`: why there are no blocks. `offered`: every language that the work has blocks in. `deeper`: the next layer
    that has blocks.
    """

    work: str
    blocks: tuple[Block, ...]
    language: Language
    level: Level
    layer: int
    offered: tuple[Language, ...]
    machine_made: bool = False
    silence: Silence | None = None
    deeper: int | None = None

    @property
    def text(self) -> str:
        """All blocks, each a paragraph."""
        return "\n\n".join(block.text.strip() for block in self.blocks)


def choose(work: Work, profile: Profile, layer: int = 1) -> Script:
    """Returns all blocks of this layer for this visitor, by their interests and then in the museum's order.

    Language goes before level: a child who reads Dutch hears Dutch for adults rather than English for children.
    A theme of weight 0 is said only when there is no other. A block without a source is never said.
    """
    sourced = [block for block in work.blocks if block.sources]
    offered = tuple(dict.fromkeys(block.language for block in sourced))
    found = _language_and_level([block for block in sourced if block.layer == layer], profile)
    if found is None:
        return Script(
            work=work.key,
            blocks=(),
            language=profile.languages[0],
            level=profile.level,
            layer=layer,
            offered=offered,
            silence=_silence(offered, profile, layer),
        )
    language, level = found
    written = [block for block in sourced if (block.language, block.level) == found]
    chosen = _ranked([block for block in written if block.layer == layer], profile)
    deeper = [block.layer for block in written if block.layer > layer]
    return Script(
        work=work.key,
        blocks=tuple(chosen),
        language=language,
        level=level,
        layer=layer,
        offered=offered,
        machine_made=any(block.authorship is not Authorship.PERSON for block in chosen),
        deeper=min(deeper, default=None),
    )


def _language_and_level(blocks: list[Block], profile: Profile) -> tuple[Language, Level] | None:
    """Choose the first of the visitor's languages that has blocks, at their level or else at the other."""
    there = {(block.language, block.level) for block in blocks}
    levels = (profile.level, *(other for other in Level if other != profile.level))
    for variants in match_groups(profile.languages, (block.language for block in blocks)):
        for level in levels:
            for language in variants:
                if (language, level) in there:
                    return language, level
    return None


def _ranked(blocks: list[Block], profile: Profile) -> list[Block]:
    ranked = sorted(blocks, key=lambda block: -profile.weight(block.theme))
    return [block for block in ranked if profile.weight(block.theme) > 0] or ranked


def _silence(offered: tuple[str, ...], profile: Profile, layer: int) -> Silence:
    if not offered:
        return Silence.NO_WORDS
    if best(profile.languages, offered) is None:
        return Silence.OTHER_LANGUAGES
    return Silence.NO_MORE if layer > 1 else Silence.NO_WORDS
