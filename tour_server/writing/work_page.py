"""Collects what the page of a work shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import url_for
from msgspec import Struct

from contract.museum import Block, Level, Link, Work
from tour_server.catalogue.approvals import Approvals
from tour_server.catalogue.block_form import NEW, block_options
from tour_server.catalogue.current_museum import PublishedMuseum
from tour_server.catalogue.drafts import Drafts, Part, PartVersion
from tour_server.catalogue.form_state import LEVEL_LABELS, FormState
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.staff.permissions import Permission
from tour_server.staff.session import may, person
from tour_server.writing.block_form_page import blank_block
from tour_server.writing.block_speech import BlockSpeeches
from tour_server.writing.block_view import (
    PageFacts,
    block_form,
    block_view,
    label_citations,
)
from tour_server.writing.comments import Comments, TextComment
from tour_server.writing.script import last_changes, levels_told, link_names, script
from tour_server.writing.typed_texts import KeptForm, TypedTexts
from web.translations import gettext as _


class PageChoice(Struct, frozen=True):
    """What the address chooses: a language, one beside it (empty: none), and for whom."""

    language: str
    beside: str
    level: Level

    def arguments(self) -> dict[str, str]:
        """Return it as the arguments of an address."""
        return {"language": self.language, "beside": self.beside, "for": self.level.value}


def chosen(args: Mapping[str, str], languages: list[str]) -> PageChoice:
    """Return what an address chooses, of the museum's languages. The source language stands beside the others."""
    language = args.get("language", "")
    if language not in languages:
        language = languages[0]
    beside = args.get("beside", languages[0])
    if beside not in languages or beside == language:
        beside = ""
    level = args.get("for", "")
    return PageChoice(language, beside, Level(level) if level in list(Level) else Level.ADULT)


def page_address(work: str, choice: PageChoice, anchor: str | None = None) -> str:
    """Return the address of the page of a work."""
    values: dict[str, Any] = choice.arguments()
    return url_for("writing.work", key=work, _anchor=anchor, **values)


def kept_as_new(choice: PageChoice) -> str:
    """Return the name under which the typed text of a new block is kept."""
    return f"{NEW}-{choice.language}-{choice.level.value}"


class WorkPage:
    """Makes the variables of the page's template."""

    def __init__(
        self,
        drafts: Drafts,
        published: PublishedMuseum,
        approvals: Approvals,
        speeches: BlockSpeeches,
        typed: TypedTexts,
        comments: Comments,
    ) -> None:
        self._drafts, self._published = drafts, published
        self._approvals = approvals
        self._speeches, self._typed, self._comments = speeches, typed, comments

    def context(
        self,
        snapshot: CatalogueSnapshot,
        part: Part,
        choice: PageChoice,
        opened: str = "",
        returned: tuple[str, FormState] | None = None,
    ) -> dict[str, Any]:
        """Return the variables. `opened`: the block whose form is open; `returned`: the form that comes back."""
        work: Work = part.body
        links = [link for link in snapshot.links if work.key in link.works]
        sections = script(work, links, choice.language, choice.beside or None, choice.level)
        versions = self._drafts.history(part.kind, part.key)
        facts = self._facts(part, links, versions, opened, returned)
        own = {block.key for block in work.blocks}
        views = {
            block.key: block_view(block, facts, is_own=block.key in own)
            for section in sections
            for row in section.rows
            for block in (row.block, row.beside)
            if block is not None
        }
        spoken = [row.block for section in sections for row in section.rows if row.block]
        blank = blank_block(snapshot, person().name, choice.language, choice.level)
        return {
            "snapshot": snapshot,
            "part": part,
            "work": work,
            "choice": choice,
            "sections": sections,
            "views": views,
            "seconds": sum(views[one.key].speech.seconds for one in spoken if one.layer == 1),
            "is_estimated": any(views[one.key].speech.is_estimated for one in spoken),
            "levels": levels_told(work, choice.language),
            "level_words": [(Level(level), _(label)) for level, label in LEVEL_LABELS],
            "links": link_names(snapshot, work.key, lambda other: snapshot.name(other.title)),
            "citations": label_citations(work),
            "options": block_options(snapshot),
            "label_comments": _open_on_label(facts.comments),
            "undoable": _undoable(versions),
            "new": block_form(NEW, kept_as_new(choice), blank, facts) if facts.writes else None,
            "kept_as_new": kept_as_new(choice),
            **_typed_elsewhere(work, facts.typed, set(views)),
        }

    def _facts(
        self,
        part: Part,
        links: list[Link],
        versions: list[PartVersion],
        opened: str,
        returned: tuple[str, FormState] | None,
    ) -> PageFacts:
        work: Work = part.body
        museum, every = self._published(), [*work.blocks, *(b for one in links for b in one.blocks)]
        out: dict[str, Block] | None = None
        if museum is not None:
            owners: list[Work | Link] = [*museum.works, *museum.links]
            out = {block.key: block for owner in owners for block in owner.blocks}
        writes = may(Permission.WRITE)
        return PageFacts(
            self._speeches.of_blocks(every),
            self._approvals.for_page(part, may(Permission.APPROVE)),
            last_changes(versions),
            out,
            self._comments.of_part(part.kind, work.key),
            self._typed.of_work(person().name, work.key) if writes else {},
            part.version,
            opened,
            returned,
            writes,
        )


def _typed_elsewhere(
    work: Work, typed: Mapping[str, KeptForm], shown: Collection[str]
) -> dict[str, Any]:
    """Return what the person typed in blocks that the page does not show, and in blocks that are gone."""
    of_key = {block.key: block for block in work.blocks}
    return {
        "typed_elsewhere": [of_key[key] for key in typed if key in of_key and key not in shown],
        "typed_in_lost": {
            key: one
            for key, one in typed.items()
            if key not in of_key and not key.startswith(f"{NEW}-")
        },
    }


def _open_on_label(comments: Mapping[str, Sequence[TextComment]]) -> int:
    """Return how many comments on the texts of a work that are no blocks are open."""
    of_label = (found for unit, found in comments.items() if unit.startswith("/"))
    return sum(one.resolved_at is None for found in of_label for one in found)


def _undoable(versions: list[PartVersion]) -> PartVersion | None:
    """Return the last change of a work that an undo takes back; None where there is none before it."""
    if len(versions) < 2 or versions[0].body is None or versions[1].body is None:
        return None
    return versions[0]
