"""The keys of all narration blocks: a new block may have none of them."""

from __future__ import annotations

from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind


def block_keys(drafts: Drafts) -> set[str]:
    """Return the keys of all blocks of the drafts, of works and of links."""
    owners = [
        part.body
        for kind in (PartKind.WORK, PartKind.LINK)
        for part in drafts.all(kind, without_newer=True)
    ]
    return {block.key for owner in owners for block in owner.blocks}
