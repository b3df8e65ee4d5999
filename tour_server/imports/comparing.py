"""Compares what a source says of a part with the draft, and with what the source said at the last import.

Three values decide a field: at the last import (`base`), in the draft, and in the source now. Only what the source
itself changed since is taken over, and only where staff did not change it too; otherwise it is a conflict that a person
decides. What the source does not say is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct


class FieldChange(Struct, frozen=True, omit_defaults=True):
    """A field of a part: its pointer, its value in the draft, and the value that the source has for it."""

    path: str
    before: Any = None
    after: Any = None


class FieldComparison(Struct, frozen=True):
    """What differs. `changes` can be taken over, `conflicts` need a decision."""

    changes: list[FieldChange] = []
    conflicts: list[FieldChange] = []


def compare_fields(
    draft: Mapping[str, Any], base: Mapping[str, Any], said: Mapping[str, Any]
) -> FieldComparison:
    """Return what differs between the draft and what the source says, in the source's order."""
    changes: list[FieldChange] = []
    conflicts: list[FieldChange] = []
    for path, now in said.items():
        before = draft.get(path)
        if before == now or (path in base and base[path] == now):
            continue
        is_staffs = before != base[path] if path in base else before is not None
        (conflicts if is_staffs else changes).append(FieldChange(path, before, now))
    return FieldComparison(changes, conflicts)
