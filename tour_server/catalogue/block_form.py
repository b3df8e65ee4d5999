"""Narration blocks as fields of a form, and their groups by language; works have blocks, and so have links.

What a newcomer would get wrong: changing the words of an approved block takes the approval away. Somebody approved
other words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Authorship, Block, Level, Link, Rights, Source, Work
from runtime.languages import own_name
from tour_server.catalogue.editing import Values, kept, read_whole, same
from tour_server.catalogue.shown import LEVELS, Fields
from tour_server.catalogue.snapshot import House

NEW = "new"  # stands for the key of the block that is being added
LONGEST_TEXT = 6000
NOT_STATED = Rights(
    "not stated"
)  # what is typed at the desk; nobody gave it away unless they said so
HANDS = [
    (Authorship.PERSON.value, "a person"),
    (Authorship.TRANSLATION_MACHINE.value, "a translation machine"),
    (Authorship.MODEL.value, "a language model"),
]

Told = TypeVar("Told", Work, Link)


class BlockForm:
    """Blocks of this house, as fields. `by` is who types, for the blocks they add."""

    def __init__(self, house: House, by: str) -> None:
        self._house = house
        self._by = by

    def values(self, blocks: Sequence[Block]) -> Values:
        """The blocks as fields, named `block.<key>.<field>`."""
        values: Values = {}
        for block in blocks:
            values |= block_values(block)
        return values

    def empty(self, blocks: Sequence[Block]) -> Values:
        """The fields of a block to be added: in the first language that `blocks` have no words in."""
        told = {block.language for block in blocks}
        languages = self._house.languages
        language = next((one for one in languages if one not in told), languages[0])
        return block_values(self._blank(language))

    def read(
        self, stem: str, blocks: list[Block], typed: Mapping[str, str], wrong: dict[str, str]
    ) -> list[Block]:
        """The blocks with what was typed, and the one that was added; its name begins with `stem`."""
        found = [self._block(block, typed, wrong) for block in blocks]
        if typed.get(f"block.{NEW}.text", "").strip():
            added = self._block(self._blank(self._house.languages[0]), typed, wrong)
            found.append(replace(added, key=self._free_key(stem, added)))
        return found

    def _blank(self, language: str) -> Block:
        return Block(
            key=NEW,
            language=language,
            level=Level.ADULT,
            theme=self._house.themes[0].key if self._house.themes else "about",
            text="",
            sources=[],
            written_by=self._by,
            rights=NOT_STATED,
        )

    def _free_key(self, stem: str, block: Block) -> str:
        taken = self._house.block_keys
        stem = f"{stem[:40]}-{block.language}-{block.level}".lower()
        return next(name for n in range(1, 10_000) if (name := f"{stem}-{n}"[:64]) not in taken)

    def _block(self, block: Block, typed: Mapping[str, str], wrong: dict[str, str]) -> Block:
        def field(name: str, was: str) -> str:
            return kept(was, typed.get(f"block.{block.key}.{name}"))

        at = f"block.{block.key}"
        text = field("text", block.text)
        if not text:
            wrong[f"{at}.text"] = "Write the words, or remove this block."
        elif len(text) > LONGEST_TEXT:
            wrong[f"{at}.text"] = f"{len(text)} characters; {LONGEST_TEXT} at most."
        language = field("language", block.language)
        if language not in [*self._house.languages, block.language]:
            wrong[f"{at}.language"] = "Choose one of the museum's languages."
        theme = field("theme", block.theme)
        themes = {one.key for one in self._house.themes}
        if themes and theme not in themes:
            wrong[f"{at}.theme"] = "Choose one of the themes."
        level, hand = field("level", block.level), field("hand", block.authorship)
        for name, value, allowed in (("level", level, Level), ("hand", hand, Authorship)):
            if value not in list(allowed):
                wrong[f"{at}.{name}"] = "Choose one of these."
        sources = read_sources(f"{at}.sources", block.sources, typed, wrong)
        if not sources and text:
            wrong.setdefault(f"{at}.sources", "Nothing is said without a source. Name one.")
        written_by = field("written_by", block.written_by)
        if not written_by:
            wrong[f"{at}.written_by"] = "Say who wrote this."
        layer = read_whole(f"{at}.layer", typed, block.layer, 1, 9, wrong)
        rights = read_rights(at, block.rights, typed)
        if any(name.startswith(f"{at}.") for name in wrong):
            return block
        changed = replace(
            block,
            text=text,
            language=language,
            level=Level(level),
            theme=theme,
            layer=layer,
            sources=sources,
            written_by=written_by,
            authorship=Authorship(hand),
            rights=rights,
        )
        if (changed.text, changed.sources) != (block.text, block.sources):
            changed = replace(changed, approved_by=None)
        return changed


def block_values(block: Block) -> Values:
    """One block as fields."""
    at = f"block.{block.key}"
    return {
        f"{at}.text": block.text,
        f"{at}.language": block.language,
        f"{at}.level": block.level.value,
        f"{at}.theme": block.theme,
        f"{at}.layer": str(block.layer),
        f"{at}.sources": sources_text(block.sources),
        f"{at}.written_by": block.written_by,
        f"{at}.hand": block.authorship.value,
        **rights_values(at, block.rights),
    }


def rights_values(at: str, rights: Rights) -> Values:
    """A licence and whose it is, as two fields."""
    return {f"{at}.licence": rights.licence, f"{at}.holder": rights.holder}


def read_rights(at: str, was: Rights, typed: Mapping[str, str]) -> Rights:
    """The licence typed; left empty it is not stated, which is never the same as given away."""
    licence = kept(was.licence, typed.get(f"{at}.licence")) or NOT_STATED.licence
    holder = kept(was.holder, typed.get(f"{at}.holder"))
    if (licence, holder) == (was.licence, was.holder):
        return was
    return replace(was, licence=licence, holder=holder)


def sources_text(sources: list[Source]) -> str:
    """One source a line, `citation | where to look`."""
    return "\n".join(_line(source) for source in sources)


def read_sources(
    name: str, was: list[Source], typed: Mapping[str, str], wrong: dict[str, str]
) -> list[Source]:
    """The sources typed; those stored, to the letter, where nothing was changed."""
    text = typed.get(name)
    if text is None or same(text, sources_text(was)):
        return was
    found = []
    for line in text.splitlines():
        citation, bar, where = line.rpartition(" |")
        source = Source((citation if bar else line).strip(), where.strip() if bar else None)
        if not line.strip():
            continue
        if len(source.citation) < 3:
            wrong[name] = f"“{line.strip()}” is too short for a reader to look up."
        found.append(replace(source, where=source.where or None))
    return found


def _line(source: Source) -> str:
    citation = " ".join(source.citation.split())
    if source.where:
        return f"{citation} | {source.where}"
    return f"{citation} |" if " |" in citation else citation


def approve(told: Told, block: str, by: str) -> Told:
    """The work or link with one block approved. Raises KeyError when it has no such block."""
    if block not in {one.key for one in told.blocks}:
        raise KeyError(block)
    blocks = [replace(one, approved_by=by) if one.key == block else one for one in told.blocks]
    return replace(told, blocks=blocks)


def without_block(told: Told, block: str) -> Told:
    """The work or link without one block."""
    return replace(told, blocks=[one for one in told.blocks if one.key != block])


class Group(Struct, frozen=True):
    """The blocks of one language, with a few words on them."""

    language: str
    blocks: list[Block]
    words: str
    open: bool


def groups(here: House, blocks: Sequence[Block], fields: Fields) -> list[Group]:
    """The blocks by language, the museum's languages first, those without a block too."""
    found = []
    known = list(dict.fromkeys([*here.languages, *(block.language for block in blocks)]))
    for language in known:
        of_it = [block for block in blocks if block.language == language]
        waiting = sum(block.approved_by is None for block in of_it)
        words = "missing"
        if of_it:
            words = f"{len(of_it)} block{'' if len(of_it) == 1 else 's'}"
            words += f", {waiting} not approved" if waiting else ", all approved"
        troubled = any(fields.troubled(f"block.{block.key}.") for block in of_it)
        found.append(Group(language, of_it, words, troubled or language == known[0]))
    return found


def block_options(here: House) -> dict[str, Any]:
    """What the fields of a block choose from."""
    themes = [(theme.key, here.name(theme.name)) for theme in here.themes]
    return {
        "languages": [(language, own_name(language)) for language in here.languages],
        "levels": LEVELS,
        "themes": themes or [("about", "about the work")],
        "hands": HANDS,
    }
