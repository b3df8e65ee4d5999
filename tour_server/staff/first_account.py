"""The first account of a new server, and the file with its password."""

from __future__ import annotations

import logging
from pathlib import Path

from runtime.durable_files import READABLE_BY_OWNER, write_durably
from tour_server.staff.accounts import Accounts, new_password
from tour_server.staff.permissions import Role

log = logging.getLogger(__name__)

FIRST_NAME = "museum"
FIRST_PASSWORD_FILE = "first-password.txt"  # noqa: S105 - the name of a file


class FirstAccount:
    """Makes an account when the server starts and there is none."""

    def __init__(self, accounts: Accounts, password: str, data: Path) -> None:
        """`password`: the one to give it; empty makes one up and writes it to a file in `data`."""
        self._accounts, self._password, self._data = accounts, password, data

    def start(self) -> None:
        """Make the account, when it is missing.

        Note: the password stands in a file that only the server's user can read. What a service prints is kept in
        the machine's journal, for more people and for longer.

        Raises AccountError for a password that is too short, OSError when the file can't be written.
        """
        if self._accounts.everyone():
            return
        password = self._password or new_password()
        file = self._data / FIRST_PASSWORD_FILE
        if not self._password:
            words = f"Name: {FIRST_NAME}\nPassword: {password}\n"
            write_durably(file, words.encode(), READABLE_BY_OWNER)
        self._accounts.create(FIRST_NAME, password, {Role.ADMINISTRATOR})
        if not self._password:
            print(f"The first account is {FIRST_NAME}; its password is in {file}", flush=True)

    def stop(self) -> None:
        """Do nothing: `start` left nothing running."""


def forget_first_password(data: Path, name: str) -> None:
    """Delete the file with the first password, once the account `name`, if it is that one, has been used or changed."""
    if name != FIRST_NAME:
        return
    try:
        (data / FIRST_PASSWORD_FILE).unlink(missing_ok=True)
    except OSError as error:
        log.warning("Delete the file with the first password yourself: %s", error)
