"""A work as a form: its label in every language side by side, its narration blocks, its pictures.

What a newcomer would get wrong: changing the words of an approved block takes the approval away. Somebody approved
other words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from contract.museum import Block, Hand, Level, Source, Work
from tour_server.catalogue.editing import Values, kept, read_number, read_text, same, text_values
from tour_server.catalogue.house import House

LABEL = ("title", "maker", "date", "place", "materials")
NEW = "new"  # stands for the key of the block that is being added
LONGEST_TEXT = 6000


class WorkForm:
    """Works of this house, as forms. `by` is who types, for the blocks they add."""

    def __init__(self, house: House, by: str) -> None:
        self._house = house
        self._by = by

    def values(self, work: Work) -> Values:
        """The work as fields."""
        values: Values = {"number": str(work.number), "room": work.room}
        for name in LABEL:
            values |= text_values(name, getattr(work, name), self._house.languages)
        values["sources"] = sources_text(work.sources)
        for medium in work.media:
            values |= text_values(f"medium.{medium.file}.alt", medium.alt, self._house.languages)
            values[f"medium.{medium.file}.reference"] = "yes" if medium.reference else "no"
        for block in work.blocks:
            values |= block_values(block)
        return values

    def empty_block(self, work: Work) -> Values:
        """The fields of a block to be added: in the first language that the work has no words in."""
        told = {block.language for block in work.blocks}
        languages = self._house.languages
        language = next((one for one in languages if one not in told), languages[0])
        theme = self._house.themes[0].key if self._house.themes else "about"
        return {
            f"block.{NEW}.text": "",
            f"block.{NEW}.language": language,
            f"block.{NEW}.level": Level.ADULT.value,
            f"block.{NEW}.theme": theme,
            f"block.{NEW}.layer": "1",
            f"block.{NEW}.sources": "",
            f"block.{NEW}.written_by": self._by,
            f"block.{NEW}.hand": Hand.PERSON.value,
        }

    def read(self, work: Work, typed: Mapping[str, str]) -> tuple[Work, dict[str, str]]:
        """The work with what was typed, and what is wrong with it, by field."""
        wrong: dict[str, str] = {}
        changes: dict[str, Any] = {
            name: read_text(name, getattr(work, name), typed, self._house.languages)
            for name in LABEL
        }
        changes["number"] = int(read_number("number", typed, work.number, 1, 99_999, wrong))
        taken = {other.number: other for other in self._house.works if other.key != work.key}
        if changes["number"] in taken:
            other = self._house.name(taken[changes["number"]].title)
            wrong["number"] = f"{changes['number']} is the number of {other}. Choose another."
        changes["room"] = typed.get("room", work.room)
        if changes["room"] not in {room.key for room in self._house.rooms}:
            wrong["room"] = "Choose one of the rooms."
        if not changes["title"]:
            wrong[f"title.{self._house.languages[0]}"] = (
                "A work needs a title in one language at least."
            )
        changes["sources"] = read_sources("sources", work.sources, typed, wrong)
        changes["media"] = [
            replace(
                medium,
                alt=read_text(
                    f"medium.{medium.file}.alt", medium.alt, typed, self._house.languages
                ),
                reference=typed.get(
                    f"medium.{medium.file}.reference", "yes" if medium.reference else "no"
                )
                == "yes",
            )
            for medium in work.media
        ]
        changes["blocks"] = [self._block(block, typed, wrong) for block in work.blocks]
        if typed.get(f"block.{NEW}.text", "").strip():
            changes["blocks"].append(self._new_block(work, typed, wrong))
        return replace(work, **changes), wrong

    def _new_block(self, work: Work, typed: Mapping[str, str], wrong: dict[str, str]) -> Block:
        language = typed.get(f"block.{NEW}.language", "")
        level = typed.get(f"block.{NEW}.level", "")
        taken = {block.key for one in self._house.works for block in one.blocks}
        stem = f"{work.key[:40]}-{language}-{level}".lower()
        key = next(name for n in range(1, 10_000) if (name := f"{stem}-{n}"[:64]) not in taken)
        blank = Block(
            key=NEW,
            language=self._house.languages[0],
            level=Level.ADULT,
            theme="about",
            text="",
            sources=[],
            written_by=self._by,
        )
        return replace(self._block(blank, typed, wrong), key=key)

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
        level, hand = field("level", block.level), field("hand", block.hand)
        for name, value, allowed in (("level", level, Level), ("hand", hand, Hand)):
            if value not in list(allowed):
                wrong[f"{at}.{name}"] = "Choose one of these."
        sources = read_sources(f"{at}.sources", block.sources, typed, wrong)
        if not sources and text:
            wrong.setdefault(f"{at}.sources", "Nothing is said without a source. Name one.")
        written_by = field("written_by", block.written_by)
        if not written_by:
            wrong[f"{at}.written_by"] = "Say who wrote this."
        layer = int(read_number(f"{at}.layer", typed, block.layer, 1, 9, wrong))
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
            hand=Hand(hand),
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
        f"{at}.hand": block.hand.value,
    }


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


def approve(work: Work, block: str, by: str) -> Work:
    """The work with one block approved. Raises KeyError when it has no such block."""
    if block not in {one.key for one in work.blocks}:
        raise KeyError(block)
    blocks = [replace(one, approved_by=by) if one.key == block else one for one in work.blocks]
    return replace(work, blocks=blocks)


def without_block(work: Work, block: str) -> Work:
    """The work without one block."""
    return replace(work, blocks=[one for one in work.blocks if one.key != block])


def without_picture(work: Work, file: str) -> Work:
    """The work without one picture; the picture itself stays in the store, for undo."""
    return replace(work, media=[one for one in work.media if one.file != file])
