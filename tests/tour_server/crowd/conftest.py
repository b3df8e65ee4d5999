"""The pages of the rooms over a real database, with a clock and a museum that the test sets."""

from __future__ import annotations

import datetime as dt
import random
from types import SimpleNamespace

import pytest
from argon2 import PasswordHasher
from flask import Flask, g

from contract.museum import Hours, Museum, Room, Site
from tests.bins import a_bin
from tour_server.crowd.change_signal import ChangeSignal
from tour_server.crowd.closing_pages import ClosingPages
from tour_server.crowd.export_pages import ExportPages
from tour_server.crowd.messages import store_bins
from tour_server.crowd.pages import RoomPages
from tour_server.crowd.room_closures import RoomClosures
from tour_server.crowd.room_dashboard import RoomDashboard
from tour_server.crowd.rooms_now import RoomsNow
from tour_server.crowd.stream_slots import StreamSlots
from tour_server.database import Database
from tour_server.desk.pages import DeskPages
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.staff.accounts import Accounts
from tour_server.staff.permissions import Role
from tour_server.staff.sign_in_store import SignInStore
from tour_server.wall_screens.pages import WallScreenPages
from tour_server.wall_screens.screens import WallScreens
from web.translations import install_gettext

NOW = dt.datetime(2026, 7, 15, 12, 0, tzinfo=dt.UTC)
HOUSE = Museum(
    site=Site(
        key="museum",
        name={"en": "Museum"},
        time_zone="Europe/Amsterdam",
        languages=["en", "nl"],
        opening=[Hours(dt.time(10), dt.time(17))] * 7,
    ),
    rooms=[
        Room("tile-room", {"en": "Tile Room"}, 0, 10, [(0, 0), (8, 0), (8, 6), (0, 6)]),
        Room("curves", {"en": "Curves <&>"}, 1, 20, [(0, 0), (8, 0), (8, 6), (0, 6)]),
    ],
    works=[],
)


@pytest.fixture(name="a_bin")
def _a_bin():
    return a_bin


@pytest.fixture
def page(tmp_path, a_bin):
    """The pages with a signed-in user.

    `open_again()` builds them anew over the same database, like a server that restarts.
    """
    database = Database(f"sqlite:///{tmp_path / 'rooms.db'}")
    database.migrate()
    world = SimpleNamespace(
        now=NOW,
        museum=HOUSE,
        database=database,
    )

    def museum():
        return world.museum

    def now():
        return world.now

    accounts = Accounts(database, now, PasswordHasher(time_cost=1, memory_cost=64))
    world.person = accounts.create("Ada", "a password of Ada's", {Role.ADMINISTRATOR})
    sign_ins = SignInStore(database, accounts, now, dt.timedelta(days=7))

    def open_again():
        world.changes = ChangeSignal()
        world.rooms = RoomsNow(database, museum, now, world.changes)
        app = Flask("test")
        install_gettext(app)
        app.secret_key = "test"
        app.register_blueprint(DeskPages(lambda: "Museum", (), dict).blueprint())
        slots = StreamSlots(2)
        world.walls = WallScreens(database, now)
        dashboard = RoomDashboard(world.rooms, database, museum, now)
        export = ExportPages(database, museum, now)
        world.closures, world.events = RoomClosures(database, now, world.changes), []
        recorder = SimpleNamespace(
            record=lambda kind, *facts, **_more: world.events.append((kind.name, *facts))
        )
        closing = ClosingPages(world.closures, museum, recorder, now)
        rooms = RoomPages(dashboard, museum, world.changes, slots, export, closing)
        walls = WallScreenPages(world.walls, dashboard, world.changes, slots, public_url="")
        app.register_blueprint(rooms.blueprint())
        app.register_blueprint(walls.blueprint())
        app.jinja_env.globals["csrf_token"] = lambda: "token"
        app.add_url_rule("/desk/sign-in", "staff.sign_in_page", lambda: "sign in")
        app.add_url_rule("/desk/sign-out", "staff.sign_out", lambda: "out", methods=["POST"])

        @app.before_request
        def who():
            g.person = world.person
            if world.person is not None:
                g.sign_ins, g.token = (
                    SimpleNamespace(store=sign_ins),
                    sign_ins.begin(world.person),
                )

        world.app, world.client = app, app.test_client()

    def count(start_minute, device="door", **changes_of_bin):
        start = NOW.timestamp() + 60 * start_minute
        one = a_bin(random.getrandbits(40), start=start, **changes_of_bin)
        with database.writing() as session:
            store_bins(session, [ReceivedMessage(device, one, start + 60)])
        world.changes.notify()
        world.now += dt.timedelta(seconds=2)

    world.count, world.open_again = count, open_again
    open_again()
    yield world
    world.changes.close()
    database.close()
