"""The desk's page Check first: what to look at before a publish, and what the museum decides about it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.snapshot import take_snapshot
from tour_server.checks.decisions import CheckDecisions
from tour_server.checks.finding import Finding
from tour_server.checks.found_places import FindingFilter, as_csv, found_places
from tour_server.checks.readiness import Readiness
from tour_server.checks.rights import RIGHTS
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from web.translations import gettext as _
from web.translations import ngettext

SHOWN_OF_ALL = 20  # findings of each check, where every check is shown
SHOWN_OF_ONE = 500  # findings, where one check is shown; the CSV has every one


class CheckPages:
    """The pages under `/desk/publish/checks`."""

    def __init__(self, drafts: Drafts, readiness: Readiness, decisions: CheckDecisions) -> None:
        self._drafts, self._readiness, self._decisions = drafts, readiness, decisions

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint(
            "checks", __name__, template_folder="templates", url_prefix="/desk/publish/checks"
        )
        add, read = pages.add_url_rule, allowed(Permission.READ)
        publish = allowed(Permission.PUBLISH)
        add("", "page", read(self.page))
        add("/findings.csv", "csv", read(self.csv))
        add("/stops", "stops", read(self.stops))
        add("/stops", "decide", publish(self.decide), methods=["POST"])
        add("/rights", "ask_about_rights", publish(self.ask_about_rights))
        add("/rights", "take_on_rights", publish(self.take_on_rights), methods=["POST"])
        return pages

    def page(self) -> ResponseReturnValue:
        """Show what the checks have found, those first that stop a publish."""
        snapshot, report = take_snapshot(self._drafts), self._readiness.report()
        wanted = FindingFilter.of(request.args)
        most = SHOWN_OF_ONE if wanted.check else SHOWN_OF_ALL
        return render_template(
            "checks/checks.html",
            counts=sorted(report.counts(), key=lambda one: not one.is_stopping),
            groups=found_places(report, snapshot, wanted, most),
            wanted=wanted,
            filtered=wanted != FindingFilter(),
            languages=snapshot.languages,
            rights=RIGHTS.name,
        )

    def csv(self) -> ResponseReturnValue:
        """Answer with the findings that the filter leaves, as CSV."""
        snapshot, report = take_snapshot(self._drafts), self._readiness.report()
        groups = found_places(report, snapshot, FindingFilter.of(request.args))
        places = [place for group in groups.values() for place in group.places]
        return Response(
            as_csv(places, report, request.url_root),
            mimetype="text/csv",
            headers={
                "Content-Disposition": 'attachment; filename="check-first.csv"',
                "Cache-Control": "no-store",
            },
        )

    def stops(self) -> ResponseReturnValue:
        """Show what stops a publish."""
        checks = self._readiness.checks
        return render_template(
            "checks/stops.html", checks=checks, stopping=self._decisions.stopping(checks)
        )

    def decide(self) -> ResponseReturnValue:
        """Decide what stops a publish."""
        stopping = set(request.form.getlist("stops"))
        self._decisions.decide(self._readiness.checks, stopping, person().name)
        flash(_("Saved. It holds from the next publish on."))
        return redirect(url_for("checks.page"))

    def ask_about_rights(self) -> ResponseReturnValue:
        """Show what has no rights stated, and ask whether the museum may show it."""
        snapshot, report = take_snapshot(self._drafts), self._readiness.report()
        groups = found_places(report, snapshot, FindingFilter(check=RIGHTS.name))
        places = [place for group in groups.values() for place in group.places]
        return render_template(
            "checks/rights.html",
            places=places,
            seen=_fingerprint([place.finding for place in places]),
        )

    def take_on_rights(self) -> ResponseReturnValue:
        """Record that the museum may show what was listed; asks again when something was added meanwhile."""
        findings = self._readiness.report().findings[RIGHTS.name] or []
        if request.form.get("seen") != _fingerprint(findings):
            flash(_("The list has changed meanwhile. Nothing was recorded; look at it again."))
            return redirect(url_for("checks.ask_about_rights"))
        number = self._decisions.show_without_rights(findings, person().name)
        flash(
            ngettext(
                "On record: you said that the museum may show {number} picture or text.",
                "On record: you said that the museum may show {number} pictures and texts.",
                number,
            )
        )
        return redirect(url_for("checks.page"))


def _fingerprint(findings: Sequence[Finding]) -> str:
    """Return a hash of what these findings are about."""
    items = sorted((one.kind.value, one.key, item) for one in findings for item in one.items)
    return hashlib.sha256(msgspec.json.encode(items)).hexdigest()
