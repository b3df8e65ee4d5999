"""The check of the plan before a publish: what is wrong on it, each with a link to the place on the page Plan."""

from __future__ import annotations

from flask import url_for

from contract.museum import Museum
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.checks.check import ReadinessCheck
from tour_server.checks.finding import Finding
from tour_server.house.kiosk_places import KioskPlaces
from tour_server.house.plan_check import PlanFinding, plan_findings
from tour_server.house.plan_parts import PlanReader
from web.translations import mark


def plan_readiness(drafts: Drafts, places: KioskPlaces, reader: PlanReader) -> ReadinessCheck:
    """Return the check. In a museum whose plan was not begun it finds nothing."""

    def look(museum: Museum) -> list[Finding]:
        if not museum.connections and not any(room.outline for room in museum.rooms):
            return []
        snapshot = CatalogueSnapshot(museum.site, museum.rooms, museum.themes, museum.works)
        ways = drafts.all(PartKind.CONNECTION, without_newer=True)
        found = plan_findings(museum, snapshot, ways, places.all(), reader.reported_rooms())
        return [_finding(one, museum.site.key) for one in found]

    return ReadinessCheck(
        "plan", mark("What is wrong on the plan"), _say, of_museum=look, address=_address
    )


def _finding(found: PlanFinding, site: str) -> Finding:
    """Return what is wrong with a part of the plan. A kiosk is no part of the museum: its place is the site's."""
    chosen = f"{found.kind}:{found.key}"
    if found.kind in list(PartKind):
        return Finding(PartKind(found.kind), found.key, items=(chosen,), detail=found.sentence)
    return Finding(PartKind.SITE, site, items=(chosen,), detail=found.sentence)


def _say(finding: Finding) -> str:
    return finding.detail


def _address(finding: Finding) -> str:
    return url_for("house.page", choose=finding.items[0])
