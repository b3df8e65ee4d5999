"""A work as a form: its label in every language side by side, its place on the plan, its pictures, its narration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from contract.museum import Medium, Work
from tour_server.catalogue.block_form import (
    BlockForm,
    read_rights,
    read_sources,
    rights_values,
    sources_text,
)
from tour_server.catalogue.editing import (
    Values,
    read_number,
    read_text,
    read_whole,
    text_values,
)
from tour_server.catalogue.snapshot import House

LABEL = ("title", "maker", "date", "place", "materials")
FARTHEST = 10_000.0  # metres from the plan's corner


class WorkForm:
    """Works of this house, as forms. `by` is who types, for the blocks they add."""

    def __init__(self, house: House, by: str) -> None:
        self._house = house
        self._blocks = BlockForm(house, by)

    def values(self, work: Work) -> Values:
        """The work as fields."""
        values: Values = {
            "number": str(work.number),
            "room": work.room,
            "x": f"{work.x:g}",
            "y": f"{work.y:g}",
        }
        for name in LABEL:
            values |= text_values(name, getattr(work, name), self._house.languages)
        values["sources"] = sources_text(work.sources)
        for medium in work.media:
            at = f"medium.{medium.file}"
            values |= text_values(f"{at}.alt", medium.alt, self._house.languages)
            values[f"{at}.reference"] = "yes" if medium.reference else "no"
            values |= rights_values(at, medium.rights)
        return values | self._blocks.values(work.blocks)

    def read(self, work: Work, typed: Mapping[str, str]) -> tuple[Work, dict[str, str]]:
        """The work with what was typed, and what is wrong with it, by field."""
        wrong: dict[str, str] = {}
        changes: dict[str, Any] = {
            name: read_text(name, getattr(work, name), typed, self._house.languages)
            for name in LABEL
        }
        changes["number"] = read_whole("number", typed, work.number, 1, 99_999, wrong)
        taken = {other.number: other for other in self._house.works if other.key != work.key}
        if changes["number"] in taken:
            other = self._house.name(taken[changes["number"]].title)
            wrong["number"] = f"{changes['number']} is the number of {other}. Choose another."
        changes["room"] = typed.get("room", work.room)
        if changes["room"] not in {room.key for room in self._house.rooms}:
            wrong["room"] = "Choose one of the rooms."
        for name in ("x", "y"):
            was = getattr(work, name)
            changes[name] = read_number(name, typed, was, -FARTHEST, FARTHEST, wrong)
        if not changes["title"]:
            wrong[f"title.{self._house.languages[0]}"] = (
                "A work needs a title in one language at least."
            )
        changes["sources"] = read_sources("sources", work.sources, typed, wrong)
        changes["media"] = [self._medium(medium, typed) for medium in work.media]
        changes["blocks"] = self._blocks.read(work.key, work.blocks, typed, wrong)
        return replace(work, **changes), wrong

    def _medium(self, medium: Medium, typed: Mapping[str, str]) -> Medium:
        at = f"medium.{medium.file}"
        was = "yes" if medium.reference else "no"
        return replace(
            medium,
            alt=read_text(f"{at}.alt", medium.alt, typed, self._house.languages),
            reference=typed.get(f"{at}.reference", was) == "yes",
            rights=read_rights(at, medium.rights, typed),
        )


def without_picture(work: Work, file: str) -> Work:
    """The work without one picture; the picture itself stays in the store, for undo."""
    return replace(work, media=[one for one in work.media if one.file != file])
