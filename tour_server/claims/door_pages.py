"""The pages of the device door that need a kiosk's certificate; other capabilities add theirs before it opens."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue


class DoorPages:
    """The application behind the device door, and how pages come to it."""

    def __init__(
        self, app: Flask, certificate_needed: Callable[[], ResponseReturnValue | None]
    ) -> None:
        """`certificate_needed`: answers in place of a page where there is no certificate that holds."""
        self.app = app
        self._certificate_needed = certificate_needed

    def add(self, pages: Blueprint) -> None:
        """Add pages for kiosks with a certificate of this server that was not revoked."""
        pages.before_request(self._certificate_needed)
        self.app.register_blueprint(pages)
