"""Finds works that no kiosk can recognise, and works that no kiosk can tell from another one."""

from __future__ import annotations

from collections.abc import Callable

from contract.museum import Museum, Work, worded
from tour_server.catalogue.by_number import ByNumber, UsablePicture, by_number
from tour_server.catalogue.parts import PartKind
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.finding import Finding
from tour_server.publishing.reference_features import TwinWorks
from web.translations import gettext as _
from web.translations import mark


def unrecognised_works(usable: UsablePicture) -> ReadinessCheck:
    """Return the check of works without a picture by which a kiosk can recognise them.

    `usable`: whether a kiosk can use a picture, None where it was not judged yet.
    """

    look = _Unrecognised(usable)
    return ReadinessCheck(
        "recognition", mark("Works that no kiosk can recognise"), _say_why, of_museum=look
    )


_KEPT = 2  # museums: the drafts, and what of them may go out


class _Unrecognised:
    """Finds them. What does not depend on a picture is kept while the museum is the same."""

    def __init__(self, usable: UsablePicture) -> None:
        self._usable = usable
        self._last: list[tuple[Museum, list[Finding | None], list[tuple[int, Work]]]] = []

    def __call__(self, museum: Museum) -> list[Finding]:
        last = next((one for one in self._last if one[0] is museum), None)
        if last is None:
            last = (museum, *self._begun(museum))
            self._last = [last, *self._last[: _KEPT - 1]]
        _museum, certain, asking = last
        found = list(certain)
        for at, work in asking:
            found[at] = _unrecognised(work, by_number(work, self._usable))
        return [one for one in found if one is not None]

    def _begun(self, museum: Museum) -> tuple[list[Finding | None], list[tuple[int, Work]]]:
        """Return the finding of each work that has no picture to ask about, and the others with their places."""
        certain: list[Finding | None] = []
        asking: list[tuple[int, Work]] = []
        for at, work in enumerate(museum.works):
            if any(medium.reference for medium in work.media) and not work.by_number:
                asking.append((at, work))
                certain.append(None)
            else:
                certain.append(_unrecognised(work, by_number(work, self._usable)))
        return certain, asking


def _unrecognised(work: Work, why: ByNumber | None) -> Finding | None:
    if why is None or why is ByNumber.STAFF:
        return None
    return Finding(PartKind.WORK, work.key, anchor="pictures", detail=why.value)


def indistinguishable_works(
    twins: Callable[[], list[TwinWorks] | None],
) -> ReadinessCheck:
    """Return the check of works that look the same to a kiosk.

    `twins`: every pair of works whose pictures explain each other, None while they are looked for.
    """

    def look(museum: Museum) -> list[Finding] | None:
        pairs = twins()
        if pairs is None:
            return None
        works = {work.key: work for work in museum.works}
        return [
            Finding(
                PartKind.WORK,
                pair.works[0],
                anchor="pictures",
                detail=worded(works[pair.works[1]].title, museum.site.languages)[0],
            )
            for pair in pairs
            if not pair.are_told and all(key in works for key in pair.works)
        ]

    return ReadinessCheck(
        "twins", mark("Works that no kiosk can tell apart"), _say_other, of_museum=look
    )


def _say_why(finding: Finding) -> str:
    if finding.detail == ByNumber.NO_PICTURE:
        return _("It has no picture to recognise it by; visitors reach it by its number.")
    return _("No picture of it can be recognised; visitors reach it by its number.")


def _say_other(finding: Finding) -> str:
    return _("A kiosk can't tell it from {work}, and offers both.", work=finding.detail)
