"""Looks at the drafts with every check, and says what stops a publish.

What a check finds in a part is kept until that part has another version: after one edit one part is looked at again.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Museum
from tour_server.catalogue.drafts import Drafts, Part
from tour_server.catalogue.parts import NoMuseumError, PartKind, split_museum
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.decisions import CheckDecisions
from tour_server.checks.finding import Finding
from tour_server.checks.rights import RIGHTS
from tour_server.publishing.publish_gate import CheckCount
from web.translations import gettext as _


class _KindFindings(Struct, frozen=True):
    """What the checks have found in the parts of one kind: by part, and by check."""

    parts: list[Part]
    languages: list[str]
    of_part: dict[str, tuple[Part, dict[str, list[Finding]]]]
    of_check: dict[str, list[Finding]]


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
        self._known: dict[PartKind, _KindFindings] = {}
        self._going: tuple[Museum, dict[str, list[Finding]]] | None = None
        self._bodies: tuple[Museum, dict[tuple[PartKind, str], Any]] | None = None

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
        parts = {kind: self._drafts.all(kind, without_newer=True) for kind in PartKind}
        museum = self._drafts.museum(without_newer=True)
        of_kinds = [self._of_kind(kind, parts[kind], museum.site.languages) for kind in PartKind]
        checks = self.checks
        found: dict[str, list[Finding] | None] = {
            one.name: [finding for of_kind in of_kinds for finding in of_kind.get(one.name, ())]
            if one.of_museum is None
            else one.of_museum(museum)
            for one in checks
        }
        found[RIGHTS.name] = self._without_permission(found[RIGHTS.name] or [])
        bodies = self._bodies
        if bodies is None or bodies[0] is not museum:
            listed = [part for of_kind in parts.values() for part in of_kind]
            bodies = museum, {(part.kind, part.key): part.body for part in listed}
            self._bodies = bodies
        return CheckReport(checks, bodies[1], found, self._decisions.stopping(checks))

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
            findings = self._findings(one, museum)
            if one.name == RIGHTS.name:
                findings = self._without_permission(findings)
            if findings:
                count = sum(finding.count for finding in findings)
                found.append(CheckCount(one.name, _(one.title), count, stops=True))
        return found

    def _findings(self, check: ReadinessCheck, museum: Museum) -> list[Finding]:
        """Return what a check finds in a museum that may not be the drafts. Of the last one it is kept."""
        if check.of_museum is not None:
            return check.of_museum(museum) or []
        if check.of_part is None:
            return []
        going = self._going
        if going is None or going[0] is not museum:
            going = self._going = museum, {}
        if check.name not in going[1]:
            languages = museum.site.languages
            going[1][check.name] = [
                finding
                for kind, key, body in split_museum(museum)
                for finding in check.of_part(kind, key, body, languages)
            ]
        return going[1][check.name]

    def _of_kind(
        self, kind: PartKind, parts: list[Part], languages: list[str]
    ) -> dict[str, list[Finding]]:
        """Return what the checks of parts have found, looking again where a part or the languages have changed."""
        with self._lock:
            known = self._known.get(kind)
            if known is not None and known.languages != languages:
                known = None
            if known is not None and known.parts is parts:
                return known.of_check
            of_part: dict[str, tuple[Part, dict[str, list[Finding]]]] = {}
            of_check: dict[str, list[Finding]] = {}
            for part in parts:
                before = None if known is None else known.of_part.get(part.key)
                if before is None or before[0] is not part:
                    before = part, self._look_at(part, languages)
                of_part[part.key] = before
                for name, findings in before[1].items():
                    of_check.setdefault(name, []).extend(findings)
            self._known[kind] = _KindFindings(parts, languages, of_part, of_check)
        return of_check

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
