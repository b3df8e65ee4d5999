"""Every text of a museum that can be translated, by path and language, with its status.

    text_units(museum)                              all of them, the missing ones too
    get(museum, "work/kolam/title", "nl")           one text
    replace(museum, "work/kolam/title", "nl", "…")  the museum with another text there
    replace_in_part(work, …)                        the same in one part

A path names a text whatever its language: `site/name`, `special-day/2026-12-25/reason`, `room/hall/name`,
`work/kolam/media/front.jpg/alt`, `tour/short/title`. A narration block has one language, so a path ending in
`block/<key>/text` names a group of blocks that are each other's translations (contract.narration_groups): the key is
that of the block that the others would be translated from, and the path with any other key of the group leads to the
same group.

Note: paths are unique in a museum that contract.museum_check finds no fault with, as long as no two special days have
one date and no two pictures of a work have one file.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar, cast

import msgspec
from msgspec import Struct

from contract.italics import kept_italics
from contract.museum import (
    NOT_STATED,
    Authorship,
    Block,
    Link,
    Museum,
    Offer,
    Rights,
    Site,
    Text,
    Work,
)
from contract.narration_groups import NarrationGroup, counterpart_key, narration_groups
from contract.text_fields import TextField, Translatable, part_key, part_path, text_fields

HASH_DIGITS = 16

PartWithTexts = TypeVar("PartWithTexts", bound=Translatable)

_LISTS = {  # the first word of a path: the list of the museum that it leads into
    "room": "rooms",
    "theme": "themes",
    "connection": "connections",
    "work": "works",
    "link": "links",
    "tour": "tours",
    "offer": "offers",
    "glossary": "glossary",
}


class TextStatus(StrEnum):
    """How far a text is. Only blocks and offers say whether a person approved them; other texts are `written`."""

    MISSING = "missing"
    DRAFTED = "drafted"  # by a translation machine or a model, not approved
    WRITTEN = "written"  # by a person, not approved
    APPROVED = "approved"


class TextUnit(Struct, frozen=True):
    """One text in one language.

    `source_language` is the language it is or would be translated from: the first of the museum's languages that has
    this text. `source_hash` is `text_hash` of the text in that language. Both are None for the source itself, and
    where no language has the text.
    """

    path: str
    language: str
    text: str  # empty or blank when the status is missing
    source_language: str | None
    source_hash: str | None
    status: TextStatus


def text_units(museum: Museum) -> Iterator[TextUnit]:
    """Yield a unit for each text and each of the museum's languages; then one for each other language it has.

    A text that may be left out (a work's maker, a note on rights) and is in no language at all yields nothing.
    """
    languages = museum.site.languages
    for part in _parts(museum):
        yield from part_text_units(part, languages)


def part_text_units(part: Translatable, languages: Sequence[str]) -> Iterator[TextUnit]:
    """Yield the units of one part of a museum, as `text_units` does. `languages` are the museum's, in its order."""
    for field in text_fields(part):
        if not field.is_required and not any(field.text.values()):
            for language in field.text:
                yield TextUnit(field.path, language, "", None, None, TextStatus.MISSING)
            continue
        status = TextStatus.APPROVED if field.is_approved else TextStatus.WRITTEN
        wordings = {language: (text, status) for language, text in field.text.items()}
        yield from _units(field.path, wordings, languages)
    if isinstance(part, Work | Link):
        yield from narration_units(part, languages)


def narration_units(part: Work | Link, languages: Sequence[str]) -> Iterator[TextUnit]:
    """Yield the units of the narration blocks of a work or a link."""
    for group in narration_groups(part.blocks):
        wordings = {block.language: (block.text, _block_status(block)) for block in group.blocks}
        yield from _units(_group_path(part, group, languages), wordings, languages)


def languages_with_gaps(units: Iterator[TextUnit], languages: Sequence[str]) -> list[str]:
    """Return those of `languages` in which a unit is missing, in their order."""
    missing = {unit.language for unit in units if unit.status is TextStatus.MISSING}
    return [language for language in languages if language in missing]


def languages_without_narration(part: Work | Link, languages: Sequence[str]) -> list[str]:
    """Return those of `languages` in which a work or link has no narration at all, in their order."""
    present = {
        unit.language
        for unit in narration_units(part, languages)
        if unit.status is not TextStatus.MISSING
    }
    return [language for language in languages if language not in present]


@lru_cache(maxsize=100_000)  # the desk's lists ask for the hash of every text at each request
def text_hash(text: str) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of a text.

    Unicode is composed (NFC) and each run of white space counts as one space before, so that a text that only looks
    different on disk keeps its hash.
    """
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(plain.encode()).hexdigest()[:HASH_DIGITS]


def get(museum: Museum, path: str, language: str) -> str:
    """Return the text at a path in one language, empty when it is missing. Raises KeyError for an unknown path."""
    part = _part_at(museum, path)
    field = _field_at(part, path)
    if field is not None:
        return field.text.get(language, "")
    block = _block_in(_group_at(part, path), language)
    return block.text if block is not None else ""


def replace(
    museum: Museum,
    path: str,
    language: str,
    text: str,
    *,
    written_by: str | None = None,
    authorship: Authorship | None = None,
) -> Museum:
    """Return the museum with `text` at a path in one language; an empty text takes the wording or the block out.

    A text that changes loses its approval. A phrase in italics stays where the text has it, as titles do that are not
    translated. A block that is missing is made: it has the sources of the block it
    translates, and its author is not stated unless `written_by` says who. `written_by` and `authorship` are kept
    with blocks and are ignored for other texts.

    Raises KeyError for an unknown path, ValueError when there is no free key for a new block.
    """
    part = _part_at(museum, path)
    changed = replace_in_part(
        part,
        path,
        language,
        text,
        museum.site.languages,
        lambda: _block_keys(museum),
        written_by=written_by,
        authorship=authorship,
    )
    if isinstance(changed, Site):
        return msgspec.structs.replace(museum, site=changed)
    name = _LISTS[path.split("/")[0]]
    items = [changed if item is part else item for item in getattr(museum, name)]
    return msgspec.structs.replace(museum, **{name: items})


def replace_in_part(
    part: PartWithTexts,
    path: str,
    language: str,
    text: str,
    languages: Sequence[str],
    block_keys: Callable[[], Collection[str]],
    *,
    written_by: str | None = None,
    authorship: Authorship | None = None,
) -> PartWithTexts:
    """Return one part of a museum with `text` at a path in one language, as `replace` does.

    `languages` are the museum's, in its order. `block_keys` returns the keys of all its blocks; it is called when a
    block has to be made. Raises KeyError for a path that is not in this part, ValueError as `replace`.
    """
    field = _field_at(part, path)
    if field is not None:
        changed = field.with_text(_with_wording(field.text, language, text))
        if isinstance(changed, Offer) and changed != part:
            changed = msgspec.structs.replace(changed, approved_by=None)
        return cast("PartWithTexts", changed)
    if not isinstance(part, Work | Link):
        raise KeyError(path)
    author = {"written_by": written_by, "authorship": authorship}
    given = {name: value for name, value in author.items() if value is not None}
    group = _group_at(part, path)
    blocks = _with_block(part.blocks, group, language, text, languages, block_keys, given)
    return msgspec.structs.replace(part, blocks=blocks)


def _parts(museum: Museum) -> Iterator[Translatable]:
    yield museum.site
    for name in _LISTS.values():
        yield from getattr(museum, name)


def _units(
    path: str, wordings: dict[str, tuple[str, TextStatus]], languages: Sequence[str]
) -> Iterator[TextUnit]:
    every = list(dict.fromkeys([*languages, *wordings]))
    written = [language for language in every if wordings.get(language, ("",))[0].strip()]
    source = written[0] if written else None
    source_hash = text_hash(wordings[source][0]) if source is not None and len(every) > 1 else None
    for language in every:
        text, status = wordings.get(language, ("", TextStatus.MISSING))
        yield TextUnit(
            path,
            language,
            text,
            None if language == source else source,
            None if language == source else source_hash,
            status if text.strip() else TextStatus.MISSING,
        )


def _block_status(block: Block) -> TextStatus:
    if block.approved_by is not None:
        return TextStatus.APPROVED
    return TextStatus.WRITTEN if block.authorship is Authorship.PERSON else TextStatus.DRAFTED


def _group_path(part: Work | Link, group: NarrationGroup, languages: Sequence[str]) -> str:
    source = _block_in(group, *languages) or group.blocks[0]
    return f"{part_path(part)}/block/{source.key}/text"


def _part_at(museum: Museum, path: str) -> Translatable:
    first, _, rest = path.partition("/")
    if first in ("site", "special-day"):
        return museum.site
    key = rest.partition("/")[0]
    found: list[Translatable] = [
        part for part in getattr(museum, _LISTS.get(first, ""), ()) if part_key(part) == key
    ]
    if not found:
        raise KeyError(path)
    return found[0]


def _field_at(part: Translatable, path: str) -> TextField | None:
    return next((field for field in text_fields(part) if field.path == path), None)


def _group_at(part: Translatable, path: str) -> NarrationGroup:
    if isinstance(part, Work | Link):
        stem = f"{part_path(part)}/block"
        for group in narration_groups(part.blocks):
            if path in [f"{stem}/{block.key}/text" for block in group.blocks]:
                return group
    raise KeyError(path)


def _block_in(group: NarrationGroup, *languages: str) -> Block | None:
    """Return the block of the first of these languages that the group has."""
    by_language = {block.language: block for block in group.blocks}
    return next((by_language[one] for one in languages if one in by_language), None)


def _with_wording(text: Text, language: str, wording: str) -> Text:
    changed = {**text, language: wording}
    return changed if wording else {name: one for name, one in text.items() if name != language}


def _with_block(
    blocks: list[Block],
    group: NarrationGroup,
    language: str,
    text: str,
    languages: Sequence[str],
    block_keys: Callable[[], Collection[str]],
    author: dict[str, Any],
) -> list[Block]:
    """Return the blocks of a part with one block of the group changed, added or taken out."""
    old = _block_in(group, language)
    if old is None:
        if not text:
            return blocks
        source = _block_in(group, *languages) or group.blocks[0]
        new = msgspec.structs.replace(
            source,
            key=counterpart_key(source, language, blocks, block_keys()),
            language=language,
            text=text,
            italics=kept_italics(text, source.italics),
            approved_by=None,
            rights=Rights(NOT_STATED),
            **{"written_by": NOT_STATED, "authorship": Authorship.PERSON, **author},
        )
        return [*blocks, new]
    if not text:
        return [block for block in blocks if block is not old]
    italics = old.italics
    if text != old.text:
        others = [phrase for block in group.blocks for phrase in block.italics]
        italics = kept_italics(text, [*old.italics, *others])
    changed = msgspec.structs.replace(old, text=text, italics=italics, **author)
    if changed != old:
        changed = msgspec.structs.replace(changed, approved_by=None)
    return [changed if block is old else block for block in blocks]


def _block_keys(museum: Museum) -> set[str]:
    owners: list[Work | Link] = [*museum.works, *museum.links]
    return {block.key for owner in owners for block in owner.blocks}
