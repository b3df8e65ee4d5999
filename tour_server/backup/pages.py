"""The desk's page Back-ups: when the last one was made, and how to make and to try one."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tour_server.backup.last_backup import BackupAge
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, may, person_or_none


class BackupPages:
    """The page Back-ups."""

    def __init__(self, age: BackupAge, folder: str) -> None:
        """`folder`: where the timer puts them, empty where that is not set."""
        self._age, self._folder = age, folder

    def blueprint(self) -> Blueprint:
        """Returns the page, to be registered once."""
        pages = Blueprint(
            "backup", __name__, template_folder="templates", url_prefix="/desk/back-ups"
        )
        pages.add_url_rule("", "page", allowed(Permission.DEVICES)(self.page))
        return pages

    def page(self) -> ResponseReturnValue:
        """Show the last back-up."""
        return render_template(
            "backup/backups.html",
            last=self._age.last(),
            folder=self._folder,
        )


def for_technicians(warning: Callable[[], str | None]) -> Callable[[], str | None]:
    """Returns a warning that only those see who can do something about it."""

    def shown() -> str | None:
        if person_or_none() is None or not may(Permission.DEVICES):
            return None
        return warning()

    return shown
