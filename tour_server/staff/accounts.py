"""Staff accounts: made, verified, given a new password, removed.

What a newcomer would get wrong: the stored hash alone can't be compared. argon2 salts every hash, so a password
is *verified*, and an unknown name takes as long as a wrong password, or the answer's time would tell the names.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Callable
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from msgspec import Struct
from sqlalchemy import select

from tour_server.database import Database
from tour_server.staff.tables import Staff

PASSWORD_LENGTH = 10  # at least; NIST SP 800-63B asks for 8 and no rules about signs
PASSWORD_LIMIT = 200  # at most, so that nobody makes argon2 chew on a megabyte
_NAME = re.compile(r"^[^\W_](?:[\w .'-]{0,62}[\w.])?$")
_LETTERS = "abcdefghijkmnopqrstuvwxyz23456789"  # no l, 0 and 1: they are read out across a room


class Role(StrEnum):
    """What someone is at the museum, and so what they may do."""

    EDITOR = "editor"
    CURATOR = "curator"
    MANAGER = "manager"
    TECHNICIAN = "technician"


class AccountError(ValueError):
    """An account that can't be made or changed; the sentence is for the person at the desk."""


class Person(Struct, frozen=True):
    """Someone signed in. `stamp` changes with the password, so that old sign-ins end with it."""

    name: str
    role: Role
    stamp: str


class Accounts:
    """The accounts in the database."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], dt.datetime],
        hasher: PasswordHasher | None = None,
    ) -> None:
        """`now` gives the moment in UTC; `hasher` is argon2id with its own defaults (RFC 9106)."""
        self._database = database
        self._now = now
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_hex(16))

    def create(self, name: str, password: str, role: Role) -> Person:
        """Makes an account. Raises AccountError on a name or password that won't do, or a name taken."""
        name = name.strip()
        if not _NAME.match(name):
            raise AccountError("Write a name of letters, digits, spaces and hyphens, 64 at most.")
        hashed = self._hashed(password)
        with self._database.writing() as session:
            if session.get(Staff, name) is not None:
                raise AccountError(f"There is already someone called {name}.")
            session.add(
                Staff(name=name, password_hash=hashed, role=role.value, created_at=self._now())
            )
        return Person(name, role, _stamp(hashed))

    def verify(self, name: str, password: str) -> Person | None:
        """The person, when name and password belong together; else None, after the same time."""
        with self._database.reading() as session:
            row = session.get(Staff, name.strip())
        hashed = row.password_hash if row is not None else self._nobody
        try:
            self._hasher.verify(hashed, password[:PASSWORD_LIMIT])
        except (VerificationError, InvalidHashError):
            return None
        return None if row is None else Person(row.name, Role(row.role), _stamp(hashed))

    def find(self, name: str) -> Person | None:
        """The person of this name."""
        with self._database.reading() as session:
            row = session.get(Staff, name)
        return None if row is None else Person(row.name, Role(row.role), _stamp(row.password_hash))

    def everyone(self) -> list[Person]:
        """Everyone who may sign in, by name."""
        with self._database.reading() as session:
            rows = session.scalars(select(Staff).order_by(Staff.name)).all()
        return [Person(row.name, Role(row.role), _stamp(row.password_hash)) for row in rows]

    def set_password(self, name: str, password: str) -> Person:
        """Gives someone a new password; whoever was signed in with the old one is so no longer.

        Raises AccountError on a password that won't do, KeyError when there is no such person.
        """
        hashed = self._hashed(password)
        with self._database.writing() as session:
            row = session.get(Staff, name)
            if row is None:
                raise KeyError(name)
            row.password_hash = hashed
        return Person(name, Role(row.role), _stamp(hashed))

    def remove(self, name: str) -> None:
        """Takes an account away. Raises AccountError for the last manager, who would lock the door from inside."""
        with self._database.writing() as session:
            row = session.get(Staff, name)
            if row is None:
                return
            managers = session.scalars(select(Staff).where(Staff.role == Role.MANAGER)).all()
            if row.role == Role.MANAGER and len(managers) == 1:
                raise AccountError(f"{name} is the only manager. Make someone else one first.")
            session.delete(row)

    def _hashed(self, password: str) -> str:
        if not PASSWORD_LENGTH <= len(password) <= PASSWORD_LIMIT:
            raise AccountError(f"Choose a password of at least {PASSWORD_LENGTH} characters.")
        return self._hasher.hash(password)


def new_password(choose: Callable[[str], str] = secrets.choice) -> str:
    """A password that can be read out: four groups of four letters and digits, 80 bits."""
    return "-".join("".join(choose(_LETTERS) for _ in range(4)) for _ in range(4))


def _stamp(password_hash: str) -> str:
    return hashlib.sha256(password_hash.encode()).hexdigest()[:16]
