"""Which narration blocks are not approved, for museums that publish them after a second press.

Note: links have blocks as well as works.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec
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
    """Return the blocks that are not approved and not published already as they are."""
    owners = [] if published is None else _owners(published)
    blocks = {
        block.key: replace(block, approved_by=None) for _, owner in owners for block in owner.blocks
    }
    return [
        found for found in unapproved_blocks(museum) if blocks.get(found.block.key) != found.block
    ]


def fingerprint(blocks: Sequence[UnapprovedBlock]) -> str:
    """Return 32 hexadecimal digits that stand for exactly these blocks as they are.

    A person who agrees to publish blocks sends the fingerprint of what they saw, so that they agree to no others.
    """
    return hashlib.sha256(msgspec.json.encode([one.block for one in blocks])).hexdigest()[:32]


def _owners(museum: Museum) -> list[tuple[PartKind, Work | Link]]:
    owners: list[tuple[PartKind, Work | Link]] = [(PartKind.WORK, work) for work in museum.works]
    owners += [(PartKind.LINK, link) for link in museum.links]
    return owners
