"""How every page looks: the paper, the ink, the type. Served by us under /web, on kiosk and server alike.

Imports nothing of ours. LOOK: a screen is a label on a wall: the work, a few words, one thing to do.
"""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, send_from_directory

ICON_KEPT_SECONDS = 24 * 3600


def static_folder() -> Path:
    """Where the style sheet and the fonts lie."""
    return Path(__file__).with_name("static")


def blueprint() -> Blueprint:
    """Serves `/web/tokens.css`, the fonts it names, and the icon, also where browsers look unasked."""
    made = Blueprint("web", __name__, static_folder=str(static_folder()), static_url_path="/web")

    @made.get("/favicon.ico")
    def icon() -> Response:
        return send_from_directory(static_folder(), "icon.svg", max_age=ICON_KEPT_SECONDS)

    return made
