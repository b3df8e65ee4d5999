"""What is approved at once: one label in one language, one narration block, one offer, the works of a link.

A unit is named by a path (contract.text_units) and a language. The language is empty where a unit is more than one
text: a block with its language, level, theme, layer, part, sources, author and rights, and an offer with its condition.
Its content is everything of it that visitors could notice, and never who approved it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Block, Key, Link, Offer, Relation, Work
from contract.text_fields import Translatable, part_path, text_fields
from runtime.document_version import DocumentVersions
from tour_server.catalogue.parts import Body

AS_A_WHOLE = ""  # in place of a language

UnitKey = tuple[str, str]  # path, language
PartBody = TypeVar("PartBody", bound=Body)


class LinkedWorks(Struct, frozen=True):
    """The works that a link joins, and by what: the narration of a link is wrong about any others."""

    works: list[Key]
    relation: Relation


class ApprovedDocument(Struct, frozen=True, omit_defaults=True):
    """The content of one unit as it is stored: one of these."""

    text: str | None = None
    block: Block | None = None
    offer: Offer | None = None
    linked: LinkedWorks | None = None


VERSIONS = DocumentVersions("approved wording")
"""A new version of a work, a link or an offer that changes its blocks or its words is one of these too."""
Content = Block | Offer | LinkedWorks | str


def approval_units(part: Body | None) -> dict[UnitKey, Content]:
    """Return the content of every unit of a part. A text that is empty is no unit."""
    if part is None or not isinstance(part, Translatable):
        return {}
    if isinstance(part, Offer):
        return {offer_unit(part.key): replace(part, approved_by=None)}
    found: dict[UnitKey, Content] = {
        (field.path, language): text
        for field in text_fields(part)
        if not is_of_block(part, field.path)
        for language, text in field.text.items()
        if text.strip()
    }
    if isinstance(part, Link):
        found[link_unit(part.key)] = LinkedWorks(part.works, part.relation)
    if isinstance(part, Work | Link):
        for block in part.blocks:
            found[block_unit(part, block.key)] = replace(block, approved_by=None)
    return found


def block_unit(owner: Work | Link, block: str) -> UnitKey:
    """Return the unit of the block with this key."""
    return f"{part_path(owner)}/block/{block}/text", AS_A_WHOLE


def offer_unit(key: str) -> UnitKey:
    """Return the unit of the offer with this key."""
    return f"offer/{key}", AS_A_WHOLE


def link_unit(key: str) -> UnitKey:
    """Return the unit of the works that the link with this key joins."""
    return f"link/{key}/works", AS_A_WHOLE


def is_of_block(part: Translatable, path: str) -> bool:
    """Returns whether the text at a path of the part belongs to one of its narration blocks."""
    return isinstance(part, Work | Link) and path.startswith(f"{part_path(part)}/block/")


def encode_content(content: Content) -> str:
    """Return the content as JSON."""
    if isinstance(content, str):
        document = ApprovedDocument(text=content)
    elif isinstance(content, Block):
        document = ApprovedDocument(block=content)
    elif isinstance(content, Offer):
        document = ApprovedDocument(offer=content)
    else:
        document = ApprovedDocument(linked=content)
    return VERSIONS.encode(document).decode()


def decode_content(text: str) -> Content:
    """Return the content in JSON, as `encode_content` of this version or an earlier one wrote it.

    Raises DocumentVersionError for newer software's, msgspec.ValidationError when it is none.
    """
    found = VERSIONS.decode(text, ApprovedDocument)
    for content in (found.block, found.offer, found.linked, found.text):
        if content is not None:
            return content
    raise msgspec.ValidationError("an approved wording holds one content")


def changed_units(before: Body | None, after: Body | None) -> set[UnitKey]:
    """Return the units whose content differs between two versions of a part, those that only one of them has too."""
    old, new = approval_units(before), approval_units(after)
    return {unit for unit in old.keys() | new.keys() if old.get(unit) != new.get(unit)}


def approver(part: Body, unit: UnitKey) -> str | None:
    """Return who approved a unit as the part itself says it: only narration blocks and offers do."""
    if isinstance(part, Offer):
        return part.approved_by if unit == offer_unit(part.key) else None
    if isinstance(part, Work | Link):
        for block in part.blocks:
            if block_unit(part, block.key) == unit:
                return block.approved_by
    return None


def with_approvals_of(part: PartBody, before: Body | None) -> PartBody:
    """Return the part with the approvals that `before` has of the same content, and no others.

    So nothing that is saved, imported or brought back from the history carries an approval of its own.
    """
    if isinstance(part, Offer):
        same = isinstance(before, Offer) and approval_units(before) == approval_units(part)
        by = before.approved_by if isinstance(before, Offer) and same else None
        return part if part.approved_by == by else replace(part, approved_by=by)
    if isinstance(part, Work | Link):
        old = {one.key: one for one in before.blocks} if isinstance(before, Work | Link) else {}
        blocks = [_with_approval_of(block, old.get(block.key)) for block in part.blocks]
        return replace(part, blocks=blocks)
    return part


def _with_approval_of(block: Block, before: Block | None) -> Block:
    by = None if before is None else before.approved_by
    if before is None or replace(block, approved_by=by) != before:
        by = None
    return block if block.approved_by == by else replace(block, approved_by=by)


def with_approver(part: PartBody, units: Collection[UnitKey], by: str) -> PartBody:
    """Return the part with `by` as the one who approved these of its units, where it says who did."""
    if isinstance(part, Offer):
        return replace(part, approved_by=by) if offer_unit(part.key) in units else part
    if isinstance(part, Work | Link):
        blocks = [
            replace(block, approved_by=by) if block_unit(part, block.key) in units else block
            for block in part.blocks
        ]
        return replace(part, blocks=blocks)
    return part
