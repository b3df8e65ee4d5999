"""The checks of rights that have ended, or end soon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from contract.museum import Link, Medium, Museum, Offer, Rights, SignVideo, Work
from tour_server.catalogue.parts import PartKind
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.finding import Finding
from tour_server.media.ended_rights import EndedRights
from web.translations import gettext as _
from web.translations import mark

SOON = dt.timedelta(days=30)  # time to write to a rights holder and hear from them
ENDED, ENDING = "rights-ended", "rights-ending"
_PICTURES, _OWN_PICTURE = "pictures", "own_picture.licence"


def rights_checks(rights: EndedRights) -> tuple[ReadinessCheck, ReadinessCheck]:
    """Return the check of rights that have ended, and that of those that end soon.

    What the next release leaves out stands with the second, so that it stops no publish.
    """

    def look(wanted: Callable[[Finding, dt.date], bool]) -> Callable[[Museum], list[Finding]]:
        def found(museum: Museum) -> list[Finding]:
            today = rights.today(museum)
            last = today + SOON
            return [one for one in _limited(museum, last) if wanted(one, today)]

        return found

    def stops(finding: Finding, today: dt.date) -> bool:
        left_out = rights.leaves_out and finding.anchor in (_PICTURES, _OWN_PICTURE)
        return _has_ended(finding, today) and not left_out

    return (
        ReadinessCheck(
            ENDED,
            mark("Rights that have ended"),
            _say,
            of_museum=look(stops),
            stops_at_first=True,
        ),
        ReadinessCheck(
            ENDING,
            mark("Rights that end within 30 days, or have ended and are left out"),
            _say,
            of_museum=look(lambda one, today: not stops(one, today)),
        ),
    )


def _limited(museum: Museum, last: dt.date) -> Iterator[Finding]:
    """Yield one finding for each picture, video and text whose rights end on `last` or before."""
    for kind, key, item, anchor, rights in _all_rights(museum):
        if rights.until is not None and rights.until <= last:
            day = rights.until.isoformat()
            yield Finding(kind, key, items=(item,), anchor=anchor, detail=day)


def _all_rights(museum: Museum) -> Iterator[tuple[PartKind, str, str, str, Rights]]:
    """Yield (kind, key, which thing, its place on the page, its rights) of everything that has rights."""
    owners: list[Work | Link] = [*museum.works, *museum.links]
    for work in museum.works:
        shown_files: list[Medium | SignVideo] = [*work.media, *work.sign_videos]
        for shown in shown_files:
            yield PartKind.WORK, work.key, shown.file, _PICTURES, shown.rights
        if work.rights is not None:
            yield PartKind.WORK, work.key, work.key, "", work.rights
    for owner in owners:
        kind = PartKind.WORK if isinstance(owner, Work) else PartKind.LINK
        for block in owner.blocks:
            yield kind, owner.key, block.key, f"block.{block.key}.text", block.rights
    for offer in museum.offers:
        yield from _of_offer(offer)


def _of_offer(offer: Offer) -> Iterator[tuple[PartKind, str, str, str, Rights]]:
    own = offer.own_picture
    if own is not None:
        yield PartKind.OFFER, offer.key, own.file, _OWN_PICTURE, own.rights


def _has_ended(finding: Finding, today: dt.date) -> bool:
    return dt.date.fromisoformat(finding.detail) < today


def _say(finding: Finding) -> str:
    if finding.anchor in (_PICTURES, _OWN_PICTURE):
        name = finding.items[0].rpartition("/")[2]
        return _("{name} may be shown up to {day}.", name=name, day=finding.detail)
    return _("Its text may be shown up to {day}.", day=finding.detail)
