"""What the pages of kiosk and server share: styles, fonts, icon, scripts under /web, and the words of all screens.

Imports `runtime` alone.
"""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, send_from_directory

ICON_KEPT_SECONDS = 24 * 3600
# Of each page without a stricter one: only our own scripts, styles, fonts and pictures, and no embedding.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)


def static_folder() -> Path:
    """Returns the folder of the style sheet, the fonts and the shared scripts."""
    return Path(__file__).with_name("static")


def blueprint() -> Blueprint:
    """Returns the blueprint that serves `/web/…`, and the icon at the address that browsers try by themselves."""
    made = Blueprint("web", __name__, static_folder=str(static_folder()), static_url_path="/web")

    @made.get("/favicon.ico")
    def icon() -> Response:
        return send_from_directory(static_folder(), "icon.svg", max_age=ICON_KEPT_SECONDS)

    return made
