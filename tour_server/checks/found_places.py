"""The findings of a report as rows for the page and the CSV: in words, with the name and the address of the part."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from msgspec import Struct

from tour_server.catalogue.pages import address_of, resource_of
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.finding import Finding
from tour_server.checks.readiness import CheckReport
from web.translations import gettext as _

COLUMNS = ("check", "stops a publish", "kind", "key", "name", "language", "count", "what", "page")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute a cell that begins so


class FoundPlace(Struct, frozen=True):
    """A finding in words. `address`: the page of its part, at the place."""

    check: ReadinessCheck
    finding: Finding
    name: str
    sentence: str
    address: str


class FindingFilter(Struct, frozen=True):
    """What of a report is shown; empty is all. `search` is looked for in the name and the sentence."""

    check: str = ""
    language: str = ""
    search: str = ""
    stopping: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str]) -> FindingFilter:
        """Return the filter of an address's query."""
        return cls(
            query.get("check", ""),
            query.get("language", ""),
            query.get("q", "").strip(),
            query.get("stops", "") == "1",
        )

    def passes(self, report: CheckReport, check: ReadinessCheck, finding: Finding) -> bool:
        """Return whether a finding is shown, as far as that needs none of its words."""
        return (
            self.check in ("", check.name)
            and self.language in ("", finding.language)
            and (not self.stopping or check.name in report.stopping)
        )


class FoundGroup(Struct, frozen=True):
    """The places that one check has found, the first of them, and how many there are."""

    places: list[FoundPlace]
    number: int


def found_places(
    report: CheckReport, snapshot: CatalogueSnapshot, wanted: FindingFilter, most: int | None = None
) -> dict[str, FoundGroup]:
    """Return what passes the filter, by the name of the check; of each check `most` places, with None all.

    Without a search only those are put into words: a museum of 1,000 works without translations has thousands.
    """
    groups = {}
    for check in report.checks:
        found = report.findings[check.name] or []
        passing = [one for one in found if wanted.passes(report, check, one)]
        if wanted.search:
            places = [_place(report, snapshot, check, one) for one in passing]
            search = wanted.search.casefold()
            places = [one for one in places if search in f"{one.name} {one.sentence}".casefold()]
            number = len(places)
        else:
            places = [_place(report, snapshot, check, one) for one in passing[:most]]
            number = len(passing)
        if number:
            groups[check.name] = FoundGroup(places[:most], number)
    return groups


def _place(
    report: CheckReport, snapshot: CatalogueSnapshot, check: ReadinessCheck, finding: Finding
) -> FoundPlace:
    body = report.bodies.get((finding.kind, finding.key))
    name = finding.key if body is None else resource_of(finding.kind).name(snapshot, body)
    return FoundPlace(check, finding, name, check.say(finding), _address(check, finding))


def _address(check: ReadinessCheck, finding: Finding) -> str:
    if check.address is not None:
        return check.address(finding)
    address = address_of(finding.kind, finding.key)
    return f"{address}#{finding.anchor}" if finding.anchor else address


def as_csv(places: Iterable[FoundPlace], report: CheckReport, root: str) -> str:
    """Return the findings as CSV, in UTF-8 with the mark by which spreadsheets know it. `root`: the server's root."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for place in places:
        finding = place.finding
        cells = (
            _(place.check.title),
            _("yes") if place.check.name in report.stopping else _("no"),
            "way" if finding.kind is PartKind.CONNECTION else finding.kind.value,
            finding.key,
            place.name,
            finding.language,
            str(finding.count),
            place.sentence,
            root.rstrip("/") + place.address,
        )
        table.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return f"\ufeff{out.getvalue()}"
