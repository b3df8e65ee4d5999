"""Narration blocks as fields of a form, for works and for links, and their list by language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from contract.field_limits import field_limits, type_limits
from contract.italics import kept_italics
from contract.museum import (
    NOT_STATED,
    Authorship,
    Block,
    BlockPart,
    ItalicPhrase,
    Level,
    Link,
    Rights,
    Source,
    Work,
)
from runtime.languages import own_name
from tour_server.catalogue.field_values import (
    Values,
    number_attributes,
    read_whole,
    same_text,
    typed_text,
)
from tour_server.catalogue.form_state import LEVEL_LABELS, FormFields, translated_choices
from tour_server.catalogue.keys import block_key
from tour_server.catalogue.marked_text import text_and_italics
from tour_server.catalogue.plain_text import plain_text
from tour_server.catalogue.snapshot import CatalogueSnapshot
from web.translations import gettext as _
from web.translations import mark

NEW = "new"  # in place of the key of the block that is being added
TEXT_LIMITS = field_limits(Block, "text")
LAYER_LIMITS = field_limits(Block, "layer")
CITATION_LIMITS = field_limits(Source, "citation")
ITALIC_LIMITS = type_limits(ItalicPhrase)
NO_THEME = "about"  # the theme of blocks in a museum that has no themes
RIGHTS_NOT_STATED = Rights(NOT_STATED)  # of what is typed at the desk, until the person says more
PART_LABELS = [
    (BlockPart.LOOK.value, mark("makes one look")),
    (BlockPart.TELLING.value, mark("tells")),
    (BlockPart.QUESTION.value, mark("asks at the end")),
]
AUTHORSHIP_LABELS = [
    (Authorship.PERSON.value, mark("a person")),
    (Authorship.TRANSLATION_MACHINE.value, mark("a translation machine")),
    (Authorship.MODEL.value, mark("a language model")),
]

WorkOrLink = TypeVar("WorkOrLink", Work, Link)


class BlockForm:
    """The fields of narration blocks. `by` is the person who types, the author of blocks they add."""

    def __init__(self, snapshot: CatalogueSnapshot, by: str) -> None:
        self._snapshot = snapshot
        self._by = by

    def values(self, blocks: Sequence[Block]) -> Values:
        """Return the blocks as fields named `block.<key>.<field>`."""
        values: Values = {}
        for block in blocks:
            values |= block_values(block)
        return values

    def empty(self, blocks: Sequence[Block]) -> Values:
        """Return the fields of a block to be added, in the first language that `blocks` do not have."""
        present = {block.language for block in blocks}
        languages = self._snapshot.languages
        language = next((one for one in languages if one not in present), languages[0])
        return block_values(self.blank(language))

    def read(
        self, stem: str, blocks: list[Block], typed: Mapping[str, str], errors: dict[str, str]
    ) -> list[Block]:
        """Return the blocks as typed, then the block that was added, whose key starts with `stem`."""
        found = [self._block(block, typed, errors) for block in blocks]
        if typed.get(f"block.{NEW}.text", "").strip():
            added = self._block(self.blank(self._snapshot.languages[0]), typed, errors)
            found.append(replace(added, key=self._free_key(stem, added)))
        return found

    def blank(self, language: str) -> Block:
        """Return the block that a new one in this language starts from."""
        return Block(
            key=NEW,
            language=language,
            level=Level.ADULT,
            theme=self._snapshot.themes[0].key if self._snapshot.themes else NO_THEME,
            text="",
            sources=[],
            written_by=self._by,
            rights=RIGHTS_NOT_STATED,
        )

    def _free_key(self, stem: str, block: Block) -> str:
        taken = self._snapshot.block_keys
        names = (block_key(stem, block.language, block.level, n) for n in range(1, 10_000))
        return next(name for name in names if name not in taken)

    def _block(self, block: Block, typed: Mapping[str, str], errors: dict[str, str]) -> Block:
        prefix = f"block.{block.key}"

        def field(name: str, stored: str) -> str:
            return typed_text(stored, typed.get(f"{prefix}.{name}"))

        text, marked = block.text, list[str]()
        written = typed.get(f"{prefix}.text")
        if not same_text(text, text if written is None else written):
            text, marked = text_and_italics((written or "").strip())
        language, theme = field("language", block.language), field("theme", block.theme)
        level, authorship = field("level", block.level), field("hand", block.authorship)
        part, written_by = field("part", block.part), field("written_by", block.written_by)
        for name, error in (
            ("text", _text_error(text)),
            ("language", self._language_error(language, block.language)),
            ("theme", self._theme_error(theme)),
            ("level", _choice_error(level, Level)),
            ("part", _choice_error(part, BlockPart)),
            ("hand", _choice_error(authorship, Authorship)),
        ):
            if error:
                errors[f"{prefix}.{name}"] = error
        sources = read_sources(f"{prefix}.sources", block.sources, typed, errors)
        if not sources and text:
            message = _("Nothing is said without a source. Name one.")
            errors.setdefault(f"{prefix}.sources", message)
        if not written_by:
            errors[f"{prefix}.written_by"] = _("Say who wrote this.")
        layer = read_whole(f"{prefix}.layer", typed, block.layer, LAYER_LIMITS, errors)
        if any(name.startswith(f"{prefix}.") for name in errors):
            return block
        return replace(
            block,
            text=text,
            language=language,
            level=Level(level),
            theme=theme,
            layer=layer,
            part=BlockPart(part),
            sources=sources,
            written_by=written_by,
            authorship=Authorship(authorship),
            rights=read_rights(prefix, block.rights, typed),
            italics=_read_italics(f"{prefix}.italics", block.italics, text, typed, marked),
        )

    def _language_error(self, language: str, stored: str) -> str:
        known = language in [*self._snapshot.languages, stored]
        return "" if known else _("Choose one of the museum's languages.")

    def _theme_error(self, theme: str) -> str:
        themes = {one.key for one in self._snapshot.themes}
        return _("Choose one of the themes.") if themes and theme not in themes else ""


def _text_error(text: str) -> str:
    if not text:
        return _("Write the words, or remove this block.")
    if TEXT_LIMITS.longest is not None and len(text) > TEXT_LIMITS.longest:
        return _(
            "{length} characters; {longest} at most.", length=len(text), longest=TEXT_LIMITS.longest
        )
    return ""


def _choice_error(value: str, choices: type[Level] | type[BlockPart] | type[Authorship]) -> str:
    return "" if value in list(choices) else _("Choose one of these.")


def block_values(block: Block) -> Values:
    """Return one block as fields."""
    prefix = f"block.{block.key}"
    return {
        f"{prefix}.text": block.text,
        f"{prefix}.language": block.language,
        f"{prefix}.level": block.level.value,
        f"{prefix}.theme": block.theme,
        f"{prefix}.layer": str(block.layer),
        f"{prefix}.part": block.part.value,
        f"{prefix}.italics": "\n".join(block.italics),
        f"{prefix}.sources": sources_text(block.sources),
        f"{prefix}.written_by": block.written_by,
        f"{prefix}.hand": block.authorship.value,
        **rights_values(prefix, block.rights),
    }


def _read_italics(
    name: str, stored: list[str], text: str, typed: Mapping[str, str], marked: list[str]
) -> list[str]:
    """Return the phrases in italics, one a line of the field, without those that the text does not have.

    `marked`: those that stood between marks in the text.
    """
    lines = plain_text(typed[name]).splitlines() if name in typed else stored
    longest = ITALIC_LIMITS.longest or 0
    found = [one for one in kept_italics(text, [*lines, *marked]) if len(one) <= longest]
    return stored if found == stored else found


def rights_values(prefix: str, rights: Rights) -> Values:
    """Return a licence and its holder as two fields."""
    return {f"{prefix}.licence": rights.licence, f"{prefix}.holder": rights.holder}


def read_rights(prefix: str, stored: Rights, typed: Mapping[str, str]) -> Rights:
    """Return the rights typed. An empty licence becomes "not stated"."""
    licence = typed_text(stored.licence, typed.get(f"{prefix}.licence")) or NOT_STATED
    holder = typed_text(stored.holder, typed.get(f"{prefix}.holder"))
    if (licence, holder) == (stored.licence, stored.holder):
        return stored
    if licence == stored.licence:
        return replace(stored, holder=holder)
    return replace(stored, licence=licence, holder=holder, uri="")  # of the licence before


def sources_text(sources: list[Source]) -> str:
    """Return the sources as text, one a line: `citation | where to look`."""
    return "\n".join(_source_line(source) for source in sources)


def read_sources(
    name: str, stored: list[Source], typed: Mapping[str, str], errors: dict[str, str]
) -> list[Source]:
    """Return the sources typed in the field `name`, or the stored ones where the text is unchanged."""
    text = typed.get(name)
    if text is None or same_text(text, sources_text(stored)):
        return stored
    found = []
    for line in text.splitlines():
        citation, bar, where = line.rpartition(" |")
        citation, where = plain_text(citation if bar else line), plain_text(where)
        source = Source(citation.strip(), where.strip() if bar else None)
        if not line.strip():
            continue
        if len(source.citation) < (CITATION_LIMITS.shortest or 0):
            errors[name] = _("“{line}” is too short for a reader to look up.", line=line.strip())
        found.append(replace(source, where=source.where or None))
    return found


def _source_line(source: Source) -> str:
    citation = " ".join(source.citation.split())
    if source.where:
        return f"{citation} | {source.where}"
    return f"{citation} |" if " |" in citation else citation


def without_block(owner: WorkOrLink, block: str) -> WorkOrLink:
    """Return the work or link without one block."""
    return replace(owner, blocks=[one for one in owner.blocks if one.key != block])


class LanguageBlocks(Struct, frozen=True):
    """The blocks in one language, for the form."""

    language: str
    blocks: list[Block]
    is_open: bool


def blocks_by_language(
    snapshot: CatalogueSnapshot, blocks: Sequence[Block], fields: FormFields
) -> list[LanguageBlocks]:
    """Return the blocks by language: the museum's languages first, those without a block too."""
    found = []
    languages = list(dict.fromkeys([*snapshot.languages, *(block.language for block in blocks)]))
    for language in languages:
        in_language = [block for block in blocks if block.language == language]
        has_problem = any(fields.has_problem(f"block.{block.key}.") for block in in_language)
        is_open = has_problem or language == languages[0]
        found.append(LanguageBlocks(language, in_language, is_open))
    return found


def block_options(snapshot: CatalogueSnapshot) -> dict[str, Any]:
    """Return the choices of a block's fields, and the limits of its layer as HTML attributes."""
    themes = [(theme.key, snapshot.name(theme.name)) for theme in snapshot.themes]
    return {
        "languages": [(language, own_name(language)) for language in snapshot.languages],
        "levels": translated_choices(LEVEL_LABELS),
        "parts": translated_choices(PART_LABELS),
        "themes": themes or [(NO_THEME, _("about the work"))],
        "authorships": translated_choices(AUTHORSHIP_LABELS),
        "layer_limits": number_attributes(LAYER_LIMITS),
    }
