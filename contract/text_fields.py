"""The fields of a museum's parts that hold a `Text`, with their paths and how to change them.

A new field of type `Text` in contract.museum has to be added here; a test finds those that are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from contract.museum import (
    Connection,
    GlossaryTerm,
    Link,
    Medium,
    Offer,
    Rights,
    Room,
    Site,
    Text,
    Theme,
    Tour,
    Work,
)
from contract.offer_picture import OfferPicture

Translatable = Site | Room | Theme | Connection | Work | Link | Tour | Offer | GlossaryTerm

_NAMES: dict[type, str] = {
    Room: "room",
    Theme: "theme",
    Connection: "connection",
    Work: "work",
    Link: "link",
    Tour: "tour",
    Offer: "offer",
    GlossaryTerm: "glossary",
}


class TextField(Struct, frozen=True):
    """One `Text` of a part, and how to make the part with another text in its place."""

    path: str
    text: Text
    with_text: Callable[[Text], Any]
    is_required: bool = False  # a text that visitors miss when no language has it
    is_approved: bool = False


def text_fields(part: Translatable) -> Iterator[TextField]:
    """Yield every text of a part that is a `Text`. The texts of narration blocks are not."""
    if isinstance(part, Site):
        yield _field(part, "site", "name")
        yield _field(part, "site", "prices", is_required=False)
        yield _field(part, "site", "questions", is_required=False)
        yield from _special_days(part)
        return
    path = part_path(part)
    if isinstance(part, Room | Theme):
        yield _field(part, path, "name")
    elif isinstance(part, Connection):
        yield _field(part, path, "there", is_required=False)
        yield _field(part, path, "back", is_required=False)
    elif isinstance(part, Tour):
        yield _field(part, path, "title")
        yield _field(part, path, "summary")
    elif isinstance(part, GlossaryTerm):
        yield _field(part, path, "term")
        yield _field(part, path, "meaning")
    elif isinstance(part, Offer):
        yield _field(part, path, "title", is_approved=part.approved_by is not None)
        yield _field(part, path, "text", is_approved=part.approved_by is not None)
        approved = part.approved_by is not None
        yield _field(part, path, "place", is_required=False, is_approved=approved)
        if part.own_picture is not None:
            yield from _offer_picture(part, part.own_picture, path)
    elif isinstance(part, Work):
        yield _field(part, path, "title")
        for name in ("maker", "date", "place", "materials", "dimensions", "questions"):
            yield _field(part, path, name, is_required=False)
        if part.rights is not None:
            yield _rights_note(
                part.rights,
                path,
                lambda rights: replace(part, rights=rights),
            )
        for place in range(len(part.media)):
            yield from _medium(part, place)
        yield from _sign_video_rights(part)
        yield from _block_rights(part)
    else:
        yield from _block_rights(part)


def _field(
    part: Translatable, path: str, name: str, *, is_required: bool = True, is_approved: bool = False
) -> TextField:
    return TextField(
        f"{path}/{name}",
        getattr(part, name),
        lambda text: replace(part, **{name: text}),
        is_required=is_required,
        is_approved=is_approved,
    )


def _special_days(site: Site) -> Iterator[TextField]:
    for place, day in enumerate(site.exceptions):

        def with_text(text: Text, place: int = place) -> Site:
            days = list(site.exceptions)
            days[place] = replace(days[place], reason=text)
            return replace(site, exceptions=days)

        yield TextField(f"special-day/{day.date.isoformat()}/reason", day.reason, with_text)


def _medium(work: Work, place: int) -> Iterator[TextField]:
    medium = work.media[place]
    path = f"work/{work.key}/media/{medium.file}"

    def with_medium(changed: Medium) -> Work:
        media = [*work.media[:place], changed, *work.media[place + 1 :]]
        return replace(work, media=media)

    yield TextField(
        f"{path}/alt",
        medium.alt,
        lambda text: with_medium(replace(medium, alt=text)),
        is_required=medium.detail is None,  # a detail is not shown
    )
    yield _rights_note(
        medium.rights,
        path,
        lambda rights: with_medium(replace(medium, rights=rights)),
    )


def _offer_picture(offer: Offer, picture: OfferPicture, path: str) -> Iterator[TextField]:
    approved = offer.approved_by is not None

    def with_picture(changed: OfferPicture) -> Offer:
        return replace(offer, own_picture=changed)

    yield TextField(
        f"{path}/picture/alt",
        picture.alt,
        lambda text: with_picture(replace(picture, alt=text)),
        is_required=True,
        is_approved=approved,
    )
    yield _rights_note(
        picture.rights,
        f"{path}/picture",
        lambda rights: with_picture(replace(picture, rights=rights)),
    )


def _sign_video_rights(work: Work) -> Iterator[TextField]:
    for place, video in enumerate(work.sign_videos):

        def with_rights(rights: Rights, place: int = place) -> Work:
            videos = list(work.sign_videos)
            videos[place] = replace(videos[place], rights=rights)
            return replace(work, sign_videos=videos)

        yield _rights_note(video.rights, f"work/{work.key}/sign/{video.language}", with_rights)


def _block_rights(part: Work | Link) -> Iterator[TextField]:
    for place, block in enumerate(part.blocks):

        def with_rights(rights: Rights, place: int = place) -> Work | Link:
            blocks = list(part.blocks)
            blocks[place] = replace(blocks[place], rights=rights)
            return replace(part, blocks=blocks)

        yield _rights_note(block.rights, f"{part_path(part)}/block/{block.key}", with_rights)


def _rights_note(rights: Rights, path: str, with_rights: Callable[[Rights], Any]) -> TextField:
    return TextField(
        f"{path}/rights/note",
        rights.note,
        lambda text: with_rights(replace(rights, note=text)),
    )


def part_path(part: Translatable) -> str:
    """Return the path that the paths of the part's texts start with."""
    return f"{_NAMES[type(part)]}/{part_key(part)}"


def part_key(part: Translatable) -> str:
    """Return the part's key; for a connection, which has none, its rooms, its kind and where its ends are."""
    if not isinstance(part, Connection):
        return part.key
    ends = ",".join(f"{number:g}" for end in part.at for number in end)
    return f"{'-'.join(part.rooms)}-{part.kind}@{ends}"
