"""Looks at the drafts with every check, and says what stops a publish.

What a check finds in a part is kept until that part has another version: after one edit one part is looked at again.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Museum
from tour_server.catalogue.drafts import Drafts, Part
from tour_server.catalogue.parts import NoMuseumError, PartKind, join_parts, split_museum
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.decisions import CheckDecisions
from tour_server.checks.finding import Finding
from tour_server.checks.rights import RIGHTS
from tour_server.publishing.publish_gate import CheckCount
from web.translations import gettext as _

_Stamp = tuple[int, dt.datetime, tuple[str, ...]]  # version, when it was saved, languages


class CheckReport(Struct, frozen=True):
    """What every check has found, by its name; None: it still looks. `bodies`: the drafts."""

    checks: list[ReadinessCheck]
    bodies: dict[tuple[PartKind, str], Any]
    findings: dict[str, list[Finding] | None]
    stopping: set[str]

    def counts(self) -> list[CheckCount]:
        """Return how much each check has found, in the language of the request."""
        return [
            CheckCount(
                one.name,
                _(one.title),
                None if found is None else sum(finding.count for finding in found),
                one.name in self.stopping,
            )
            for one in self.checks
            for found in (self.findings[one.name],)
        ]


class Readiness:
    """The checks, in the order in which staff read them. Safe to call from many threads."""

    def __init__(
        self, drafts: Drafts, decisions: CheckDecisions, checks: Sequence[ReadinessCheck]
    ) -> None:
        self._drafts, self._decisions = drafts, decisions
        self._checks = list(checks)
        self._lock = threading.Lock()
        self._known: dict[tuple[PartKind, str], tuple[_Stamp, dict[str, list[Finding]]]] = {}

    @property
    def checks(self) -> list[ReadinessCheck]:
        """Every check."""
        return list(self._checks)

    def add(self, check: ReadinessCheck) -> None:
        """Add a check of another capability. Raises ValueError on a second one of its name."""
        with self._lock:
            if check.name in {one.name for one in self._checks}:
                raise ValueError(f"two checks are called {check.name}")
            self._checks.append(check)
            self._known.clear()

    def report(self) -> CheckReport:
        """Look at the drafts. Raises NoMuseumError when there is no museum, DocumentVersionError."""
        parts = [part for kind in PartKind for part in self._drafts.all(kind, without_newer=True)]
        museum = join_parts([(part.kind, part.body) for part in parts])
        of_parts = self._of_parts(parts, museum)
        checks = self.checks
        found: dict[str, list[Finding] | None] = {
            one.name: [finding for of_part in of_parts for finding in of_part.get(one.name, ())]
            if one.of_museum is None
            else one.of_museum(museum)
            for one in checks
        }
        found[RIGHTS.name] = self._without_permission(found[RIGHTS.name] or [])
        bodies = {(part.kind, part.key): part.body for part in parts}
        return CheckReport(checks, bodies, found, self._decisions.stopping(checks))

    def counts(self) -> list[CheckCount]:
        """Return how much each check has found, empty while there is no museum. Raises DocumentVersionError."""
        try:
            return self.report().counts()
        except NoMuseumError:
            return []

    def stopping(self, museum: Museum) -> list[CheckCount]:
        """Return the checks at which a publish of this museum stops. A check that still looks stops none."""
        checks = self.checks
        stopping = self._decisions.stopping(checks)
        found = []
        for one in checks:
            if one.name not in stopping:
                continue
            findings = _findings(one, museum)
            if one.name == RIGHTS.name:
                findings = self._without_permission(findings)
            if findings:
                count = sum(finding.count for finding in findings)
                found.append(CheckCount(one.name, _(one.title), count, stops=True))
        return found

    def _of_parts(self, parts: Sequence[Part], museum: Museum) -> list[dict[str, list[Finding]]]:
        """Return what each part's checks have found, looking again where a part or the languages have changed."""
        languages = tuple(museum.site.languages)
        known: dict[tuple[PartKind, str], tuple[_Stamp, dict[str, list[Finding]]]] = {}
        with self._lock:
            for part in parts:
                stamp = (part.version, part.changed_at, languages)
                before = self._known.get((part.kind, part.key))
                if before is not None and before[0] == stamp:
                    known[part.kind, part.key] = before
                else:
                    known[part.kind, part.key] = stamp, self._look_at(part, languages)
            self._known = known
        return [found for _stamp, found in known.values()]

    def _look_at(self, part: Part, languages: Sequence[str]) -> dict[str, list[Finding]]:
        found = {}
        for one in self._checks:
            if one.of_part is None:
                continue
            findings = list(one.of_part(part.kind, part.key, part.body, languages))
            if findings:
                found[one.name] = findings
        return found

    def _without_permission(self, findings: Sequence[Finding]) -> list[Finding]:
        """Return the findings about rights without what a publisher said may be shown."""
        shown = self._decisions.shown_without_rights() if findings else set()
        left = []
        for one in findings:
            items = tuple(item for item in one.items if (one.kind, one.key, item) not in shown)
            if items:
                left.append(replace(one, items=items, count=len(items)))
        return left


def _findings(check: ReadinessCheck, museum: Museum) -> list[Finding]:
    """Return what a check finds in a museum that may not be the drafts: nothing of it is kept."""
    if check.of_museum is not None:
        return check.of_museum(museum) or []
    if check.of_part is None:
        return []
    languages = museum.site.languages
    return [
        finding
        for kind, key, body in split_museum(museum)
        for finding in check.of_part(kind, key, body, languages)
    ]
