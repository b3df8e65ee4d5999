"""Takes out of a part where its pictures, videos and texts came from: a note for staff that may name a person."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from msgspec.structs import replace

from contract.museum import Link, Offer, Rights, Work

_Part = TypeVar("_Part")
_OF_WORK, _OF_LINK = ("media", "sign_videos", "blocks"), ("blocks",)


def without_sources(part: _Part) -> _Part:
    """Return the part without `Rights.source` anywhere; the same object where there is none."""
    if isinstance(part, Work | Link):
        names = _OF_WORK if isinstance(part, Work) else _OF_LINK
        changes: dict[str, Any] = {name: _each(getattr(part, name)) for name in names}
        if isinstance(part, Work) and part.rights is not None:
            changes["rights"] = _plain(part.rights)
        changed = {name: one for name, one in changes.items() if one is not getattr(part, name)}
        return cast("_Part", replace(part, **changed)) if changed else part
    if isinstance(part, Offer) and part.own_picture is not None:
        own = _with_plain_rights(part.own_picture)
        return part if own is part.own_picture else cast("_Part", replace(part, own_picture=own))
    return part


def _each(listed: list[Any]) -> list[Any]:
    changed = [_with_plain_rights(one) for one in listed]
    return listed if all(one is two for one, two in zip(changed, listed, strict=True)) else changed


def _with_plain_rights(one: Any) -> Any:
    return one if not one.rights.source else replace(one, rights=_plain(one.rights))


def _plain(rights: Rights) -> Rights:
    return replace(rights, source="") if rights.source else rights
