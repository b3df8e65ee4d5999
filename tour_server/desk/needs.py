"""What needs the person at the desk: by their permissions, each with a number and the page where it is done.

A source is asked only for those who may do what it is about. An old back-up is told above every page already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask import url_for
from msgspec import Struct

from runtime.document_version import DocumentVersionError
from tour_server.fleet.overview import KioskOverview
from tour_server.imports.import_documents import ImportState
from tour_server.imports.proposals import Proposals
from tour_server.publishing.planned_publishes import PlannedPublishes
from tour_server.publishing.publish_gate import CheckCount
from tour_server.search.facets import WorkState
from tour_server.search.work_query import WorkQuery
from tour_server.search.work_search import WorkSearch
from tour_server.staff.permissions import Permission
from tour_server.staff.session import may, person
from tour_server.visitor_notes.visitor_notes import VisitorNotes
from web.translations import gettext as _
from web.translations import ngettext

_UNDECIDED = (ImportState.COLUMNS, ImportState.PROPOSED, ImportState.FAILED)


class Need(Struct, frozen=True):
    """One thing that waits for the person, in words with its number, and the page where it is done."""

    words: str
    address: str


class Needs:
    """Asks the capabilities what waits."""

    def __init__(
        self,
        works: WorkSearch,
        proposals: Proposals,
        notes: VisitorNotes,
        kiosks: KioskOverview,
        plans: PlannedPublishes,
        checks: Callable[[], Sequence[CheckCount]],
    ) -> None:
        """`checks`: what each check before a publish has found."""
        self._works, self._proposals, self._notes = works, proposals, notes
        self._kiosks, self._plans = kiosks, plans
        self._checks = checks

    def __call__(self) -> list[Need]:
        """Return what needs the person who is signed in, what others wait for first."""
        sources: dict[Permission, Callable[[], Iterator[Need]]] = {
            Permission.APPROVE: self._to_approve,
            Permission.WRITE: self._to_write,
            Permission.PUBLISH: self._to_publish,
            Permission.DEVICES: self._of_kiosks,
        }
        return [need for permission, of in sources.items() if may(permission) for need in of()]

    def _to_approve(self) -> Iterator[Need]:
        self._works.unread()
        state = WorkState.UNAPPROVED
        if count := self._works.counts(WorkQuery()).state.get(state, 0):
            words = ngettext(
                "{number} work with texts to approve", "{number} works with texts to approve", count
            )
            yield Need(words, _works(state=state.value))

    def _to_write(self) -> Iterator[Need]:
        self._works.unread()
        if not may(Permission.APPROVE):
            mine = WorkQuery(by=person().name, states=(WorkState.UNAPPROVED,))
            if count := self._works.counts(mine).count:
                words = ngettext(
                    "{number} work that you changed last waits for approval",
                    "{number} works that you changed last wait for approval",
                    count,
                )
                yield Need(words, _works(**mine.arguments()))
        undecided = sum(one.state in _UNDECIDED for one in self._proposals.listed())
        if undecided:
            words = ngettext(
                "{number} import to decide on", "{number} imports to decide on", undecided
            )
            yield Need(words, url_for("imports.list_page"))
        if count := len(self._notes.listed()):
            words = ngettext(
                "{number} note from visitors: this is wrong",
                "{number} notes from visitors: this is wrong",
                count,
            )
            yield Need(words, url_for("notes.page"))
        if count := sum(not note.done for note in self._notes.questions()):
            words = ngettext(
                "{number} question from visitors without an answer",
                "{number} questions from visitors without an answer",
                count,
            )
            yield Need(words, url_for("questions.page"))

    def _to_publish(self) -> Iterator[Need]:
        try:
            checks = self._checks()
        except DocumentVersionError:  # what can't be read stands above every page
            checks = []
        for one in checks:
            if one.is_stopping:
                words = _(
                    "{check}: {number}, which stops a publish", check=one.title, number=one.count
                )
                yield Need(words, url_for("checks.page"))
        if count := len(self._plans.planned()):
            words = ngettext("{number} planned publish", "{number} planned publishes", count)
            yield Need(words, url_for("publishing.publish_page"))

    def _of_kiosks(self) -> Iterator[Need]:
        if count := len(self._kiosks.in_trouble()):
            words = ngettext("{number} kiosk in trouble", "{number} kiosks in trouble", count)
            yield Need(words, url_for("kiosks.page"))


def _works(**arguments: Any) -> str:
    return url_for("catalogue.works.list_page", **arguments)
