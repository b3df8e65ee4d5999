"""The form of a work: its label in every language, its place on the plan, its pictures, its narration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from contract.field_limits import FieldLimits, field_limits
from contract.museum import Medium, Work
from tour_server.catalogue.block_form import (
    BlockForm,
    read_rights,
    read_sources,
    rights_values,
    sources_text,
)
from tour_server.catalogue.field_values import (
    Values,
    read_number,
    read_text,
    read_whole,
    text_values,
    typed_text,
)
from tour_server.catalogue.snapshot import CatalogueSnapshot
from web.translations import gettext as _

LABEL_FIELDS = ("title", "maker", "date", "place", "materials", "dimensions", "questions")
NUMBER_LIMITS = field_limits(Work, "number")
INVENTORY_LIMITS = field_limits(Work, "inventory")
PLAN_LIMITS_M = FieldLimits(low=-10_000, high=10_000)  # metres from the plan's upper left


class WorkForm:
    """The form of a work. `by` is the person who types, the author of blocks they add."""

    def __init__(self, snapshot: CatalogueSnapshot, by: str) -> None:
        self._snapshot = snapshot
        self._blocks = BlockForm(snapshot, by)

    def values(self, work: Work) -> Values:
        """Return the work as fields."""
        values: Values = {
            "number": str(work.number),
            "inventory": work.inventory,
            "room": work.room,
            "x": f"{work.x:g}",
            "y": f"{work.y:g}",
            "by_number": "yes" if work.by_number else "no",
        }
        for name in LABEL_FIELDS:
            values |= text_values(name, getattr(work, name), self._snapshot.languages)
        values["sources"] = sources_text(work.sources)
        for medium in work.media:
            prefix = f"medium.{medium.file}"
            values |= text_values(f"{prefix}.alt", medium.alt, self._snapshot.languages)
            values[f"{prefix}.reference"] = "yes" if medium.reference else "no"
            values |= rights_values(prefix, medium.rights)
        return values | self._blocks.values(work.blocks)

    def read(self, work: Work, typed: Mapping[str, str]) -> tuple[Work, dict[str, str]]:
        """Return the work as typed, and a sentence for each field that is not acceptable."""
        errors: dict[str, str] = {}
        languages = self._snapshot.languages
        changes: dict[str, Any] = {
            name: read_text(name, getattr(work, name), typed, languages) for name in LABEL_FIELDS
        }
        changes["number"] = self._number(work, typed, errors)
        changes["inventory"] = self._inventory(work, typed, errors)
        changes["room"] = typed.get("room", work.room)
        if changes["room"] not in {room.key for room in self._snapshot.rooms}:
            errors["room"] = _("Choose one of the rooms.")
        for name in ("x", "y"):
            stored = getattr(work, name)
            changes[name] = read_number(name, typed, stored, PLAN_LIMITS_M, errors)
        if not changes["title"]:
            errors[f"title.{languages[0]}"] = _("A work needs a title in one language at least.")
        if "by_number" in typed:
            changes["by_number"] = typed["by_number"] == "yes"
        changes["sources"] = read_sources("sources", work.sources, typed, errors)
        changes["media"] = [self._medium(medium, typed) for medium in work.media]
        changes["blocks"] = self._blocks.read(work.key, work.blocks, typed, errors)
        return replace(work, **changes), errors

    def _number(self, work: Work, typed: Mapping[str, str], errors: dict[str, str]) -> int:
        number = read_whole("number", typed, work.number, NUMBER_LIMITS, errors)
        taken = {other.number: other for other in self._snapshot.works if other.key != work.key}
        if number in taken:
            other = self._snapshot.name(taken[number].title)
            errors["number"] = _(
                "{number} is the number of {other}. Choose another.", number=number, other=other
            )
        return number

    def _inventory(self, work: Work, typed: Mapping[str, str], errors: dict[str, str]) -> str:
        inventory = typed_text(work.inventory, typed.get("inventory"))
        longest = INVENTORY_LIMITS.longest or len(inventory)
        if len(inventory) > longest:
            errors["inventory"] = _("Write {number} characters at most.", number=longest)
            return work.inventory
        return inventory

    def _medium(self, medium: Medium, typed: Mapping[str, str]) -> Medium:
        prefix = f"medium.{medium.file}"
        stored = "yes" if medium.reference else "no"
        return replace(
            medium,
            alt=read_text(f"{prefix}.alt", medium.alt, typed, self._snapshot.languages),
            reference=typed.get(f"{prefix}.reference", stored) == "yes",
            rights=read_rights(prefix, medium.rights, typed),
        )


def without_picture(work: Work, file: str) -> Work:
    """Return the work without one picture and its details. The files stay in the store, so that undo finds them."""
    media = [
        medium
        for medium in work.media
        if medium.file != file and (medium.detail is None or medium.detail.of != file)
    ]
    return replace(work, media=media)
