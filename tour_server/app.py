"""The composition root: builds the parts of the server and wires them.

Nobody else reads settings, opens the database or starts a thread. `create_app` makes the pages over parts
that exist; `Server` makes the parts, runs them, and stops them in the opposite order.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask, redirect
from flask_wtf import CSRFProtect
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

import tour_server.catalogue.pages
import tour_server.crowd.pages
import tour_server.desk.pages
import tour_server.fleet.pages
import tour_server.metrics.pages
import tour_server.publishing.bundle_pages
import tour_server.publishing.pages
import tour_server.staff.pages
import tour_server.visit.pages
import tour_server.wall_screens.pages
import web
from contract.museum import Museum
from contract.museum_folder import PICTURES, MuseumError, read_museum
from narration.block_speaker import BlockSpeaker
from narration.speech.settings import open_voice
from narration.speech.voice import VoiceError
from tour_server.broker.arrival import Keeper
from tour_server.broker.embedded import BrokerTroubleError, Embedded
from tour_server.broker.mosquitto import Mosquitto
from tour_server.broker.settings import BrokerSettings, EmbeddedBroker, broker_settings
from tour_server.catalogue.approval import approved_only
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.reference_check import ReferenceCheck
from tour_server.crowd.events import Changes, Streams
from tour_server.crowd.footfall import keep_footfall
from tour_server.crowd.room_boards import RoomBoards
from tour_server.crowd.rooms_now import RoomsNow
from tour_server.database import Database
from tour_server.desk import trouble
from tour_server.desk.moments import Moments
from tour_server.fleet.announcer import Announcer
from tour_server.fleet.last_seen import keep_health, keep_presence
from tour_server.health_page import health
from tour_server.home_assistant.teller import HomeAssistant
from tour_server.ingest.ingest import Ingest
from tour_server.metrics.metrics import Meters
from tour_server.publishing.publisher import Publisher
from tour_server.publishing.release import ReleaseMaker
from tour_server.publishing.releases import Releases
from tour_server.publishing.repository import Repository, RepositoryTroubleError
from tour_server.publishing.today import today
from tour_server.security_headers import guarded
from tour_server.session_key import secret
from tour_server.settings import ServerSettings
from tour_server.staff.accounts import Accounts, Role, new_password
from tour_server.staff.throttle import Throttle
from tour_server.usage.playback_counts import keep_told
from tour_server.visit_sources import VisitSources
from tour_server.wall_screens.screens import WallScreens
from web.page_server import BODY_LIMIT, PageServer

log = logging.getLogger(__name__)

SPEECH_NICENESS = 10  # the voice steps aside for whoever asks for a page
FORM_PARTS = 20_000  # fields; a work told in many languages and layers has more than Flask's 1,000
SIGNED_IN_FOR = dt.timedelta(hours=12)


@dataclass(frozen=True)
class Parts:
    """What pages are made over; built once."""

    settings: ServerSettings
    data: Path
    database: Database
    now: Callable[[], dt.datetime]
    accounts: Accounts
    drafts: Drafts
    pictures: Pictures
    references: ReferenceCheck
    repository: Repository
    releases: Releases
    publisher: Publisher
    changes: Changes
    rooms: RoomsNow
    walls: WallScreens
    ingests: list[Ingest] = field(default_factory=list)  # those that run

    def newest_release(self) -> int | None:
        """Its number, or None before the first."""
        return self.releases.newest_number() or None

    def museum(self) -> Museum | None:
        """The museum as published, or before that as drafted, or None."""
        published = self.releases.museum()
        if published is not None or self.drafts.empty():
            return published
        return self.drafts.museum()

    def zone(self) -> dt.tzinfo:
        """The time zone of the site; UTC while there is no site."""
        museum = self.museum()
        return dt.UTC if museum is None else ZoneInfo(museum.site.time_zone)


def build(
    settings: ServerSettings, now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
) -> Parts:
    """The parts, the database brought up to date.

    Raises OSError when the data folder can't be written, VoiceError when the voice can't be had.
    """
    open_voice(settings.speech).close()  # said at the start, not at the first publish
    data = Path(settings.data)
    data.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database or f"sqlite:///{data / 'zaalgids.db'}")
    database.migrate()
    drafts, pictures = Drafts(database, now), Pictures(data / "pictures")
    repository = Repository(data / "bundles", data / "keys", now)
    repository.ensure()
    releases = Releases(database, repository)
    maker = ReleaseMaker(
        pictures,
        lambda: BlockSpeaker(open_voice(settings.speech, SPEECH_NICENESS)),
        data / "cache",
        settings.speech_workers,
    )
    changes = Changes()

    return Parts(
        settings=settings,
        data=data,
        database=database,
        now=now,
        accounts=Accounts(database, now),
        drafts=drafts,
        pictures=pictures,
        references=ReferenceCheck(pictures, data / "cache" / "references", drafts.references),
        repository=repository,
        releases=releases,
        publisher=Publisher(
            drafts,
            maker,
            repository,
            releases,
            now,
            what_may_go_out(settings),
            speech_seconds=settings.speech_seconds,
        ),
        changes=changes,
        rooms=RoomsNow(database, releases.museum, now, changes),
        walls=WallScreens(database, now),
    )


def what_may_go_out(settings: ServerSettings) -> Callable[[Museum], Museum]:
    """What of a museum is published: the approved words alone, or all of it."""
    return approved_only if settings.needs_approval else lambda museum: museum


def create_app(parts: Parts) -> Flask:
    """The WSGI application."""
    app = Flask("tour_server", static_folder=None, template_folder="desk/templates")
    app.config.update(
        SECRET_KEY=secret(parts.data / "session.key"),
        MAX_CONTENT_LENGTH=parts.settings.upload_bytes,
        MAX_FORM_MEMORY_SIZE=parts.settings.upload_bytes,
        MAX_FORM_PARTS=FORM_PARTS,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=parts.settings.secure_cookies,
        SESSION_COOKIE_PATH="/desk",
        PERMANENT_SESSION_LIFETIME=SIGNED_IN_FOR,
        WTF_CSRF_TIME_LIMIT=None,
    )
    csrf = CSRFProtect(app)
    streams = Streams(parts.settings.streams)
    app.add_template_global(Moments(parts.now, parts.zone), "moment")
    app.register_blueprint(web.blueprint())
    app.register_blueprint(
        tour_server.desk.pages.pages(
            lambda: _house_name(parts),
            (parts.repository.warning,),
            today(parts.drafts, parts.releases),
        )
    )
    app.register_blueprint(
        tour_server.catalogue.pages.pages(
            parts.drafts, parts.pictures, parts.references, parts.releases.museum
        )
    )
    app.register_blueprint(
        tour_server.publishing.pages.pages(
            parts.drafts,
            parts.publisher,
            parts.releases,
            parts.repository,
            parts.settings.needs_approval,
        )
    )
    app.register_blueprint(tour_server.publishing.bundle_pages.pages(parts.repository))
    app.register_blueprint(tour_server.staff.pages.pages(parts.accounts, Throttle(time.monotonic)))
    boards = RoomBoards(parts.rooms, parts.database, parts.museum, parts.now)
    app.register_blueprint(
        tour_server.crowd.pages.pages(
            boards, parts.database, parts.museum, parts.now, parts.changes, streams
        )
    )
    app.register_blueprint(
        tour_server.wall_screens.pages.pages(
            parts.walls, boards, parts.changes, streams, parts.settings.public_url
        )
    )
    app.register_blueprint(
        tour_server.fleet.pages.pages(parts.database, parts.museum, parts.newest_release, parts.now)
    )
    meters = Meters(
        parts.database, parts.ingests, streams, parts.publisher, parts.newest_release, parts.now
    )
    app.register_blueprint(tour_server.metrics.pages.pages(meters, parts.settings.metrics_token))
    visit = tour_server.visit.pages.pages(
        VisitSources(parts.rooms, parts.releases, parts.publisher), parts.now
    )
    # Its one POST carries no cookie and changes nothing: there is nothing to forge.
    csrf.exempt(visit)
    app.register_blueprint(visit)
    app.add_url_rule("/", "front", lambda: redirect("/visit"))
    app.add_url_rule("/health", "health", lambda: health(parts.publisher, parts.releases))
    app.register_error_handler(HTTPException, trouble.page)
    app.after_request(guarded)
    return app


def _house_name(parts: Parts) -> str:
    """The museum's name above the desk's rail."""
    museum = parts.museum()
    names = list(museum.site.name.values()) if museum is not None else []
    return names[0] if names else "Zaalgids"


class ServerTroubleError(RuntimeError):
    """The server can't start, in a sentence for the technician."""


class Server:
    """The whole server: broker, ingest, publisher and pages, between `start` and `stop`."""

    def __init__(self, settings: ServerSettings, museum: Path | None = None) -> None:
        """`museum`: a museum folder, imported and published when there is none yet.

        Raises ServerTroubleError.
        """
        try:
            self.parts = build(settings)
            chosen = _chosen_broker(settings)
            self._window = chosen.window
            self.broker = _broker(chosen, Path(settings.data))
            self.pages = PageServer(
                create_app(self.parts),
                settings.host,
                settings.port,
                settings.threads,
                max(BODY_LIMIT, 2 * settings.upload_bytes),
            )
        except (
            OSError,
            ValueError,
            SQLAlchemyError,
            RepositoryTroubleError,
            VoiceError,
        ) as error:
            raise ServerTroubleError(str(error)) from error
        self.public_url = settings.public_url or f"http://{settings.host}:{self.pages.port}"
        self._museum = museum
        self._running: list[Callable[[], object]] = []  # what to stop, the newest last

    def start(self) -> None:
        """Starts everything; what has started is stopped again when a part can't. Raises ServerTroubleError."""
        try:
            self._start()
        except (OSError, ValueError, BrokerTroubleError, MuseumError) as error:
            self.stop()
            raise ServerTroubleError(str(error)) from error

    def stop(self) -> None:
        """Stops everything, the last started first. A part that fails to stop does not keep the others."""
        self.parts.changes.close()
        while self._running:
            try:
                self._running.pop()()
            except Exception:
                log.exception("a part of the server did not stop as it should")

    def _start(self) -> None:
        parts = self.parts
        self._run(lambda: None, parts.database.close)
        self._first_account()
        self._run(self.broker.start, self.broker.stop)
        new = parts.drafts.empty() and self._museum is not None
        if self._museum is not None and new:
            self._import(self._museum)
        site = parts.settings.site or self._site()
        chance = random.Random()  # noqa: S311 - scatters pauses, guards nothing
        keepers: dict[str, Keeper] = {
            "footfall": keep_footfall,
            "told": keep_told,
            "health": keep_health,
            "presence": keep_presence,
        }
        workers = parts.settings.workers
        for worker in range(1, workers + 1):
            ingest = Ingest(
                parts.database,
                self.broker.address,
                site,
                keepers,
                worker=worker,
                workers=workers,
                window=self._window,
                chance=chance,
                on_committed=lambda _kinds: parts.changes.changed(),
            )
            parts.ingests.append(ingest)
            self._run(ingest.start, ingest.stop)
        announcer = Announcer(self.broker.address, site, chance)
        self._run(announcer.start, announcer.stop)
        if parts.settings.home_assistant:
            home = HomeAssistant(
                self.broker.address,
                site,
                parts.settings.home_assistant,
                parts.rooms,
                parts.database,
                parts.releases.museum,
                parts.newest_release,
                parts.now,
                chance,
            )
            self._run(home.start, home.stop)
        parts.publisher.announce_to(announcer.announce)
        newest = parts.releases.newest_number()
        if newest:
            announcer.announce(newest)
        self._run(parts.publisher.start, parts.publisher.stop)
        if new:
            # Nobody is served yet: the doors open with the words.
            parts.publisher.ask("museum", "The first release.", speech_seconds=0.0)
        self._run(parts.references.start, parts.references.stop)
        self._run(self.pages.start, self.pages.stop)

    def _run(self, start: Callable[[], object], stop: Callable[[], object]) -> None:
        self._running.append(stop)
        start()

    def _first_account(self) -> None:
        if self.parts.accounts.everyone():
            return
        given = self.parts.settings.first_password
        password = given or new_password()
        self.parts.accounts.create("museum", password, Role.MANAGER)
        if not given:
            print(f"The first account is museum, its password {password}", flush=True)

    def _import(self, folder: Path) -> None:
        museum = self.parts.pictures.import_pictures(read_museum(folder), folder / PICTURES)
        self.parts.drafts.load(museum, "museum")

    def _site(self) -> str:
        museum = self.parts.museum()
        return museum.site.key if museum is not None else "museum"


def _chosen_broker(settings: ServerSettings) -> BrokerSettings:
    return broker_settings(
        settings.broker,
        settings.host,
        settings.broker_port,
        settings.broker_ca,
        settings.broker_certificate,
        settings.broker_key,
    )


def _broker(chosen: BrokerSettings, data: Path) -> Embedded | Mosquitto:
    if isinstance(chosen, EmbeddedBroker):
        return Embedded(chosen, data / "broker")
    return Mosquitto(chosen)
