"""Links at the desk: narration on what works share; a visitor hears it who has met more than one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort
from msgspec.structs import replace

from contract.museum import Link, Relation
from tour_server.catalogue.block_form import (
    BlockForm,
    approve,
    block_options,
    groups,
    without_block,
)
from tour_server.catalogue.editing import Values
from tour_server.catalogue.parts import Kind
from tour_server.catalogue.resource import Asked, Noun
from tour_server.catalogue.shown import Fields
from tour_server.catalogue.snapshot import House
from tour_server.staff.session import may_approve, person

RELATIONS = [
    (Relation.MAKER.value, "their maker"),
    (Relation.MOTIF.value, "a motif"),
    (Relation.CONSTRUCTION.value, "a way of making"),
]
FEWEST = 2  # works


class LinkForm:
    """Links between works of this house, as forms. `by` is who types."""

    def __init__(self, house: House, by: str) -> None:
        self._house = house
        self._blocks = BlockForm(house, by)

    def values(self, link: Link) -> Values:
        """The link as fields."""
        return {"relation": link.relation.value, **self._blocks.values(link.blocks)}

    def read(self, link: Link, typed: Mapping[str, str]) -> tuple[Link, dict[str, str]]:
        """The link with what was typed, and what is wrong with it, by field."""
        wrong: dict[str, str] = {}
        relation = typed.get("relation", link.relation)
        if relation not in list(Relation):
            wrong["relation"], relation = "Choose one of these.", link.relation
        works = list(link.works)
        for name in ("add", "add_second"):
            added = typed.get(name, "")
            if added and self._house.work(added) is None:
                wrong[name] = "Choose one of the works."
            elif added and added not in works:
                works.append(added)
        blocks = self._blocks.read("-".join(works[:2]) or "link", link.blocks, typed, wrong)
        return replace(link, relation=Relation(relation), works=works, blocks=blocks), wrong


class Links(Noun):
    """`/desk/links`."""

    kind, at, one, many = Kind.LINK, "links", "link", "Links"
    page, list_page = "catalogue/link.html", "catalogue/links.html"

    def form(self, here: House) -> LinkForm:
        """How a link is typed here."""
        return LinkForm(here, person().name)

    def blank(self, here: House) -> Link:
        """What a new link begins from."""
        return Link(key="new", works=[], relation=Relation.MOTIF, blocks=[])

    @staticmethod
    def name(here: House, body: Link) -> str:
        """The titles of its works."""
        works = [here.work(key) for key in body.works]
        return " · ".join(
            here.name(work.title) if work is not None else key
            for key, work in zip(body.works, works, strict=True)
        )

    def more_values(self, here: House, body: Link) -> Values:
        """The fields of a work or a block to be added."""
        empty = BlockForm(here, person().name).empty(body.blocks)
        return {"add": "", "add_second": "", **empty}

    def words(self, here: House, body: Link, fields: Fields) -> dict[str, Any]:
        """What its template offers to choose from."""
        return {
            "relations": RELATIONS,
            "others": here.choices(body.works),
            "narration": groups(here, body.blocks, fields),
            "options": block_options(here),
            "may_approve": may_approve(),
        }

    def asked(self, action: str, what: str) -> Asked:
        """Approving or removing a block, taking a work out."""
        if action == "approve" and not may_approve():
            abort(403, "A curator or a manager approves words.")
        by = person().name
        changes: dict[str, Callable[[Link], Link]] = {
            "approve": lambda link: approve(link, what, by),
            "without-block": lambda link: without_block(link, what),
            "without": lambda link: _without_work(link, what),
        }
        return Asked(changes.get(action), anchor=what if action == "approve" else None)

    def lacks(self, body: Link, typed: Mapping[str, str]) -> dict[str, str]:
        """Two works."""
        if len(body.works) >= FEWEST:
            return {}
        field = "add" if not typed.get("add") else "add_second"
        return {field: "A link is between two works at least. Choose another one."}

    def missing(self, here: House, body: Link) -> list[str]:
        """The languages in which it is not told."""
        told = {block.language for block in body.blocks}
        return [language for language in here.languages if language not in told]


def _without_work(link: Link, work: str) -> Link:
    """The link without one work; the last two stay."""
    works = [one for one in link.works if one != work]
    return replace(link, works=works) if len(works) >= FEWEST else link
