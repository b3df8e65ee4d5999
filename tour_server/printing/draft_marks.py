"""Which words of a print have to be marked: those that nobody at the museum has approved, where approval is needed."""

from __future__ import annotations

from tour_server.catalogue.approvals import Approvals, ApprovalStatus
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind
from tour_server.visit.words import visit_words
from web.translations import shipped_catalogue


class DraftMarks:
    """Finds what is not approved, a translation that a machine drafted among it.

    Note: a title's wording does not say who wrote it. What is not approved is therefore marked, whoever wrote it.
    """

    def __init__(self, drafts: Drafts, approvals: Approvals) -> None:
        self._drafts, self._approvals = drafts, approvals

    def unapproved(self, kind: PartKind, key: str) -> set[tuple[str, str]]:
        """Returns (last word of the path, language) of each text of a part that is not approved. Raises KeyError."""
        if not self._approvals.needed:
            return set()
        return {
            (one.unit[0].rsplit("/", 1)[-1], one.unit[1])
            for one in self._approvals.of_part(self._drafts.get(kind, key))
            if one.status is not ApprovalStatus.APPROVED
        }


def mark_words(language: str) -> str:
    """Returns the mark in a language: "Not yet checked by a person."."""
    return visit_words(shipped_catalogue(), [language]).formally("not_checked")
