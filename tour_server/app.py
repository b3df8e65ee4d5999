"""The composition root: builds the server from the list of its capabilities, starts and stops it.

Only this module reads settings, opens the database and calls `start` and `stop`. `assemble` builds what every
capability contributes; `create_app` makes the WSGI application of it; `Server` runs it.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

import web
from contract.museum_folder import MuseumError
from narration.speech.voice import VoiceError
from runtime.clocks import utc_now
from runtime.document_version import DocumentVersionError
from runtime.private_files import private_folder
from runtime.struct_types import prepare_structs
from runtime.worker import Worker
from tour_server.backup.archive import BackupError
from tour_server.backup.before_migration import bring_up_to_date
from tour_server.broker.embedded import BrokerStartError
from tour_server.capabilities import CAPABILITIES
from tour_server.capability import Capability, Context, Contribution, ServerPart
from tour_server.claims.settings import DeviceDoorSettings
from tour_server.compression import compressed
from tour_server.database import DATABASE_AWAY, Database, DatabaseVersionError
from tour_server.desk import problem_page
from tour_server.desk.language import desk_language
from tour_server.health_page import HealthPage
from tour_server.publishing.signed_metadata import RepositoryProblemError
from tour_server.request_limits import (
    StoredInteger,
    limit_body,
    refuse_nul_in_address,
    refuse_nul_in_form,
)
from tour_server.security_headers import security_headers
from tour_server.session_key import session_key
from tour_server.settings import ServerSettings
from tour_server.staff.session import COOKIE_PATH, cookie_name
from tour_server.without_database import SwitchedApp, WsgiApp, app_without_database
from web.page_server import MAX_BODY_BYTES, PageServer
from web.translations import install_gettext

log = logging.getLogger(__name__)

FORM_TOKEN_FOR = dt.timedelta(days=90)  # no sign-in lasts longer; its end ends the token with it


RETRY_SECONDS = 2.0  # between two looks whether the database is there


class ServerProblemError(RuntimeError):
    """The server can't start, in a sentence for the technician."""


class DataProblemError(ServerProblemError):
    """The server can't start with these data, however often it is tried."""


@dataclass(frozen=True)
class Assembly:
    """The server, built and not started."""

    settings: ServerSettings
    context: Context
    contributions: Sequence[Contribution]

    @property
    def parts(self) -> list[ServerPart]:
        """What runs while the server runs, in the order of starting."""
        return [part for one in self.contributions for part in one.parts]


def open_database(settings: ServerSettings) -> Database:
    """Returns the database that the settings name, as it is: `migrate` brings it up to date."""
    address = settings.root.database or f"sqlite:///{Path(settings.root.data) / 'zaalgids.db'}"
    return Database(address)


def assemble(
    settings: ServerSettings,
    now: Callable[[], dt.datetime] = utc_now,
    capabilities: Sequence[Capability] = CAPABILITIES,
    *,
    first_museum: Path | None = None,
    instead: Mapping[type[Any], object] | None = None,
) -> Assembly:
    """Bring the database up to date, after a back-up of it, and build what every capability contributes.

    `first_museum`: a museum folder for a server that has none yet. `instead`: see Context. Raises OSError when the
    data folder can't be written, BackupError when an older database can't be backed up, VoiceError when the voice can't
    be had, and what a capability raises.
    """
    data = Path(settings.root.data)
    private_folder(data)
    database = open_database(settings)
    bring_up_to_date(database, data, now())
    context = Context(settings, data, database, now, first_museum=first_museum, instead=instead)
    contributions = []
    for capability in capabilities:
        contribution = capability.build(context)
        context.collect(contribution)
        contributions.append(contribution)
    return Assembly(settings, context, contributions)


def create_app(assembly: Assembly) -> Flask:
    """Returns the WSGI application."""
    settings = assembly.settings.root
    secure = settings.https or settings.secure_cookies
    app = Flask("tour_server", static_folder=None)
    app.url_map.converters["int"] = StoredInteger
    install_gettext(app, desk_language)
    app.config.update(
        SECRET_KEY=session_key(assembly.context.data / "session.key"),
        MAX_CONTENT_LENGTH=settings.upload_bytes,
        SESSION_COOKIE_NAME=cookie_name("zaalgids_form", secure=secure),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_PATH=COOKIE_PATH,
        PERMANENT_SESSION_LIFETIME=FORM_TOKEN_FOR,
        WTF_CSRF_TIME_LIMIT=None,
        # No Referer is asked for over https: it is left out by some browsers, and what it guards against, a cookie
        # planted over http, the cookie's name and HSTS prevent.
        WTF_CSRF_SSL_STRICT=False,
    )
    # In this order: who is it, how much may they send, then the form is read to look for its token.
    app.before_request(refuse_nul_in_address)
    for contribution in assembly.contributions:
        for function in contribution.before_request:
            app.before_request(function)
    app.before_request(limit_body(settings.upload_bytes, _largest_uploads(assembly)))
    csrf = CSRFProtect(app)
    app.before_request(refuse_nul_in_form)
    app.register_blueprint(compressed(web.blueprint()))
    for contribution in assembly.contributions:
        for blueprint in contribution.pages:
            app.register_blueprint(blueprint)
        for blueprint in contribution.cookieless_pages:
            csrf.exempt(blueprint)
            app.register_blueprint(blueprint)
    health = HealthPage(assembly.context.database, assembly.contributions)
    app.add_url_rule("/health", "health", health.page)
    app.register_error_handler(HTTPException, problem_page.page)
    for error in DATABASE_AWAY:
        app.register_error_handler(error, problem_page.database_away)
    app.after_request(security_headers(https=settings.https))
    app.register_error_handler(DocumentVersionError, problem_page.newer_document)
    return app


def _largest_uploads(assembly: Assembly) -> dict[str, int]:
    """Returns the endpoints that take larger uploads than the others."""
    return {
        endpoint: size
        for contribution in assembly.contributions
        for endpoint, size in contribution.largest_uploads.items()
    }


CANT_BUILD = (
    OSError,
    ValueError,
    SQLAlchemyError,
    BackupError,
    DatabaseVersionError,
    DocumentVersionError,
    RepositoryProblemError,
    VoiceError,
)
CANT_START = (OSError, ValueError, BrokerStartError, MuseumError)


class Server:
    """The whole server, between `start` and `stop`."""

    def __init__(
        self,
        settings: ServerSettings,
        museum: Path | None = None,
        capabilities: Sequence[Capability] = CAPABILITIES,
    ) -> None:
        """`museum`: a museum folder, imported and published when there is none yet.

        Raises ServerProblemError.
        """
        root = settings.root
        self._settings, self._museum, self._capabilities = settings, museum, capabilities
        self._started: list[Callable[[], object]] = []  # what to stop, the newest last
        self._assembly: Assembly | None = None
        self._waiting = Worker("database-awaited", self._wait_for_database)
        try:
            self._app = SwitchedApp(self._build())
            self.pages = PageServer(
                self._app,
                root.host,
                root.port,
                root.threads,
                self._body_limit(),
                trusted_proxies=root.trusted_proxies,
            )
        except (DatabaseVersionError, DocumentVersionError) as error:
            raise DataProblemError(str(error)) from error
        except CANT_BUILD as error:
            raise ServerProblemError(str(error)) from error
        if root.https and not root.trusted_proxies:
            log.warning(
                "public_url is https and trusted_proxy is empty: behind a proxy all visitors have its address, "
                "and wrong passwords are counted for all of them together. See docs/technician.md."
            )
        self.public_url = root.public_url.rstrip("/") or f"http://{root.host}:{self.pages.port}"

    @property
    def assembly(self) -> Assembly:
        """The server's parts. Raises LookupError while the server still waits for its database."""
        if self._assembly is None:
            raise LookupError("the database is away")
        return self._assembly

    def start(self) -> None:
        """Start every part. When one can't start, stop those that have started. Raises ServerProblemError.

        While the database is away visitors and kiosks are answered; the rest starts when it is there.
        """
        if self._assembly is None:
            prepare_structs()
            self._started += [self.pages.stop, self._waiting.stop]
            self.pages.start()
            self._waiting.start()
            return
        try:
            self._start_parts(self._assembly)
            self._started.append(self.pages.stop)
            self.pages.start()
        except DocumentVersionError as error:
            self.stop()
            raise DataProblemError(str(error)) from error
        except CANT_START as error:
            self.stop()
            raise ServerProblemError(str(error)) from error

    def _build(self) -> WsgiApp:
        """Build the server. Returns what answers while its database is away, where that can be answered."""
        try:
            self._assembly = assemble(
                self._settings, capabilities=self._capabilities, first_museum=self._museum
            )
        except DATABASE_AWAY as error:
            root, database = self._settings.root, open_database(self._settings)
            waiting = app_without_database(
                Path(root.data),
                database,
                utc_now,
                https=root.https,
                bundles=self._settings.of(DeviceDoorSettings).public_bundles,
            )
            if waiting is None:
                raise
            log.error("The database is away; visitors get the last release. %s", error)
            return waiting
        return create_app(self._assembly)

    def _body_limit(self) -> int:
        """Return the largest body that is read at all: above what is refused with an explanation."""
        larger = {} if self._assembly is None else _largest_uploads(self._assembly)
        uploads = [self._settings.root.upload_bytes, *larger.values()]
        return max(MAX_BODY_BYTES, 2 * max(uploads))

    def _wait_for_database(self) -> None:
        while not self._waiting.wait(RETRY_SECONDS):
            started = len(self._started)
            try:
                assembly = assemble(
                    self._settings, capabilities=self._capabilities, first_museum=self._museum
                )
                app = create_app(assembly)
                self._start_parts(assembly)
            except (*CANT_BUILD, *CANT_START) as error:
                log.error("The server can't start yet: %s", error)
                while len(self._started) > started:
                    self._stop_newest()
                continue
            self._assembly, self._app.app = assembly, app
            self.pages.limit_bodies(self._body_limit())
            log.info("The database is there; the server has started.")
            return

    def _start_parts(self, assembly: Assembly) -> None:
        self._started.append(assembly.context.database.close)
        prepare_structs()
        for part in assembly.parts:
            self._started.append(part.stop)
            part.start()

    def stop(self) -> None:
        """Stop every part, the last started first. A part that fails to stop does not keep the others."""
        self._waiting.stop()
        if self._assembly is not None:
            for end in self._assembly.context.before_stop:
                end()  # open streams would keep the page server from its end
        while self._started:
            self._stop_newest()

    def _stop_newest(self) -> None:
        try:
            self._started.pop()()
        except Exception:
            log.exception("a part of the server did not stop as it should")
