"""Which narration blocks are not approved, for museums that publish them after a second press.

Note: links have blocks as well as works.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from msgspec import Struct

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
