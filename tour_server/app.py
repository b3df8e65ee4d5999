"""The composition root: builds the parts of the server and wires them.

Nobody else reads settings, opens the database or starts a thread. `create_app` makes the pages over parts
that exist; `Server` makes the parts, runs them, and stops them in the opposite order.
"""

from __future__ import annotations

import datetime as dt
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response
from flask_wtf import CSRFProtect
from werkzeug.exceptions import HTTPException

import look
import tour_server.desk.pages
import tour_server.staff.pages
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.pictures import Pictures
from tour_server.database import Database
from tour_server.desk import trouble
from tour_server.settings import ServerSettings
from tour_server.staff.accounts import Accounts
from tour_server.staff.throttle import Throttle

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


def build(
    settings: ServerSettings, now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
) -> Parts:
    """The parts, the database brought up to date. Raises OSError when the data folder can't be written."""
    data = Path(settings.data)
    data.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database or f"sqlite:///{data / 'zaalgids.db'}")
    database.migrate()
    return Parts(
        settings=settings,
        data=data,
        database=database,
        now=now,
        accounts=Accounts(database, now),
        drafts=Drafts(database, now),
        pictures=Pictures(data / "pictures"),
    )


def create_app(parts: Parts) -> Flask:
    """The WSGI application."""
    app = Flask("tour_server", static_folder=None, template_folder="desk/templates")
    app.config.update(
        SECRET_KEY=_secret(parts.data / "session.key"),
        MAX_CONTENT_LENGTH=parts.settings.upload_bytes,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=parts.settings.secure_cookies,
        SESSION_COOKIE_PATH="/desk",
        PERMANENT_SESSION_LIFETIME=SIGNED_IN_FOR,
        WTF_CSRF_TIME_LIMIT=None,
    )
    CSRFProtect(app)
    app.register_blueprint(look.blueprint())
    app.register_blueprint(tour_server.desk.pages.pages(lambda: "Zaalgids", ()))
    app.register_blueprint(tour_server.staff.pages.pages(parts.accounts, Throttle(time.monotonic)))
    app.register_error_handler(HTTPException, trouble.page)
    app.after_request(_guarded)
    return app


def _secret(file: Path) -> bytes:
    """The key that signs sign-ins: made once, readable by the server alone."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_bytes(secrets.token_bytes(32))
    return file.read_bytes()


def _guarded(response: Response) -> Response:
    """Everything is served by us: no script, style, font or picture from elsewhere, and no embedding."""
    response.headers.setdefault(
        "Content-Security-Policy",
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
        "style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response
