"""The events about the museum's content: changes of drafts, and approvals."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.orm import Session

from tour_server.recorder import EventKind, Recorder

DRAFT_CHANGED = EventKind("draft-changed", "A draft was changed or added.")
DRAFT_REMOVED = EventKind("draft-removed", "A draft was removed.")
APPROVED = EventKind("approved", "A text was approved.")
APPROVAL_LOST = EventKind("approval-lost", "A text lost its approval.")

CATALOGUE_EVENTS = (DRAFT_CHANGED, DRAFT_REMOVED, APPROVED, APPROVAL_LOST)


class DraftEvents:
    """Records changes of drafts: which part and version, never its text."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def __call__(
        self,
        session: Session,
        kind: str,
        key: str,
        version: int,
        before: str | None,
        after: str | None,
        by: str,
    ) -> None:
        """Record the change of a part in the transaction that makes it.

        `before` and `after`: the part as JSON; None where there is none.
        """
        what = DRAFT_CHANGED if after is not None else DRAFT_REMOVED
        subject, detail = f"{kind} {key}", f"version {version}"
        self._recorder.record(what, by, subject, detail, session=session)
        was, now = approvals(before), approvals(after)
        for text, approved_by in now.items():
            if approved_by and not was.get(text):
                self._recorder.record(APPROVED, by, subject, text, session=session)
            if was.get(text) and not approved_by:
                self._recorder.record(APPROVAL_LOST, by, subject, text, session=session)


def approvals(part: str | None) -> dict[str, str | None]:
    """Returns who approved each text of a part: by the key of the block, or by "" for an offer's own words."""
    body: dict[str, Any] = {} if part is None else json.loads(part)
    found = {block["key"]: block.get("approved_by") for block in body.get("blocks", [])}
    if "approved_by" in body:
        found[""] = body["approved_by"]
    return found
