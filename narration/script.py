"""Composes what to say about one work to one visitor: which narration blocks, in which language, at which level.

A telling begins with what makes one look, tells what the visitor's time allows, says what the work shares with one that
they met before, and ends with a question. It says nothing twice in a visit while there is something else to say. A
language that the visitor did not ask for is never chosen. When the work has no block in any language of the visitor's
list, the script is empty, says why, and offers the languages there are. Where the language or the level is not the
first one asked for, the screen says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from enum import StrEnum

from msgspec import Struct

from contract.museum import Authorship, Block, BlockPart, Key, Language, Level, Link, Work
from narration.link_blocks import OTHER_LEVELS, link_blocks
from narration.profile import Profile
from narration.speaking_pace import text_seconds
from runtime.languages import best, match_groups

# What is told may take this much longer than the visitor's time: a sentence is not worth leaving out for some seconds.
_LONGER = 1.15
_PARTS = list(BlockPart)  # in the order in which they are told
ALWAYS_OFFERED = (Level.ADULT, Level.CHILD)
"""The levels that visitors may choose whatever the museum has."""


class Silence(StrEnum):
    """Why there is nothing to say."""

    NO_WORDS = "no_words"  # the work has no block with a source
    OTHER_LANGUAGES = "other_languages"  # it has blocks, in languages the visitor did not ask for
    NO_MORE = "no_more"  # it has no block in this deeper layer, but in an earlier one


class VisitSoFar(Struct, frozen=True):
    """What the visitor met: the keys of works, in order, and of the blocks that were said."""

    works: tuple[Key, ...] = ()
    said: frozenset[Key] = frozenset()

    def __repr__(self) -> str:
        return "VisitSoFar(…)"


JUST_BEGUN = VisitSoFar()


class Script(Struct, frozen=True):
    """The blocks to say, in order.

    `silence`: why there are no blocks. `offered`: every language that the work has blocks in. `deeper`: the layer to
    ask for next; it begins with what this one left out for want of time.
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


def spoken_seconds(block: Block) -> float:
    """Returns about how many seconds a block takes to say, by the length and the script of its text."""
    return text_seconds(block.text)


def compose(
    work: Work,
    profile: Profile,
    layer: int = 1,
    *,
    visit: VisitSoFar = JUST_BEGUN,
    links: Sequence[Link] = (),
    seconds: Callable[[Block], float] = spoken_seconds,
    begun: Sequence[Block] = (),
) -> Script:
    """Returns what to say of this layer to this visitor.

    `visit`: what they met before. `links`: the museum's. `seconds`: how long a block takes. `begun`: the blocks of this
    telling that were said already, of one language and level: the script begins with them, they count in the visitor's
    time, and what follows them is composed anew.

    Language goes before level: a child who reads Dutch hears Dutch for adults rather than English for children. What
    is told is ordered by the visitor's interests, then by the museum; a theme of weight 0 is said only when there is no
    other. A block without a source is never said. The same arguments give the same script.
    """
    sourced = [block for block in work.blocks if block.sources]
    offered = tuple(dict.fromkeys(block.language for block in sourced))
    found: tuple[Language, Level] | None = None
    if begun:  # it goes on as it began, whatever the profile says now
        first = next((block for block in begun if block in sourced), begun[0])  # a link may differ
        found = first.language, first.level
    else:
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
    gone = visit.said.union(block.key for block in begun)
    chosen = _chosen(written, layer, profile, gone, begun)
    linked = any(block not in written for block in begun)  # a telling has one link at most
    wants_link = (layer == 1 or begun) and not linked
    link = _link(work, links, found, gone, visit) if wants_link else None
    told = chosen
    if layer == 1 or profile.seconds is not None:
        told = _in_time(chosen, link, profile, seconds, begun)
    return Script(
        work=work.key,
        blocks=(*begun, *told),
        language=language,
        level=level,
        layer=layer,
        offered=offered,
        machine_made=any(block.authorship is not Authorship.PERSON for block in (*begun, *told)),
        deeper=_deeper(written, layer, chosen, told, gone),
    )


def _chosen(
    written: Sequence[Block],
    layer: int,
    profile: Profile,
    gone: frozenset[Key],
    begun: Sequence[Block],
) -> list[Block]:
    """Returns what there is to say: a deeper layer begins with what was left out before. Nothing of `gone` twice.

    Where all of it was said, it is said again, unless a telling has begun.
    """
    of_layer = {
        one: _ranked([block for block in written if block.layer == one], profile)
        for one in {1, layer}
    }
    chosen = of_layer[layer]
    if layer > 1 and gone:
        both = [block for block in of_layer[1] if block.part is not BlockPart.LOOK] + chosen
        chosen = sorted(both, key=lambda block: _PARTS.index(block.part))
    chosen = [block for block in chosen if block.key not in gone]
    if begun:
        return [block for block in chosen if block.part is not BlockPart.LOOK]
    return chosen or of_layer[layer]


def _deeper(
    written: Sequence[Block],
    layer: int,
    chosen: Sequence[Block],
    told: Sequence[Block],
    gone: frozenset[Key],
) -> int | None:
    """Returns the layer to ask for next, which has something that was not said; None where there is none."""
    now = {block.key for block in told}
    said = gone | now
    layers = [block.layer for block in written if block.layer > layer and block.key not in said]
    if any(block.key not in now for block in _tellings(chosen)):
        layers.append(max(layer, 2))
    return min(layers, default=None)


def in_telling_order(blocks: Iterable[Block]) -> list[Block]:
    """Returns blocks of one language by level and layer, each in the order in which it is told; else in their own."""
    levels = list(Level)
    return sorted(
        blocks, key=lambda one: (levels.index(one.level), one.layer, _PARTS.index(one.part))
    )


def offered_levels(works: Iterable[Work]) -> tuple[Level, ...]:
    """Returns the levels that visitors may choose: for adults, for children, and each at which a work is told."""
    told = {block.level for work in works for block in work.blocks if block.sources}
    return tuple(level for level in Level if level in told.union(ALWAYS_OFFERED))


def _tellings(blocks: Sequence[Block]) -> list[Block]:
    return [block for block in blocks if block.part is BlockPart.TELLING]


def _in_time(
    blocks: Sequence[Block],
    link: Block | None,
    profile: Profile,
    seconds: Callable[[Block], float],
    begun: Sequence[Block],
) -> list[Block]:
    """Returns the blocks that the visitor's time allows, and the link: a look, at least one telling, a question.

    `begun`: see `compose`; with a telling among them nothing more need be told.
    """
    looks = [block for block in blocks if block.part is BlockPart.LOOK]
    questions = [block for block in blocks if block.part is BlockPart.QUESTION]
    tellings = _tellings(blocks)
    if profile.seconds is None:
        return [*looks, *tellings, *([link] if link else []), *questions]
    left = _LONGER * profile.seconds - sum(map(seconds, [*begun, *looks, *questions]))
    told = [] if _tellings(begun) else tellings[:1]
    left -= sum(map(seconds, told))
    if link is not None and seconds(link) <= left:
        left -= seconds(link)
    else:
        link = None
    for block in tellings[len(told) :]:
        if seconds(block) > left:
            break
        left -= seconds(block)
        told.append(block)
    return [*looks, *told, *([link] if link else []), *questions]


def _link(
    work: Work,
    links: Sequence[Link],
    found: tuple[Language, Level],
    gone: frozenset[Key],
    visit: VisitSoFar,
) -> Block | None:
    """Returns a block on what this work shares with one that was met, the last one met first, if not yet said."""
    own = [link for link in links if work.key in link.works]
    fitting = (
        block
        for earlier in reversed(visit.works)
        if earlier != work.key
        for link in own
        if earlier in link.works
        for block in link_blocks(link, *found)
        if block.key not in gone
    )
    return next(fitting, None)


def _language_and_level(
    blocks: Collection[Block], profile: Profile
) -> tuple[Language, Level] | None:
    """Choose the first of the visitor's languages that has blocks, at their level or else at another."""
    there = {(block.language, block.level) for block in blocks}
    levels = (profile.level, *OTHER_LEVELS[profile.level])
    for variants in match_groups(profile.languages, (block.language for block in blocks)):
        for level in levels:
            for language in variants:
                if (language, level) in there:
                    return language, level
    return None


def _ranked(blocks: list[Block], profile: Profile) -> list[Block]:
    """Returns what makes look, then what is told by the visitor's interests, then the questions."""
    wanted = [
        block
        for block in blocks
        if block.part is not BlockPart.TELLING or profile.weight(block.theme) > 0
    ]
    if not _tellings(wanted):
        wanted = blocks
    ranked = sorted(wanted, key=lambda block: -profile.weight(block.theme))
    return sorted(ranked, key=lambda block: _PARTS.index(block.part))


def _silence(offered: tuple[str, ...], profile: Profile, layer: int) -> Silence:
    if not offered:
        return Silence.NO_WORDS
    if best(profile.languages, offered) is None:
        return Silence.OTHER_LANGUAGES
    return Silence.NO_MORE if layer > 1 else Silence.NO_WORDS
