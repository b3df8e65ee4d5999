"""What the pages of kiosk and server share: styles, fonts, icon, scripts under /web, and the words of all screens.

Imports `runtime` alone.
"""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, send_from_directory

from web.lasting_files import LastingBlueprint, version_of

ICON_KEPT_SECONDS = 24 * 3600
# Of each page without a stricter one: only our own scripts, styles, fonts and pictures, and no embedding.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)

# Of a picture that is opened by itself.
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def static_folder() -> Path:
    """Returns the folder of the style sheet, the fonts and the shared scripts."""
    return Path(__file__).with_name("static")


def blueprint() -> Blueprint:
    """Returns the blueprint that serves `/web/…`, and the icon at the address that browsers try by themselves.

    `url_for("web.static", filename=…)` gives an address with a hash, which a browser keeps for good. Below `/web/`
    alone a file is asked for again each time, as the first versions of pages and modules do.
    """
    folder = static_folder()
    version = version_of(file for file in folder.rglob("*") if file.is_file())
    made = LastingBlueprint(
        "web", __name__, static_folder=str(folder), static_url_path=f"/web/{version}"
    )

    @made.get("/web/<path:filename>")
    def as_of_now(filename: str) -> Response:
        return send_from_directory(folder, filename)

    @made.get("/favicon.ico")
    def icon() -> Response:
        return send_from_directory(folder, "icon.svg", max_age=ICON_KEPT_SECONDS)

    return made
