"""What hears of the changes of drafts."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy.orm import Session

from tour_server.catalogue.approval_units import UnitKey


class DraftListener(Protocol):
    """Hears of each change in the transaction that makes it. `by` is the account that made it."""

    def changed(
        self, session: Session, kind: str, key: str, version: int, by: str, *, removed: bool
    ) -> None:
        """Take in that a part has a new version, or was removed."""

    def approved(self, session: Session, kind: str, key: str, unit: UnitKey, by: str) -> None:
        """Take in that a unit of a part was approved."""

    def approval_dropped(
        self, session: Session, kind: str, key: str, unit: UnitKey, by: str
    ) -> None:
        """Take in that a unit of a part is not approved any more."""
