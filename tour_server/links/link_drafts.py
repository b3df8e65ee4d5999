"""Makes a draft of a proposed link, and takes it away again."""

from __future__ import annotations

from contract.museum import Link, Museum, Relation, Work
from tour_server.catalogue.drafts import ConflictError, Drafts
from tour_server.catalogue.keys import free_key
from tour_server.catalogue.parts import PartKind
from tour_server.links.link_book import DecidedLink, LinkBook
from tour_server.links.reasons import LinkProposal, SharedKind
from tour_server.links.told_sentences import drafted_blocks

_RELATIONS = {
    SharedKind.MAKER: Relation.MAKER,
    SharedKind.HAND: Relation.MAKER,
    SharedKind.MATERIAL: Relation.CONSTRUCTION,
    SharedKind.TECHNIQUE: Relation.CONSTRUCTION,
}


class WorkGoneError(LookupError):
    """A work of a proposal is no longer in the drafts."""


class LinkDrafts:
    """Accepts proposals as drafts, and refuses them."""

    def __init__(self, drafts: Drafts, book: LinkBook) -> None:
        self._drafts, self._book = drafts, book

    def accept(self, left: str, right: str, by: str) -> str | None:
        """Make a draft of a proposal. Returns its key, None where a colleague decided meanwhile.

        Raises KeyError where it isn't proposed any more, WorkGoneError, NoMuseumError.
        """
        proposal = self._book.get(left, right)
        museum = self._drafts.museum(without_newer=True)
        by_key = {work.key: work for work in museum.works}
        if proposal.left not in by_key or proposal.right not in by_key:
            raise WorkGoneError((proposal.left, proposal.right))
        works = by_key[proposal.left], by_key[proposal.right]
        key = free_key(self._drafts, PartKind.LINK, f"{left}-{right}")
        link = _link(museum, works, proposal, key, by)
        if not self._book.decide(proposal, by, link=key):
            return None
        try:
            self._drafts.put(PartKind.LINK, key, link, 0, by)
        except Exception:
            self._book.reopen(left, right, by)
            raise
        return key

    def refuse(self, left: str, right: str, by: str) -> bool:
        """Refuse a proposal. Returns False where a colleague decided meanwhile. Raises KeyError."""
        return self._book.decide(self._book.get(left, right), by)

    def reopen(self, left: str, right: str, by: str) -> tuple[DecidedLink, bool]:
        """Take a decision back. Returns it, and whether its draft was taken away.

        A draft that somebody worked on stays. Raises KeyError.
        """
        decided = self._book.reopen(left, right, by)
        return decided, bool(decided.link) and self._remove_untouched(decided.link, by)

    def _remove_untouched(self, key: str, by: str) -> bool:
        try:
            part = self._drafts.get(PartKind.LINK, key)
            if part.version != 1:
                return False
            self._drafts.remove(PartKind.LINK, key, part.version, by)
        except (KeyError, ConflictError):
            return False
        return True


def _link(
    museum: Museum, works: tuple[Work, Work], proposal: LinkProposal, key: str, by: str
) -> Link:
    kind = proposal.reasons[0].kind
    relation = _RELATIONS.get(kind, Relation.MOTIF)
    blocks = drafted_blocks(museum, works, proposal, key, by)
    return Link(key, [work.key for work in works], relation, blocks)


def linked_pairs(museum: Museum) -> set[tuple[str, str]]:
    """Return every two works that a link of the museum joins, in the order of the alphabet."""
    return {
        (min(one, other), max(one, other))
        for link in museum.links
        for one in link.works
        for other in link.works
        if one != other
    }
