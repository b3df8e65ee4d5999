"""The staff page of one kiosk: its state, its history, and what it can be told to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from contract.kiosk_messages import OrderKind
from contract.kiosk_settings import SettingScope
from contract.museum import Museum
from contract.selftest import VERSIONS as REPORT_VERSIONS
from contract.selftest import CheckState, SelftestReport
from tour_server.fleet.kiosk_list import KioskStatus, with_room_names
from tour_server.fleet.overview import KioskOverview
from tour_server.fleet.rooms import room_names
from tour_server.kiosk_care.alarm_watch import AlarmWatch
from tour_server.kiosk_care.course_plot import ValueCourse, online_stretches, value_course
from tour_server.kiosk_care.facts import kiosk_facts
from tour_server.kiosk_care.look_pages import CameraLookPages
from tour_server.kiosk_care.order_book import OrderBook, OrderRefusedError
from tour_server.kiosk_care.samples import KEPT_DAYS, KioskSample, KioskSamples
from tour_server.kiosk_settings.setting_groups import (
    SettingGroup,
    SettingGroups,
    SettingsRefusedError,
)
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from web.translations import gettext as _
from web.translations import mark

NO_STORE = {"Cache-Control": "no-store"}
SPANS = (1, 7)  # days that the plots may show
MEGABYTE = 1_000_000
PLOTS: tuple[tuple[str, str, Callable[[KioskSample], float | None]], ...] = (
    (mark("Temperature"), "°C", lambda one: one.temperature),
    (mark("Time to recognise a picture"), "ms", lambda one: one.recognition_ms),
    (
        mark("Free memory"),
        "MB",
        lambda one: None if one.memory_free is None else one.memory_free / MEGABYTE,
    ),
    (mark("Waiting to be sent"), "min", lambda one: one.waiting),
)
ORDER_WORDS = {
    OrderKind.RESTART: mark("restart"),
    OrderKind.IDENTIFY: mark("show its number"),
    OrderKind.LOGS: mark("send its log"),
    OrderKind.SELFTEST: mark("test itself"),
    OrderKind.LOOK: mark("open a look through its camera"),
}
STATE_WORDS = {
    CheckState.WELL: mark("well"),
    CheckState.ATTENTION: mark("look at it"),
    CheckState.FAILED: mark("failed"),
    CheckState.NOT_KNOWN: mark("not known"),
}


class NamedCourse(Struct, frozen=True):
    """A plot with its name and unit."""

    name: str
    unit: str
    course: ValueCourse


class CareParts(Struct, frozen=True):
    """What the page is made of. `now`: in UTC."""

    overview: KioskOverview
    museum: Callable[[], Museum | None]
    samples: KioskSamples
    orders: OrderBook
    alarms: AlarmWatch
    groups: SettingGroups
    now: Callable[[], dt.datetime]


class KioskCarePages:
    """The pages under `/desk/kiosks/look-after`."""

    def __init__(self, parts: CareParts) -> None:
        self._parts = parts

    def blueprint(self) -> Blueprint:
        """Return the blueprint."""
        blueprint = Blueprint(
            "kiosk_care",
            __name__,
            template_folder="templates",
            static_folder="static",
            static_url_path="/static",
            url_prefix="/desk/kiosks/look-after",  # below the list, so that the rail shows where it stands
        )
        add = blueprint.add_url_rule
        devices, read = allowed(Permission.DEVICES), allowed(Permission.READ)
        add("/<name>", "page", read(self.page))
        add("/<name>/order", "order", devices(self.order), methods=["POST"])
        add("/<name>/room", "move", devices(self.move), methods=["POST"])
        add("/<name>/log/<order>", "log_lines", devices(self.log_lines))
        add("/<name>/selftest/<order>", "selftest", devices(self.selftest))
        add("/<name>/selftest/<order>.json", "selftest_file", devices(self.selftest_file))
        CameraLookPages(self._parts.orders, self._kiosk).hang_in(blueprint)
        return blueprint

    def page(self, name: str) -> ResponseReturnValue:
        """Show one kiosk."""
        return self._render(self._kiosk(name))

    def order(self, name: str) -> ResponseReturnValue:
        """Give the kiosk an order."""
        kiosk = self._kiosk(name)
        try:
            what = OrderKind(request.form.get("what", ""))
        except ValueError:
            abort(400, _("There is no such order."))
        if what is OrderKind.LOOK:  # with a question before
            return redirect(url_for("kiosk_care.look_question", name=name))
        try:
            self._parts.orders.ask(name, what, person().name, self._number(name))
        except OrderRefusedError as error:
            return self._render(kiosk, str(error)), 409
        return redirect(url_for("kiosk_care.page", name=name) + "#orders")

    def move(self, name: str) -> ResponseReturnValue:
        """Set the room of the kiosk; it is one of its settings, with their history and undo."""
        kiosk = self._kiosk(name)
        group = SettingGroup(SettingScope.KIOSK, name)
        room = request.form.get("room", "")
        try:
            self._parts.groups.change(group, {"room": room}, person().name)
        except SettingsRefusedError as error:
            return self._render(kiosk, str(error)), 422
        return redirect(url_for("kiosk_care.page", name=name))

    def log_lines(self, name: str, order: str) -> ResponseReturnValue:
        """Send the log that the kiosk sent."""
        lines = self._parts.orders.lines(name, order)
        if lines is None:
            abort(404, _("There is no log of this order any more."))
        return Response(
            "\n".join([*lines, ""]),
            mimetype="text/plain",
            headers={
                "Content-Disposition": f'attachment; filename="{name}-log.txt"',
                **NO_STORE,
            },
        )

    def selftest(self, name: str, order: str) -> ResponseReturnValue:
        """Show the report of a self test."""
        self._kiosk(name)
        report = self._report(name, order)
        return render_template(
            "kiosk_care/selftest.html",
            name=name,
            order=order,
            report=report,
            at=dt.datetime.fromtimestamp(report.at, dt.UTC),
            state_words=STATE_WORDS,
        )

    def selftest_file(self, name: str, order: str) -> ResponseReturnValue:
        """Send the report as a file. Its name has not the kiosk's, so that it can be sent on."""
        return Response(
            REPORT_VERSIONS.encode(self._report(name, order)),
            mimetype="application/json",
            headers={"Content-Disposition": 'attachment; filename="selftest.json"', **NO_STORE},
        )

    def _report(self, name: str, order: str) -> SelftestReport:
        """Returns the report that the kiosk sent. Aborts with 404 without one."""
        report = self._parts.orders.report(name, order)
        if report is None:
            abort(404, _("There is no report of this order any more."))
        return report

    def _kiosk(self, name: str) -> KioskStatus:
        """Returns the kiosk. Aborts with 404 when there is none of this name."""
        found = next((one for one in self._kiosks() if one.name == name), None)
        if found is None:
            abort(404, _("There is no kiosk called {name} on the list.", name=name))
        return found

    def _kiosks(self) -> Sequence[KioskStatus]:
        return self._parts.overview.kiosks()

    def _facts(self, kiosk: KioskStatus) -> list[tuple[str, str]]:
        own = [] if kiosk.health is None else kiosk_facts(kiosk.health)
        return [*own, *self._parts.overview.facts(kiosk.name)]

    def _number(self, name: str) -> int:
        """Returns what the kiosk's screen shows: its place in the list of names."""
        return sorted(one.name for one in self._kiosks()).index(name) + 1

    def _render(self, kiosk: KioskStatus, problem: str = "") -> str:
        parts, asked = self._parts, request.args.get("days", "1")
        days = int(asked) if asked in map(str, SPANS) else 1
        samples = parts.samples.of(kiosk.name, days)
        now = parts.now().timestamp()
        rooms = room_names(parts.museum())
        wanted = parts.groups.of(SettingGroup(SettingScope.KIOSK, kiosk.name)).get("room")
        plots = [
            NamedCourse(_(label), unit, course)
            for label, unit, value in PLOTS
            if (course := value_course(samples, value, now, days)) is not None
        ]
        return render_template(
            "kiosk_care/kiosk.html",
            kiosk=with_room_names(rooms, [kiosk])[0],
            room=wanted or kiosk.room,
            rooms=rooms,
            moving=bool(wanted) and wanted != kiosk.room,
            facts=self._facts(kiosk),
            actions=parts.overview.actions,
            number=self._number(kiosk.name),
            orders=parts.orders.of(kiosk.name),
            order_words=ORDER_WORDS,
            alarms=parts.alarms.alarms(kiosk.name),
            plots=plots,
            online=online_stretches(samples, now, days),
            days=days,
            spans=SPANS,
            kept=KEPT_DAYS,
            problem=problem,
        )
