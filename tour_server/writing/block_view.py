"""What the page of a work shows of each block: its words in pieces, its length, who wrote and approved it, its form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from msgspec import Struct

from contract.museum import Block, Work
from tour_server.catalogue.approvals import PartApproval, UnitApproval
from tour_server.catalogue.block_form import NEW, block_values
from tour_server.catalogue.field_values import same_text
from tour_server.catalogue.form_state import FormFields, FormState
from tour_server.writing.block_form_page import SourceRow, source_rows, typed_values
from tour_server.writing.block_speech import BlockSpeech
from tour_server.writing.citations import Citation, citation_of
from tour_server.writing.comments import TextComment
from tour_server.writing.script import Change
from tour_server.writing.text_pieces import ShownPiece, shown_pieces
from tour_server.writing.typed_texts import KeptForm
from web.translations import gettext as _
from web.translations import mark

FAULT_WORDS = {
    "characters_per_second": mark("too fast to read: {value} characters a second, {limit} at most"),
    "seconds_per_word": mark(
        "short words too fast to read: {value} s for each, {limit} s at least"
    ),
    "line_length": mark("a line is too wide for the screen"),
    "lines": mark("too many lines at once"),
}
OTHER_FAULT = mark("the subtitle breaks a rule ({rule})")


class BlockForms(Struct, frozen=True):
    """The form of a block: its fields, the rows of its sources, and when the person's own typed text was kept."""

    fields: FormFields
    sources: list[SourceRow]
    kept_at: dt.datetime | None = None
    is_open: bool = False


class BlockView(Struct, frozen=True):
    """A block as the page shows it. `form` is None for who may not write, and for blocks of links."""

    block: Block
    pieces: list[ShownPiece]
    speech: BlockSpeech
    faults: list[str]
    citations: list[Citation]
    approval: UnitApproval | None
    change: Change | None
    is_published: bool
    comments: list[TextComment]
    form: BlockForms | None


class PageFacts(Struct, frozen=True):
    """What the views of a page's blocks are made of, each by the key of a block."""

    speeches: Mapping[str, BlockSpeech]
    approval: PartApproval
    changes: Mapping[str, Change]
    published: Mapping[str, Block] | None
    comments: Mapping[str, Sequence[TextComment]]
    typed: Mapping[str, KeptForm]
    version: int
    opened: str
    returned: tuple[str, FormState] | None
    writes: bool


def block_view(block: Block, facts: PageFacts, *, is_own: bool = True) -> BlockView:
    """Return a block as the page shows it. `is_own`: it belongs to the work and not to a link."""
    speech = facts.speeches[block.key]
    return BlockView(
        block,
        shown_pieces(block, speech.faults),
        speech,
        [fault_words(one.rule, one.value, one.limit) for one in speech.faults],
        [citation_of(source) for source in block.sources],
        facts.approval.blocks.get(block.key) if is_own else None,
        facts.changes.get(block.key) if is_own else None,
        facts.published is None or _unsigned(facts.published.get(block.key)) == _unsigned(block),
        list(facts.comments.get(block.key, ())) if is_own else [],
        block_form(block.key, block.key, block, facts) if is_own and facts.writes else None,
    )


def block_form(key: str, kept_as: str, block: Block, facts: PageFacts) -> BlockForms:
    """Return the form of a block as saved, as it comes back, or as the person typed it before.

    `key`: in the names of its fields. `kept_as`: the name under which what was typed is kept.
    """
    values, typed = block_values(block), facts.typed.get(kept_as)
    returned, kept_at = None, None
    if facts.returned is not None and facts.returned[0] == key:
        returned = facts.returned[1]
    elif typed is not None:
        stored = None if key == NEW else block
        kept = typed_values(key, typed.values, stored)
        if any(not same_text(text, values.get(name)) for name, text in kept.items()):
            returned, kept_at = FormState(kept, typed.version, ""), typed.saved_at
    fields = FormFields(values, facts.version, None, returned)
    return BlockForms(
        fields,
        source_rows(fields.value(f"block.{key}.sources")),
        kept_at,
        is_open=returned is not None or facts.opened == key,
    )


def fault_words(rule: str, value: float, limit: float) -> str:
    """Return in words why a subtitle can't be read."""
    if rule not in FAULT_WORDS:
        return _(OTHER_FAULT, rule=rule)
    return _(FAULT_WORDS[rule], value=format(value, ".3g"), limit=format(limit, ".3g"))


def label_citations(work: Work) -> list[Citation]:
    """Return the sources of a work's label."""
    return [citation_of(source) for source in work.sources]


def _unsigned(block: Block | None) -> tuple[object, ...] | None:
    """Return what of a block visitors can notice, without names, which do not leave the house."""
    if block is None:
        return None
    said = (block.text, block.language, block.level, block.theme, block.layer, block.part)
    return (*said, block.sources, block.rights, block.authorship, block.italics)
