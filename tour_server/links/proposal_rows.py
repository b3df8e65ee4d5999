"""A proposal as staff read it: both works, each reason in words, and the words on both sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask import url_for
from msgspec import Struct

from contract.museum import Museum, Work, worded
from tour_server.links.reasons import Evidence, LabelField, LinkProposal, LinkReason, SharedKind
from web.translations import gettext as _
from web.translations import mark, ngettext

KIND_WORDS = {
    SharedKind.MAKER: mark("the same maker"),
    SharedKind.HAND: mark("the same name, with a reserve"),
    SharedKind.MOTIF: mark("the same motif"),
    SharedKind.MATERIAL: mark("the same material"),
    SharedKind.TECHNIQUE: mark("the same technique"),
    SharedKind.PERSON: mark("the same person"),
    SharedKind.PLACE: mark("the same place"),
    SharedKind.EVENT: mark("the same event"),
    SharedKind.TEXT: mark("the same words"),
    SharedKind.PICTURE: mark("pictures that look alike"),
}
FIELD_WORDS = {
    LabelField.TITLE: mark("title"),
    LabelField.MAKER: mark("maker"),
    LabelField.PLACE: mark("place"),
    LabelField.MATERIALS: mark("material"),
    LabelField.SUBJECTS: mark("subject"),
    LabelField.TEXT: mark("text"),
    LabelField.PICTURE: mark("picture"),
}


class WorkSide(Struct, frozen=True):
    """One work of a proposal. `picture`: its first one's file, "" without one. `room`: its name."""

    key: str
    name: str
    picture: str
    room: str

    @property
    def address(self) -> str:
        """The page on which it is written."""
        return url_for("catalogue.works.edit", key=self.key)

    @property
    def neighbours(self) -> str:
        """The page with what belongs to it."""
        return url_for("related.work", key=self.key)


class EvidenceSide(Struct, frozen=True):
    """Where the words of a reason stand, and the words. `picture`: a picture's file, in place of words."""

    field: str
    words: str
    picture: str = ""


class ReasonRow(Struct, frozen=True):
    """A reason in words: what is shared, how many works share it, and the evidence on both sides."""

    kind: str
    name: str
    rarity: str
    left: EvidenceSide
    right: EvidenceSide


class ProposalRow(Struct, frozen=True):
    """A proposal with its works and its reasons."""

    left: WorkSide
    right: WorkSide
    reasons: list[ReasonRow]
    score: float


class ProposalWords:
    """Puts proposals between the works of one museum into words."""

    def __init__(self, museum: Museum) -> None:
        self._languages = museum.site.languages
        self._works = {work.key: work for work in museum.works}
        self._rooms = {room.key: worded(room.name, self._languages)[0] for room in museum.rooms}

    def rows(self, proposals: Iterable[LinkProposal]) -> Iterator[ProposalRow]:
        """Yield each proposal between works that are still there."""
        for one in proposals:
            left, right = self._works.get(one.left), self._works.get(one.right)
            if left is not None and right is not None:
                reasons = [_reason_row(reason) for reason in one.reasons]
                yield ProposalRow(self.side(left), self.side(right), reasons, one.score)

    def rooms(self) -> list[tuple[str, str]]:
        """Returns key and name of each room in which works are, in the museum's order."""
        used = {work.room for work in self._works.values()}
        return [(key, name) for key, name in self._rooms.items() if key in used]

    def side(self, work: Work) -> WorkSide:
        """Return a work as it is shown."""
        name = f"{work.number} {worded(work.title, self._languages)[0] or '—'}"
        picture = next((one.file for one in work.media if one.detail is None), "")
        return WorkSide(work.key, name, picture, self._rooms.get(work.room, work.room))


def _reason_row(reason: LinkReason) -> ReasonRow:
    if reason.kind is SharedKind.PICTURE:
        name, rarity = "", ""
    else:
        name = shown_name(reason)
        rarity = ngettext("{number} work has it", "{number} works have it", reason.works)
    return ReasonRow(
        _(KIND_WORDS[reason.kind]), name, rarity, _evidence(reason.left), _evidence(reason.right)
    )


def shown_name(reason: LinkReason) -> str:
    """Return what is shared, with its capitals where the evidence has them."""
    for side in (reason.left, reason.right):
        at = side.words.casefold().find(reason.name)
        if at >= 0:
            return side.words[at : at + len(reason.name)]
    return reason.name


def _evidence(evidence: Evidence) -> EvidenceSide:
    field = _(FIELD_WORDS[evidence.field])
    if evidence.field is LabelField.PICTURE:
        return EvidenceSide(field, "", evidence.words)
    return EvidenceSide(field, evidence.words)
