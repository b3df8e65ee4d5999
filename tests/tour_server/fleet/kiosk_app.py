"""The pages of the kiosks as an application, with a signed-in user."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from flask import Flask, g

from tour_server.database import Database
from tour_server.desk.moments import Moments
from tour_server.desk.pages import DeskPages
from tour_server.devices.registry import DeviceRegistry
from tour_server.fleet.overview import KioskOverview
from tour_server.fleet.pages import FleetParts, KioskPages
from tour_server.fleet.silence import KioskSilence
from tour_server.recorder import NoRecorder
from tour_server.staff.accounts import Person
from tour_server.staff.permissions import Role
from web.translations import install_gettext


def kiosk_app(database: Database, now: dt.datetime) -> Flask:
    """`now` is what the clock says; the newest release is 3."""
    app = Flask("test")
    install_gettext(app)
    app.secret_key = "test"
    app.register_blueprint(DeskPages(lambda: "Museum", (), dict).blueprint())
    registry = DeviceRegistry(database, lambda: now, NoRecorder())
    overview = KioskOverview(database, registry, lambda: 3, lambda: now)
    silence = KioskSilence(database, lambda: now, NoRecorder())
    parts = FleetParts(overview, registry, NoRecorder(), lambda: "museum", lambda: "", silence)
    app.register_blueprint(KioskPages(parts, lambda: None, lambda: 3, lambda: now).blueprint())
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    app.jinja_env.globals["moment"] = Moments(lambda: now, lambda: ZoneInfo("Europe/Amsterdam"))
    app.add_url_rule("/desk/kiosk/<name>", "kiosk_care.page", lambda name: name)
    app.add_url_rule("/desk/sign-in", "staff.sign_in_page", lambda: "sign in")
    app.add_url_rule("/desk/sign-out", "staff.sign_out", lambda: "out", methods=["POST"])

    @app.before_request
    def who():
        g.person = Person("Ada", frozenset({Role.TECHNICIAN}), "stamp")

    return app
