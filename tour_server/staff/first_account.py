"""The first account of a new server."""

from __future__ import annotations

from tour_server.staff.accounts import Accounts, new_password
from tour_server.staff.permissions import Role

FIRST_NAME = "museum"


class FirstAccount:
    """Makes an account when the server starts and there is none."""

    def __init__(self, accounts: Accounts, password: str) -> None:
        """`password`: the one to give it; empty makes one up and prints it once."""
        self._accounts, self._password = accounts, password

    def start(self) -> None:
        """Make the account, when it is missing. Raises AccountError for a password that is too short."""
        if self._accounts.everyone():
            return
        password = self._password or new_password()
        self._accounts.create(FIRST_NAME, password, {Role.ADMINISTRATOR})
        if not self._password:
            print(f"The first account is {FIRST_NAME}, its password {password}", flush=True)

    def stop(self) -> None:
        """Do nothing: `start` left nothing running."""
