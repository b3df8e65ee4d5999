"""Finds pictures, videos and texts whose rights are not stated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from contract.museum import NOT_STATED, Link, Medium, Rights, SignVideo, Work
from tour_server.catalogue.parts import PartKind
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.finding import Finding
from web.translations import mark, ngettext


def _look(kind: PartKind, key: str, body: Any, _languages: Sequence[str]) -> Iterator[Finding]:
    if not isinstance(body, Work | Link):
        return
    if isinstance(body, Work):
        shown: list[Medium | SignVideo] = [*body.media, *body.sign_videos]
        media = [one.file for one in shown if _is_unknown(one.rights)]
        if media:
            yield Finding(kind, key, len(media), items=tuple(media), anchor="pictures")
    texts = [block.key for block in body.blocks if _is_unknown(block.rights)]
    if texts:
        yield Finding(kind, key, len(texts), items=tuple(texts), anchor=f"block.{texts[0]}.text")


def _is_unknown(rights: Rights) -> bool:
    return rights.licence.strip() in ("", NOT_STATED)


def _say(finding: Finding) -> str:
    if finding.anchor == "pictures":
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
