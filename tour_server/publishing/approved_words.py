"""Which words of a museum a release may hold, and under which names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from contract.floor_picture import FloorPicture
from contract.museum import Museum, Offer
from tour_server.catalogue.approval_units import (
    Content,
    UnitKey,
    approval_units,
    approver,
)
from tour_server.catalogue.approved_museum import (
    PartLeftOut,
    approved_museum,
    with_approved_offers,
)
from tour_server.catalogue.approved_wordings import (
    ApprovedContent,
    approved_contents,
    forget_approvals,
    record_approvals,
)
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.outgoing_names import NameFilter, OutgoingNames
from tour_server.catalogue.parts import Body, PartKind, split_museum
from tour_server.database import Database
from tour_server.publishing.events import WORDS_ADOPTED
from tour_server.publishing.release_filter import ReleaseFilter
from tour_server.publishing.releases import Releases
from tour_server.recorder import SERVER, Recorder
from web.translations import gettext as _


class PublishableMuseum(Struct, frozen=True):
    """What of a museum may go out. `problems`: why none of it can. `left_out`: parts that wait for approval.

    `drafts`: the drafts that it was taken from, None where it was taken from a release. `plans`: the pictures of floors
    that go with it.
    """

    museum: Museum
    drafts: Museum | None = None
    problems: list[str] = []
    left_out: list[PartLeftOut] = []
    approved: dict[UnitKey, ApprovedContent] = {}
    plans: list[FloorPicture] = []


class WordSelection(Protocol):
    """Selects what a release may hold. `needed`: nothing but what was approved."""

    needed: bool

    def of_drafts(self) -> PublishableMuseum:
        """Return what may go out of the drafts. Raises LookupError when there is no museum."""

    def of_museum(self, museum: Museum) -> PublishableMuseum:
        """Return what may go out of a museum, which nobody is known to have approved."""

    def of_release(self, number: int) -> PublishableMuseum:
        """Return what may go out of an earlier release. Raises KeyError."""

    def forget_removed(self, drafts: Museum, published: Museum) -> None:
        """Take in that `published` went out, which was made of `drafts`."""


class DraftedWords:
    """Selects everything, as it is drafted: for measurements, where nothing leaves the house."""

    needed = False

    def __init__(self, drafts: Drafts, releases: Releases) -> None:
        self._drafts, self._releases = drafts, releases

    def of_drafts(self) -> PublishableMuseum:
        """Return the drafts. Raises NoMuseumError."""
        return PublishableMuseum(self._drafts.museum())

    def of_museum(self, museum: Museum) -> PublishableMuseum:
        """Return the museum."""
        return PublishableMuseum(museum)

    def of_release(self, number: int) -> PublishableMuseum:
        """Return the museum of a release. Raises KeyError."""
        return PublishableMuseum(self._releases.get(number).museum)

    def forget_removed(self, drafts: Museum, published: Museum) -> None:
        """Do nothing."""


class _Selected(Struct, frozen=True):
    """What was selected last, and of what. While that is the same, `selected` is the same object."""

    museum: Museum
    names: NameFilter
    approved: dict[UnitKey, ApprovedContent]
    selected: Museum

    def is_of(
        self, museum: Museum, names: NameFilter, approved: dict[UnitKey, ApprovedContent]
    ) -> bool:
        """Return whether it was selected of these."""
        return self.museum is museum and self.names is names and self.approved == approved


class ApprovedWords:
    """Selects what is published: the drafts, or where approval is needed the wording that was approved last."""

    def __init__(
        self,
        database: Database,
        drafts: Drafts,
        releases: Releases,
        now: Callable[[], dt.datetime],
        recorder: Recorder,
        *,
        needed: bool,
        leave_out: ReleaseFilter | None = None,
        plans: Callable[[], list[FloorPicture]] = list,
    ) -> None:
        """`needed`: nothing goes out but what was approved. `leave_out`: what goes out of no museum.

        `plans`: the pictures of floors that go out with the drafts.
        """
        self._leave_out, self.plans = leave_out or ReleaseFilter(), plans
        self._database, self._drafts, self._releases = database, drafts, releases
        self._names = OutgoingNames(database)
        self._now, self._recorder = now, recorder
        self.needed = needed
        self._selected: _Selected | None = None

    def of_drafts(self) -> PublishableMuseum:
        """Return what may go out of the drafts. Raises NoMuseumError when there is no museum."""
        drafts = self._drafts.museum()
        return replace(self.of_museum(drafts), drafts=drafts, plans=self.plans())

    def of_museum(self, museum: Museum) -> PublishableMuseum:
        """Return what may go out of a museum, which nobody is known to have approved."""
        if self.needed:
            self.adopt()
        with self._database.reading() as session:
            approved = approved_contents(session, None if self.needed else PartKind.OFFER)
        names = self._names.read()
        if not self.needed:
            last = self._selected
            if last is None or not last.is_of(museum, names, approved):
                selected = names.museum(with_approved_offers(museum, approved))
                last = self._selected = _Selected(museum, names, approved, selected)
            return PublishableMuseum(self._leave_out(last.selected), approved=approved)
        composed = approved_museum(museum, approved)
        problems = []
        if composed.site_name_missing:
            problems.append(_("The name of the museum is not approved in any language."))
        return PublishableMuseum(
            self._leave_out(names.museum(composed.museum)),
            problems=problems,
            left_out=composed.left_out,
            approved=approved,
        )

    def of_release(self, number: int) -> PublishableMuseum:
        """Return what may go out of an earlier release. Raises KeyError."""
        release = self._releases.get(number)
        if self.needed and not self._releases.words_are_approved(number):
            return replace(self.of_museum(release.museum), plans=release.plans)
        museum = self._leave_out(self._names.read().museum(release.museum))
        return PublishableMuseum(museum, plans=release.plans)

    def names(self) -> NameFilter:
        """Return the filter through which everything goes that is published."""
        return self._names.read()

    def adopt(self) -> None:
        """Take what visitors have as approved, when it was published while no approval was needed.

        A museum that begins to ask for approval, or does so again, keeps what it shows. What is approved as it stands
        in the drafts is newer and stays.
        """
        release = self._releases.release()
        if release is None or self._releases.words_are_approved(release.number):
            return
        names = self._names.read()
        museum = self._drafts.museum(without_newer=True)
        drafts = {(kind, key): body for kind, key, body in split_museum(museum)}
        with self._database.writing() as session:
            if not self._releases.mark_approved(session, release.number):
                return  # another thread took them meanwhile
            approved = approved_contents(session)
            for kind, key, body in split_museum(release.museum):
                found = _adopted(names, body, drafts.get((kind, key)), approved)
                for (by, stands), units in found.items():
                    record_approvals(session, kind, key, units, by, self._now(), stands=stands)
            subject = f"release {release.number}"
            self._recorder.record(WORDS_ADOPTED, SERVER, subject, session=session)

    def forget_removed(self, drafts: Museum, published: Museum) -> None:
        """Forget the approvals of what was removed from `drafts` and, with this publish, from what visitors have."""
        if not self.needed:
            return
        units = {
            unit
            for museum in (drafts, published)
            for _kind, _key, body in split_museum(museum)
            for unit in approval_units(body)
        }
        with self._database.writing() as session:
            forget_approvals(session, units)


def _adopted(
    names: NameFilter,
    published: Body,
    draft: Body | None,
    approved: dict[UnitKey, ApprovedContent],
) -> dict[tuple[str | None, bool], dict[UnitKey, Content]]:
    """Return the units of a published part to take as approved: by (who approved it, whether the draft is the same)."""
    found: dict[tuple[str | None, bool], dict[UnitKey, Content]] = {}
    now = approval_units(draft)
    outgoing = {} if draft is None else approval_units(names.part(draft))
    for unit, content in approval_units(names.part(published)).items():
        before, by = approved.get(unit), approver(published, unit)
        if before is not None and before.stands:
            continue
        if by is None and isinstance(content, Offer):
            continue  # an offer without approval was never shown
        stands = outgoing.get(unit) == content
        found.setdefault((by, stands), {})[unit] = now[unit] if stands else content
    return found
