"""Finds pictures, videos and texts whose rights are not stated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from contract.museum import Link, Medium, Offer, SignVideo, Work
from tour_server.catalogue.parts import PartKind
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.finding import Finding
from web.translations import mark, ngettext


def _look(kind: PartKind, key: str, body: Any, _languages: Sequence[str]) -> Iterator[Finding]:
    if isinstance(body, Offer):
        own = body.own_picture
        if own is not None and not own.rights.is_stated:
            yield Finding(kind, key, items=(own.file,), anchor="own_picture.licence")
        return
    if not isinstance(body, Work | Link):
        return
    if isinstance(body, Work):
        shown: list[Medium | SignVideo] = [*body.media, *body.sign_videos]
        media = [one.file for one in shown if not one.rights.is_stated]
        if media:
            yield Finding(kind, key, len(media), items=tuple(media), anchor="pictures")
    texts = [block.key for block in body.blocks if not block.rights.is_stated]
    if texts:
        yield Finding(kind, key, len(texts), items=tuple(texts), anchor=f"block.{texts[0]}.text")


def _say(finding: Finding) -> str:
    if finding.anchor in ("pictures", "own_picture.licence"):
        return ngettext(
            "The rights of {number} picture are not stated.",
            "The rights of {number} pictures are not stated.",
            finding.count,
        )
    return ngettext(
        "The rights of {number} text are not stated.",
        "The rights of {number} texts are not stated.",
        finding.count,
    )


RIGHTS = ReadinessCheck(
    "rights", mark("Rights that nobody has stated"), _say, of_part=_look, stops_at_first=True
)
