"""What the page Recordings shows of each text: how it is read, which takes there are, and which one is heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape
from msgspec import Struct

from contract.museum import Block, Link, Pronunciation, Work
from narration.script import in_telling_order
from narration.speech.alignment_doubt import Doubt, DoubtKind
from narration.spoken_form.lexicon import applied
from narration.spoken_form.spoken_text import spoken
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.recordings.take import Take
from web.translations import gettext as _

Owner = Work | Link


class BlockReading(Struct, frozen=True):
    """A text to read out. `said_as`: with its numbers and abbreviations as words, empty where it has none.

    `used`: the take that is heard from the next publish on; `waiting`: the one that will be used once its words' times
    are found; `earlier`: the newest take of another wording, where none is used.
    """

    block: Block
    said_as: str
    pronounced: list[Pronunciation]
    takes: list[Take]
    used: Take | None
    waiting: Take | None
    earlier: Take | None

    @property
    def marked(self) -> Markup:
        """The text with the sentences marked that the used take may not say."""
        return marked_text(self.block.text, self.used.doubts if self.used else ())


def owners(snapshot: CatalogueSnapshot) -> list[tuple[str, str]]:
    """Returns (key, name) of everything with narration: works by number, unless one is to be typed, then links."""
    listed = snapshot.works if snapshot.lists_works else []
    named = [(work.key, snapshot.work_name(work)) for work in listed]
    numbers = {work.key: work.number for work in snapshot.works}
    for link in snapshot.links:
        of = ", ".join(str(numbers.get(key, key)) for key in link.works)
        named.append((link.key, _("Link of {works}", works=of)))
    return named


def owner_of(snapshot: CatalogueSnapshot, text: str) -> Owner | None:
    """Returns the work that was chosen or typed, or the link with this key, else the first work, None where none is."""
    link = next((one for one in snapshot.links if one.key == text), None)
    first: list[Owner] = [*snapshot.works[:1], *snapshot.links[:1]]
    return link or snapshot.typed_work(text) or (first[0] if first else None)


def owner_name(snapshot: CatalogueSnapshot, owner: Owner | None) -> str:
    """Returns what stands in the field in which a work is typed: the key of a link, where it is about one."""
    return (
        snapshot.work_name(owner) if isinstance(owner, Work) else "" if owner is None else owner.key
    )


def blocks_of(owner: Owner | None, language: str) -> list[Block]:
    """Returns the blocks of a language in the order in which they are told."""
    blocks = [] if owner is None else owner.blocks
    return in_telling_order(block for block in blocks if block.language == language)


def readings(
    blocks: Sequence[Block], takes: Mapping[str, list[Take]], lexicon: Sequence[Pronunciation]
) -> list[BlockReading]:
    """Returns what is shown of each block. `takes`: of a block, the newest first."""
    return [_reading(block, takes.get(block.key, []), lexicon) for block in blocks]


def marked_text(text: str, doubts: Sequence[Doubt]) -> Markup:
    """Returns the text as HTML, each doubtful sentence in a `mark` with the reason for those who hover or listen."""
    made, at = Markup(), 0
    reasons = {
        DoubtKind.LEFT_OUT: _("left out?"),
        DoubtKind.OTHERWISE: _("said otherwise?"),
    }
    for doubt in doubts:
        end = doubt.start + doubt.length
        made += escape(text[at : doubt.start])
        made += Markup('<mark>{} <span class="reason">{}</span></mark>').format(
            text[doubt.start : end], reasons[doubt.kind]
        )
        at = end
    return made + escape(text[at:])


def _reading(block: Block, takes: list[Take], lexicon: Sequence[Pronunciation]) -> BlockReading:
    of_text = [
        one
        for one in takes
        if one.text == block.text and one.language == block.language and one.chosen_at
    ]
    chosen = sorted(of_text, key=lambda one: str(one.chosen_at), reverse=True)
    used = next((one for one in chosen if one.alignment is not None), None)
    others = [one for one in takes if one.text != block.text]
    said_as = spoken(block.text, block.language, lexicon).spoken
    return BlockReading(
        block=block,
        said_as="" if said_as.split() == block.text.split() else said_as,
        pronounced=applied(lexicon, block.text, block.language),
        takes=takes,
        used=used,
        waiting=next((one for one in chosen[:1] if one.alignment is None), None),
        earlier=others[0] if others and not chosen else None,
    )
