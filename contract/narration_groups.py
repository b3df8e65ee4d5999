"""Groups the narration blocks that are translations of each other.

A block has one language and no link to the block it was translated from. So blocks count as translations of each
other when they have the same theme, level and layer, and then, where there are several of a language, when their
keys are the same apart from the language in them (`kolam-nl-1`, `kolam-en-1`) or else by their order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence

import msgspec
from msgspec import Struct

from contract.field_limits import type_limits
from contract.museum import Block, Key


class NarrationGroup(Struct, frozen=True):
    """Blocks that are translations of each other: at least one, and at most one of a language."""

    blocks: list[Block]


def narration_groups(blocks: Sequence[Block]) -> list[NarrationGroup]:
    """Return the groups of the blocks of one work or link, in the order of the first block of each."""
    place = {block.key: number for number, block in enumerate(blocks)}
    groups: list[list[Block]] = []
    for alike in _split(blocks, lambda block: (block.theme, block.level, block.layer)):
        if len({block.language for block in alike}) == len(alike):
            groups.append(alike)  # the usual case, and the result of what follows in that case
            continue
        of_alike: list[list[Block]] = []
        for same_stem in _split(alike, lambda block: _stem(block.key, block.language)):
            for part in _one_of_a_language(same_stem):
                _join(of_alike, part)
        groups += of_alike
    groups.sort(key=lambda group: min(place[block.key] for block in group))
    return [NarrationGroup(group) for group in groups]


def counterpart_key(
    source: Block, language: str, blocks: Sequence[Block], taken: Collection[str]
) -> str:
    """Return a free key for the translation of `source`, by which the two are found to belong together.

    `blocks` are those of the work or link, `taken` the keys of all blocks of the museum. Raises ValueError when every
    such key is taken or no valid key.
    """
    for key in _counterpart_keys(source, language):
        if key in taken or not re.fullmatch(type_limits(Key).pattern or "", key):
            continue
        new = msgspec.structs.replace(source, key=key, language=language)
        for group in narration_groups([*blocks, new]):
            if {source.key, key} <= {block.key for block in group.blocks}:
                return key
    raise ValueError(f"there is no free key for the translation of {source.key} into {language}")


def _counterpart_keys(source: Block, language: str) -> Iterator[str]:
    """Yield the key with the other language in place of its own, then with it at each place, from the end."""
    tag, own = language.lower(), source.language.lower()
    yield f"-{source.key}-".replace(f"-{own}-", f"-{tag}-", 1).strip("-")
    pieces = _stem(source.key, source.language).split("-")
    for place in range(len(pieces), -1, -1):
        yield "-".join([*pieces[:place], tag, *pieces[place:]])


def _stem(key: str, language: str) -> str:
    """Return the key without the language in it."""
    return f"-{key}-".replace(f"-{language.lower()}-", "-", 1).strip("-") or key


def _split(blocks: Sequence[Block], by: Callable[[Block], Hashable]) -> list[list[Block]]:
    found: dict[Hashable, list[Block]] = {}
    for block in blocks:
        found.setdefault(by(block), []).append(block)
    return list(found.values())


def _one_of_a_language(blocks: Sequence[Block]) -> list[list[Block]]:
    parts: list[list[Block]] = []
    for block in blocks:
        _join(parts, [block])
    return parts


def _join(groups: list[list[Block]], blocks: list[Block]) -> None:
    """Add the blocks to the first group that has none of their languages, or else as a group of their own."""
    languages = {block.language for block in blocks}
    for group in groups:
        if languages.isdisjoint(block.language for block in group):
            group += blocks
            return
    groups.append(list(blocks))
