"""Links at the desk: narration on what works share, for visitors who have met more than one of the works."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from contract.field_limits import field_limits
from contract.museum import Link, Relation
from contract.text_units import languages_without_narration
from tour_server.catalogue.block_form import (
    BlockForm,
    block_options,
    blocks_by_language,
    without_block,
)
from tour_server.catalogue.field_values import Values
from tour_server.catalogue.form_state import FormFields, translated_choices
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.resource import ActionResult, Resource
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.catalogue.typed_works import unknown_work
from tour_server.staff.session import person
from web.translations import gettext as _
from web.translations import mark

RELATION_LABELS = [
    (Relation.MAKER.value, mark("their maker")),
    (Relation.MOTIF.value, mark("a motif")),
    (Relation.CONSTRUCTION.value, mark("a way of making")),
]
FEWEST_WORKS = field_limits(Link, "works").shortest or 0


class LinkForm:
    """The form of a link. `by` is the person who types."""

    def __init__(self, snapshot: CatalogueSnapshot, by: str) -> None:
        self._snapshot = snapshot
        self._blocks = BlockForm(snapshot, by)

    def values(self, link: Link) -> Values:
        """Return the link as fields."""
        return {"relation": link.relation.value, **self._blocks.values(link.blocks)}

    def read(self, link: Link, typed: Mapping[str, str]) -> tuple[Link, dict[str, str]]:
        """Return the link as typed, and a sentence for each field that is not acceptable."""
        errors: dict[str, str] = {}
        relation = typed.get("relation", link.relation)
        if relation not in list(Relation):
            errors["relation"], relation = _("Choose one of these."), link.relation
        works = list(link.works)
        for name in ("add", "add_second"):
            added = typed.get(name, "")
            work = self._snapshot.typed_work(added)
            if added and work is None:
                errors[name] = unknown_work(self._snapshot)
            elif work is not None and work.key not in works:
                works.append(work.key)
        stem = "-".join(works[:2]) or "link"
        blocks = self._blocks.read(stem, link.blocks, typed, errors)
        return replace(link, relation=Relation(relation), works=works, blocks=blocks), errors


class LinkResource(Resource):
    """`/desk/links`."""

    kind, path = PartKind.LINK, "links"
    singular, plural = mark("link"), mark("Links")
    add_label, remove_label = mark("Add a link"), mark("Remove this link")
    form_template, list_template = "catalogue/link.html", "catalogue/links.html"

    def form(self, snapshot: CatalogueSnapshot) -> LinkForm:
        """Return the form of a link."""
        return LinkForm(snapshot, person().name)

    def blank(self, snapshot: CatalogueSnapshot) -> Link:
        """Return the link that a new one starts from."""
        return Link(key="new", works=[], relation=Relation.MOTIF, blocks=[])

    @staticmethod
    def name(snapshot: CatalogueSnapshot, body: Link) -> str:
        """Return the titles of its works."""
        works = [snapshot.work(key) for key in body.works]
        return " · ".join(
            snapshot.name(work.title) if work is not None else key
            for key, work in zip(body.works, works, strict=True)
        )

    def extra_values(self, snapshot: CatalogueSnapshot, body: Link) -> Values:
        """Return the fields of a work and of a block to be added."""
        empty = BlockForm(snapshot, person().name).empty(body.blocks)
        return {"add": "", "add_second": "", **empty}

    def template_context(
        self, snapshot: CatalogueSnapshot, body: Link, fields: FormFields
    ) -> dict[str, Any]:
        """Return the choices of its fields and its narration."""
        return {
            "relations": translated_choices(RELATION_LABELS),
            "other_works": snapshot.work_choices(body.works),
            "fewest_works": FEWEST_WORKS,
            "narration": blocks_by_language(snapshot, body.blocks, fields),
            "options": block_options(snapshot),
        }

    def handle_action(self, action: str, target: str) -> ActionResult:
        """Remove a block, or take a work out."""
        changes: dict[str, Callable[[Link], Link]] = {
            "without-block": lambda link: without_block(link, target),
            "without": lambda link: _without_work(link, target),
        }
        return ActionResult(changes.get(action))

    def missing_fields(self, body: Link, typed: Mapping[str, str]) -> dict[str, str]:
        """Ask for works until there are two."""
        if len(body.works) >= FEWEST_WORKS:
            return {}
        field = "add" if not typed.get("add") else "add_second"
        return {field: _("A link is between two works at least. Choose another one.")}

    def missing_languages(self, snapshot: CatalogueSnapshot, body: Link) -> list[str]:
        """Return the museum's languages in which it has no narration."""
        return languages_without_narration(body, snapshot.languages)


def _without_work(link: Link, work: str) -> Link:
    """Return the link without one work, or unchanged when it has only two."""
    works = [one for one in link.works if one != work]
    return replace(link, works=works) if len(works) >= FEWEST_WORKS else link
