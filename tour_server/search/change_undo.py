"""Undoes one change of one part, also where others followed: as long as nothing that it changed was changed again."""

from __future__ import annotations

from enum import Enum
from typing import Any

import msgspec
from msgspec import Struct

from tour_server.catalogue.dependents import dependents
from tour_server.catalogue.drafts import Drafts, PartVersion
from tour_server.catalogue.parts import TYPES, PartKind
from tour_server.imports.part_fields import body_of, fields_of
from web.translations import gettext as _


class ChangeKind(Enum):
    """What a change did to its part."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class DraftChange(Struct, frozen=True):
    """A change of a part: how it was before and after, and how it is now; None where it was not there.

    `why_not`: why it can't be undone, in a sentence; empty where it can.
    """

    kind: PartKind
    key: str
    version: PartVersion
    before: Any | None
    after: Any | None
    now: Any | None
    now_version: int
    why_not: str
    undone: Any | None

    @property
    def how(self) -> ChangeKind:
        """What it did."""
        if self.after is None:
            return ChangeKind.REMOVED
        return ChangeKind.ADDED if self.before is None else ChangeKind.CHANGED


def read_change(drafts: Drafts, kind: PartKind, key: str, number: int) -> DraftChange:
    """Return a change, and what its undo makes of the part. Raises KeyError where there is no such version."""
    version = drafts.get_version(kind, key, number)
    before: Any | None = None
    unreadable = version.unreadable
    if number > 1:
        earlier = drafts.get_version(kind, key, number - 1)
        before, unreadable = earlier.body, unreadable or earlier.unreadable
    try:
        part = drafts.get(kind, key)
    except KeyError:
        now, now_version = None, 0
    else:
        now, now_version = part.body, part.version
    undone, why_not = _undone(drafts, kind, key, before, version.body, now)
    return DraftChange(
        kind, key, version, before, version.body, now, now_version, unreadable or why_not, undone
    )


def undo_change(drafts: Drafts, change: DraftChange, by: str) -> None:
    """Undo a change that can be undone. Raises ConflictError when the part was saved since it was read."""
    if change.undone is None:
        drafts.remove(change.kind, change.key, change.now_version, by)
    else:
        drafts.put(change.kind, change.key, change.undone, change.now_version, by)


def _undone(
    drafts: Drafts, kind: PartKind, key: str, before: Any, after: Any, now: Any
) -> tuple[Any | None, str]:
    """Return what the part becomes, None where it is removed, and why that can't be."""
    if after is None:  # it was removed
        if now is not None:
            return None, _("It has been brought back already.")
        return before, "" if before is not None else _("There is nothing to bring back.")
    if now is None:
        return None, _("It has been removed since. Bring it back first.")
    if before is None:  # it was added
        if now != after:
            return None, _("It was changed since it was added. Remove it on its own page.")
        if kind is PartKind.SITE or dependents(drafts, kind, key):
            return None, _("Other parts of the museum need it by now.")
        return None, ""
    old, new, current = fields_of(before), fields_of(after), fields_of(now)
    differing = [path for path in {**old, **new} if old.get(path) != new.get(path)]
    if all(current.get(path) == old.get(path) for path in differing):
        return None, _("It has been undone already.")
    if any(current.get(path) != new.get(path) for path in differing):
        return None, _("What it changed was changed again since.")
    fields = dict(current)
    for path in differing:
        if path in old:
            fields[path] = old[path]
        else:
            fields.pop(path, None)
    try:
        return body_of(fields, TYPES[kind]), ""
    except msgspec.ValidationError:
        return None, _("What it changed was changed again since.")
