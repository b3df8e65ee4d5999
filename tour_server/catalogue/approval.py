"""Which narration blocks are not approved, and the museum without them.

Note: links have blocks as well as works. A link that has blocks and loses them all is left out of the museum.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Block, Link, Museum, Work
from tour_server.catalogue.parts import PartKind


class UnapprovedBlock(Struct, frozen=True):
    """A narration block that is not approved, and the work or link it belongs to."""

    kind: PartKind
    owner: Work | Link
    block: Block


def unapproved_blocks(museum: Museum) -> list[UnapprovedBlock]:
    """Return every block that is not approved, those of works first."""
    return [
        UnapprovedBlock(kind, owner, block)
        for kind, owner in _owners(museum)
        for block in owner.blocks
        if block.approved_by is None
    ]


def new_unapproved_blocks(museum: Museum, published: Museum | None) -> list[UnapprovedBlock]:
    """Return the blocks that are not approved and whose text is not published already."""
    owners = [] if published is None else _owners(published)
    texts = {block.key: block.text for _, owner in owners for block in owner.blocks}
    return [
        found
        for found in unapproved_blocks(museum)
        if texts.get(found.block.key) != found.block.text
    ]


def approved_only(museum: Museum) -> Museum:
    """Return the museum with approved blocks only."""
    works = [
        work if _all_approved(work.blocks) else replace(work, blocks=_approved(work.blocks))
        for work in museum.works
    ]
    links = [
        link if _all_approved(link.blocks) else replace(link, blocks=_approved(link.blocks))
        for link in museum.links
        if not link.blocks or _approved(link.blocks)
    ]
    return replace(museum, works=works, links=links)


def fingerprint(blocks: Sequence[UnapprovedBlock]) -> str:
    """Return 32 hexadecimal digits that stand for exactly these blocks with these texts.

    A person who agrees to publish blocks sends the fingerprint of what they saw, so that they agree to no others.
    """
    named = "\n".join(f"{found.block.key} {found.block.text}" for found in blocks)
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def _owners(museum: Museum) -> list[tuple[PartKind, Work | Link]]:
    owners: list[tuple[PartKind, Work | Link]] = [(PartKind.WORK, work) for work in museum.works]
    owners += [(PartKind.LINK, link) for link in museum.links]
    return owners


def _all_approved(blocks: list[Block]) -> bool:
    return all(block.approved_by is not None for block in blocks)


def _approved(blocks: list[Block]) -> list[Block]:
    return [block for block in blocks if block.approved_by is not None]
