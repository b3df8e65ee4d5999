"""Approving at the desk: how far the units of a part are, and who may approve which."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from enum import StrEnum

from msgspec import Struct

from contract.museum import Block, Link, Museum, Work
from runtime.languages import own_name
from tour_server.catalogue.approval_units import (
    AS_A_WHOLE,
    Content,
    UnitKey,
    approval_units,
    block_unit,
)
from tour_server.catalogue.approved_wordings import ApprovedContent
from tour_server.catalogue.differences import Difference, field_differences
from tour_server.catalogue.drafts import Drafts, Part
from tour_server.catalogue.parts import Body, PartKind, split_museum
from web.translations import gettext as _
from web.translations import mark, ngettext

_NAMES = {  # the last word of a path: how staff read it
    "title": mark("Title"),
    "maker": mark("Maker or people"),
    "date": mark("Date"),
    "place": mark("Place"),
    "materials": mark("Materials"),
    "dimensions": mark("Dimensions"),
    "prices": mark("Prices"),
    "questions": mark("Questions that visitors are offered"),
    "alt": mark("What is in the picture"),
    "note": mark("Note on rights"),
    "name": mark("Name"),
    "summary": mark("Summary"),
    "reason": mark("Reason of a special day"),
    "works": mark("The works it is about"),
    "term": mark("Word"),
    "meaning": mark("Meaning"),
    "text": mark("Text"),
    "there": mark("Directions there"),
    "back": mark("Directions back"),
}


class ApprovalStatus(StrEnum):
    """How far a unit is."""

    APPROVED = "approved"
    CHANGED = "changed"  # since it was approved; visitors keep what was approved
    NEW = "new"  # never approved


class UnitApproval(Struct, frozen=True):
    """A unit of a part and its approval. `approved` is what was approved last, None where nothing was."""

    unit: UnitKey
    content: Content
    status: ApprovalStatus
    approved: ApprovedContent | None

    @property
    def target(self) -> str:
        """The unit as the value of a button."""
        return "@".join(self.unit)

    @property
    def name(self) -> str:
        """The unit for staff: `Title, Nederlands`."""
        path, language = self.unit
        words = path.split("/")
        if language == AS_A_WHOLE and words[-1] != "works":
            return words[-2] if words[-1] == "text" else _("This offer")
        name = text_name(path)
        return name if language == AS_A_WHOLE else f"{name}, {own_name(language)}"

    @property
    def approved_on(self) -> dt.datetime | None:
        """When it was approved last."""
        return None if self.approved is None else self.approved.approved_at

    @property
    def differences(self) -> list[Difference]:
        """What changed since it was approved."""
        if self.approved is None or self.status is not ApprovalStatus.CHANGED:
            return []
        was, now = self.approved.content, self.content
        if isinstance(was, str) or isinstance(now, str):
            return [Difference(self.name, str(was), str(now))] if was != now else []
        return field_differences(was, now)


class PartApproval(Struct, frozen=True):
    """The approval of a part for its page. `blocks` by key; `labels` are its other units.

    `needed`: nothing is published but what was approved. `may_approve`: the person at the page may.
    """

    needed: bool
    may_approve: bool
    blocks: dict[str, UnitApproval]
    labels: list[UnitApproval]

    @property
    def waiting(self) -> list[UnitApproval]:
        """The units that are not approved."""
        every = [*self.labels, *self.blocks.values()]
        return [one for one in every if one.status is not ApprovalStatus.APPROVED]

    def summary(self, blocks: Sequence[Block]) -> str:
        """Return in words how many of these blocks there are, and how many wait."""
        number = len(blocks)
        if not number:
            return _("missing")
        waiting = {one.unit for one in self.waiting}
        unapproved = sum(self.blocks[block.key].unit in waiting for block in blocks)
        if unapproved:
            return ngettext(
                "{number} block, {unapproved} not approved",
                "{number} blocks, {unapproved} not approved",
                number,
                unapproved=unapproved,
            )
        return ngettext("{number} block, all approved", "{number} blocks, all approved", number)

    @property
    def waiting_labels(self) -> list[UnitApproval]:
        """The units that are not approved and no narration."""
        return [one for one in self.labels if one.status is not ApprovalStatus.APPROVED]


class ApprovalResult(Struct, frozen=True):
    """What came of approving: the part, the units that were approved, and those that the person changed last."""

    part: Part
    approved: list[UnitKey]
    own: list[UnitKey]


class WaitingPart(Struct, frozen=True):
    """A part with units that are not approved: how many changed since they were, and how many never were."""

    kind: PartKind
    key: str
    body: Body
    changed: int
    new: int


class Approvals:
    """The approvals of the drafts."""

    def __init__(self, drafts: Drafts, *, needed: bool = False, four_eyes: bool = False) -> None:
        """`needed`: nothing is published but what was approved. `four_eyes`: nobody approves their own words."""
        self._drafts = drafts
        self.needed = needed
        self._four_eyes = four_eyes

    def of_part(self, part: Part) -> list[UnitApproval]:
        """Return the approval of every unit of a part."""
        approved = self._drafts.approved(part.kind, part.key)
        return [
            UnitApproval(unit, content, _status(content, approved.get(unit)), approved.get(unit))
            for unit, content in approval_units(part.body).items()
        ]

    def for_page(self, part: Part, may_approve: bool) -> PartApproval:
        """Return the approval of a part for its page."""
        found = self.of_part(part)
        blocks = {}
        if isinstance(part.body, Work | Link):
            keys = {block_unit(part.body, block.key): block.key for block in part.body.blocks}
            blocks = {keys[one.unit]: one for one in found if one.unit in keys}
        labels = [one for one in found if one not in blocks.values()]
        return PartApproval(self.needed, may_approve, blocks, labels)

    def approve(self, part: Part, wanted: Collection[UnitKey], by: str) -> ApprovalResult:
        """Approve these units of a part as they are in it; with four eyes, none that `by` changed last.

        Raises ConflictError when the part was saved since, KeyError when it has no such unit.
        """
        units, own = self.approvable(part, wanted, by)
        if units:
            part = self._drafts.approve(part.kind, part.key, units, part.version, by)
        return ApprovalResult(part, units, own)

    def approvable(
        self, part: Part, wanted: Collection[UnitKey], by: str
    ) -> tuple[list[UnitKey], list[UnitKey]]:
        """Return which of these units wait and may be approved by a person, and which wait and may not."""
        standing = {one.unit for one in self.of_part(part) if one.status is ApprovalStatus.APPROVED}
        units, own = [unit for unit in wanted if unit not in standing], list[UnitKey]()
        if self._four_eyes and units:
            changed_by = self._drafts.changed_by(part.kind, part.key)
            own = [unit for unit in units if changed_by.get(unit) == by]
            units = [unit for unit in units if unit not in own]
        return units, own

    def counter(self) -> Callable[[PartKind, str, Body], int]:
        """Return a function that counts what waits for approval in a part (its kind, its key, the part).

        Where no approval is needed, those are its narration blocks without one.
        """
        if not self.needed:
            return lambda _kind, _key, body: sum(
                block.approved_by is None for block in getattr(body, "blocks", ())
            )
        standing = self._drafts.standing_approvals()
        return lambda kind, key, body: (
            len(approval_units(body)) - standing.get((kind.value, key), 0)
        )

    def waiting(self) -> int:
        """Return how many units of the drafts wait for approval."""
        count = self.counter()
        return sum(
            count(kind, key, body) for kind, key, body in split_museum(self._drafts.museum())
        )

    def waiting_parts(
        self, drafts: Museum, approved: dict[UnitKey, ApprovedContent]
    ) -> Iterator[WaitingPart]:
        """Yield every part of the drafts with units that are not approved."""
        for kind, key, body in split_museum(drafts):
            found = [
                _status(content, approved.get(unit))
                for unit, content in approval_units(body).items()
            ]
            changed = found.count(ApprovalStatus.CHANGED)
            new = found.count(ApprovalStatus.NEW)
            if changed or new:
                yield WaitingPart(kind, key, body, changed, new)


def text_name(path: str) -> str:
    """Return what the text at a path of contract.text_units is, for staff: `Title`, `Name`."""
    words = path.split("/")
    name = _(_NAMES[words[-1]]) if words[-1] in _NAMES else words[-1]
    return f"{name}, {words[1]}" if words[0] == "special-day" else name


def units_of_button(part: Part, target: str) -> list[UnitKey]:
    """Return the units that a button approves: the key of a block, a path and a language, or nothing for all.

    Raises KeyError when the part has no such unit.
    """
    units = approval_units(part.body)
    if not target:
        return list(units)
    path, at, language = target.partition("@")
    wanted = path, language
    if not at and isinstance(part.body, Work | Link):
        wanted = block_unit(part.body, target)
    if wanted not in units:
        raise KeyError(target)
    return [wanted]


def _status(content: Content, approved: ApprovedContent | None) -> ApprovalStatus:
    if approved is None:
        return ApprovalStatus.NEW
    if approved.stands and approved.content == content:
        return ApprovalStatus.APPROVED
    return ApprovalStatus.CHANGED
