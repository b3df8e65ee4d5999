"""Which narration nobody has approved yet, and the museum without it.

What a newcomer would get wrong: a link has blocks too, and a link that has none left is no link.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Block, Link, Museum, Work
from tour_server.catalogue.parts import Kind


class Waiting(Struct, frozen=True):
    """A block, and the work or link that it is of."""

    kind: Kind
    told: Work | Link
    block: Block


def waiting(museum: Museum) -> list[Waiting]:
    """Every block that nobody has approved, works first."""
    return [one for one in _every(museum) if one.block.approved_by is None]


def unheard(museum: Museum, published: Museum | None) -> list[Waiting]:
    """Those whose words no visitor has had yet; what is out already was agreed to before."""
    blocks = [] if published is None else [one.block for one in _every(published)]
    out = {block.key: block.text for block in blocks}
    return [one for one in waiting(museum) if out.get(one.block.key) != one.block.text]


def approved_only(museum: Museum) -> Museum:
    """The museum with approved blocks alone."""
    works = [
        work if _whole(work.blocks) else replace(work, blocks=_approved(work.blocks))
        for work in museum.works
    ]
    links = [
        link if _whole(link.blocks) else replace(link, blocks=_approved(link.blocks))
        for link in museum.links
        if not link.blocks or _approved(link.blocks)
    ]
    return replace(museum, works=works, links=links)


def stamp(blocks: Sequence[Waiting]) -> str:
    """What stands for exactly these blocks and words, so that a second press agrees to no others."""
    named = "\n".join(f"{one.block.key} {one.block.text}" for one in blocks)
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def _every(museum: Museum) -> list[Waiting]:
    told: list[tuple[Kind, Work | Link]] = [(Kind.WORK, work) for work in museum.works]
    told += [(Kind.LINK, link) for link in museum.links]
    return [Waiting(kind, one, block) for kind, one in told for block in one.blocks]


def _whole(blocks: list[Block]) -> bool:
    return all(block.approved_by is not None for block in blocks)


def _approved(blocks: list[Block]) -> list[Block]:
    return [block for block in blocks if block.approved_by is not None]
