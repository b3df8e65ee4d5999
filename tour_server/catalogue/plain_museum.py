"""Takes tags of HTML out of a museum that comes as files, as the desk does with what is typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from contract.museum import Museum
from contract.museum_folder import MuseumError
from tour_server.catalogue.plain_text import has_tags, plain_text
from tour_server.catalogue.words_of_html import words_of_html

_BLOCK_FIELDS = {"key", "language", "level", "theme", "text"}


def plain_museum(museum: Museum) -> Museum:
    """Return the museum without tags; a block's phrases in italics are kept beside it.

    Entities are left alone where there is no tag: a museum's files are plain text. Raises MuseumError where a text has
    nothing but tags.
    """
    if b"<" not in msgspec.json.encode(museum):
        return museum
    before = msgspec.to_builtins(museum, str_keys=True)
    after = _plain(before)
    if after == before:
        return museum
    empty = list(_emptied(before, after, ""))
    if empty:
        raise MuseumError([f"{place}: there is nothing but tags of HTML in it." for place in empty])
    try:
        return msgspec.convert(after, Museum)
    except msgspec.ValidationError as error:
        raise MuseumError([f"Without its tags of HTML a text can't be kept: {error}"]) from error


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain_text(value).strip() if has_tags(value) else value
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    fields = {name: _plain(one) for name, one in value.items()}
    if value.keys() >= _BLOCK_FIELDS and has_tags(value["text"]):
        italics = [*fields.get("italics", []), *words_of_html(value["text"]).italics]
        fields |= {"italics": list(dict.fromkeys(italics))} if italics else {}
    return fields


def _emptied(before: Any, after: Any, place: str) -> Iterator[str]:
    """Yield where a text became empty: the keys of the parts that it is in."""
    if isinstance(before, dict):
        here = f"{place}/{before['key']}" if "key" in before else place
        for name, one in before.items():
            yield from _emptied(one, after[name], f"{here}/{name}")
    elif isinstance(before, list | tuple):
        for one, other in zip(before, after, strict=False):
            yield from _emptied(one, other, place)
    elif isinstance(before, str) and before and after == "":
        yield place.strip("/")
