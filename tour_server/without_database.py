"""What the server answers while it waits for its database at the start: visitors and kiosks, from the last release.

The bundle is on the disk, so nothing of this asks the database. The desk says that the database is away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

import web
from contract.bundle import Release
from contract.messages import VisitorNote
from contract.museum import Museum, Offer
from tour_server.compression import compressed
from tour_server.crowd.room_now import RoomNow
from tour_server.database import Database
from tour_server.desk import problem_page
from tour_server.desk.pages import DeskPages
from tour_server.offers.codes import IssuedCode
from tour_server.offers.offers import PublicFacts, offers_now
from tour_server.publishing.bundle_pages import BundlePages
from tour_server.publishing.picture_sizes import SIZES_FOLDER, PictureSizes
from tour_server.publishing.releases import Releases
from tour_server.publishing.repository import Repository
from tour_server.security_headers import security_headers
from tour_server.visit.pages import pages as visit_pages
from tour_server.visitor_notes.settings import VisitorNotesSettings
from web.translations import install_gettext

WsgiApp = Callable[..., Iterable[bytes]]


class SwitchedApp:
    """A web application that another one can take the place of, while it is served."""

    def __init__(self, app: WsgiApp) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        """Answer a request, by the application of this moment."""
        return self.app(environ, start_response)


class _ReleaseAlone:
    """What visitors' pages are told without a database: the release, and nothing about the rooms."""

    def __init__(self, releases: Releases, cache: Path, now: Callable[[], dt.datetime]) -> None:
        self._releases, self._now = releases, now
        self.public_url = ""
        self.picture_sizes = PictureSizes(cache / SIZES_FOLDER, releases.file)
        self.note_days = VisitorNotesSettings().keep_days
        self.regret_cap = 0.0

    def occupancy(self) -> Mapping[str, RoomNow]:
        return {}

    def closed_rooms(self) -> Mapping[str, dt.datetime | None]:
        return {}

    def usual_people(self, museum: Museum, now: dt.datetime) -> None:
        return None

    def offers(self) -> Sequence[Offer]:
        """Those that need no count of people and no code, which nothing could count."""
        release = self._releases.release()
        if release is None:
            return []
        found = offers_now(release.museum, PublicFacts(self._now()))
        return [offer for offer in found if not offer.needs_code]

    def take_offer(self, key: str) -> tuple[Offer, IssuedCode | None] | None:
        return None

    def give_back_offer(self, code: str) -> None:
        """Nothing is taken back here: the code expires by itself."""

    def count_shown(self, key: str) -> None:
        pass

    def take_note(self, note: VisitorNote) -> bool:
        return False

    def release(self) -> Release | None:
        return self._releases.release()

    def sound_follows(self, block: str) -> bool:
        return False

    def likeness(self, museum: Museum) -> None:
        return None  # its vectors are made by a job, and jobs need the database

    def file(self, target: str) -> Path | None:
        return self._releases.file(target)


def app_without_database(
    folder: Path,
    database: Database,
    now: Callable[[], dt.datetime],
    *,
    https: bool,
    bundles: bool = True,
) -> Flask | None:
    """Returns the application, None where nothing was ever published: then there is nothing to answer.

    `https`: whether visitors come by it. `bundles`: whether releases are for anyone who asks.
    """
    repository = Repository(folder / "bundles", folder / "keys", now)
    if not (repository.metadata / "timestamp.json").exists():
        return None
    releases = Releases(database, repository)
    if releases.release() is None:
        return None
    app = Flask("tour_server", static_folder=None)
    install_gettext(app)
    app.register_blueprint(compressed(web.blueprint()))
    if bundles:
        app.register_blueprint(BundlePages(repository).blueprint())
    app.register_blueprint(visit_pages(_ReleaseAlone(releases, folder / "cache", now), now))
    app.register_blueprint(DeskPages(lambda: "", (), dict).blueprint())  # for its templates
    front = Blueprint("front", __name__)
    front.add_url_rule("/", "page", lambda: redirect(url_for("visit.start")))
    front.add_url_rule(
        "/health",
        "health",
        lambda: jsonify(ready=None, release=releases.newest(), database="away"),
    )
    app.register_blueprint(front)
    app.before_request(_desk_is_closed)
    app.register_error_handler(HTTPException, problem_page.page)
    app.after_request(security_headers(https=https))
    return app


def _desk_is_closed() -> ResponseReturnValue | None:
    if request.path.startswith("/desk") and request.endpoint != "desk.static":
        return problem_page.database_away()
    return None
