"""The events about the museum's content: changes of drafts, and approvals."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tour_server.catalogue.approval_units import UnitKey
from tour_server.recorder import EventKind, Recorder

DRAFT_CHANGED = EventKind("draft-changed", "A draft was changed or added.")
DRAFT_REMOVED = EventKind("draft-removed", "A draft was removed.")
APPROVED = EventKind("approved", "A text was approved.")
APPROVAL_LOST = EventKind("approval-lost", "A text lost its approval.")

CATALOGUE_EVENTS = (DRAFT_CHANGED, DRAFT_REMOVED, APPROVED, APPROVAL_LOST)


class DraftEvents:
    """A DraftListener that records which part and version changed, never its text."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def changed(
        self, session: Session, kind: str, key: str, version: int, by: str, *, removed: bool
    ) -> None:
        """Record the change of a part in the transaction that makes it."""
        what = DRAFT_REMOVED if removed else DRAFT_CHANGED
        self._recorder.record(what, by, f"{kind} {key}", f"version {version}", session=session)

    def approved(self, session: Session, kind: str, key: str, unit: UnitKey, by: str) -> None:
        """Record that a unit was approved."""
        self._recorder.record(APPROVED, by, f"{kind} {key}", _named(unit), session=session)

    def approval_dropped(
        self, session: Session, kind: str, key: str, unit: UnitKey, by: str
    ) -> None:
        """Record that a unit is not approved any more."""
        self._recorder.record(APPROVAL_LOST, by, f"{kind} {key}", _named(unit), session=session)


def _named(unit: UnitKey) -> str:
    """Returns which text of its part a unit is: the key of a block, `title nl`, or nothing for an offer."""
    path, language = unit
    first, *words = path.split("/")
    if first != "site":
        words = words[1:]  # the first is the key of the part
    if language:
        return f"{'/'.join(words)} {language}"
    return words[1] if words[:1] == ["block"] else "/".join(words)
