"""What the parts of a museum are without a language: its texts, narration, videos and pronunciations are left out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Language
from tour_server.catalogue.parts import Body


def without_language(body: Body, language: str) -> Body:
    """Return a part without what is in a language. A text that is in no other language stays: it has to say something.

    A part of which nothing is in that language is returned as it is.
    """
    stripped: Body = _struct(body, language)
    return stripped


def _struct(part: Any, language: str) -> Any:
    changed: dict[str, Any] = {}
    for name, by_language in _fields(part.__class__).items():
        value = getattr(part, name)
        after = _value(value, language, by_language)
        if after is not value:
            changed[name] = after
    return replace(part, **changed) if changed else part


def _value(value: Any, language: str, by_language: bool) -> Any:
    if isinstance(value, Struct):
        return _struct(value, language)
    if by_language and isinstance(value, Mapping):
        others = {tag: one for tag, one in value.items() if tag != language}
        return others if language in value and others else value
    if by_language and isinstance(value, list):  # the museum's languages, in their order
        return [tag for tag in value if tag != language] if language in value else value
    if isinstance(value, list | tuple):
        kept = [
            _value(one, language, by_language=False)
            for one in value
            if getattr(one, "language", None) != language
        ]
        same = len(kept) == len(value) and all(a is b for a, b in zip(kept, value, strict=True))
        return value if same else type(value)(kept)
    return value


@cache
def _fields(kind: type) -> dict[str, bool]:
    """Return the fields of a struct, and of each whether its items are by language."""
    return {
        name: _is_by_language(hint)
        for name, hint in get_type_hints(kind, include_extras=True).items()
        if name in kind.__struct_fields__  # type: ignore[attr-defined]
    }


def _is_by_language(hint: Any) -> bool:
    """Return whether a type is a dict with languages as keys, or a list of languages."""
    inner = [hint, *get_args(hint)]
    return any(
        get_origin(one) in (dict, list) and get_args(one)[:1] == (Language,) for one in inner
    )
