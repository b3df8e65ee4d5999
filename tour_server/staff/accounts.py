"""Staff accounts: made, verified, given a new password, removed.

Note: to verify an unknown name takes as long as to verify a wrong password. Otherwise the time of the answer would
tell which names have accounts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet

from argon2 import PasswordHasher
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from tour_server.database import Database
from tour_server.recorder import SERVER, NoRecorder, Recorder
from tour_server.staff.events import (
    ACCOUNT_CREATED,
    ACCOUNT_REMOVED,
    ACCOUNT_RESCUED,
    PASSWORD_CHANGED,
    ROLES_CHANGED,
)
from tour_server.staff.passwords import (
    PASSWORD_LENGTH,
    PASSWORD_LIMIT,
    TYPED_LIMIT,
    Passwords,
    PasswordsBusyError,
    normalized,
)
from tour_server.staff.permissions import Permission, Role, in_order, permissions_of
from tour_server.staff.tables import Staff
from web.translations import gettext as _

RESCUED_FOR = dt.timedelta(hours=1)  # so long the attempts on a rescued account are counted anew
_NAME = re.compile(r"[^\W_](?:[\w .'-]{0,62}[\w.])?")
_LETTERS = "abcdefghijkmnopqrstuvwxyz23456789"  # no l, 0 and 1: they are read out across a room


class AccountError(ValueError):
    """An account can't be made or changed; the sentence is for staff."""


class Person(Struct, frozen=True):
    """A person with an account. `stamp` changes with the password, so that older sign-ins end with it."""

    name: str
    roles: frozenset[Role]
    stamp: str

    def may(self, permission: Permission) -> bool:
        """Returns whether one of the person's roles permits it."""
        return permission in permissions_of(self.roles)


class Accounts:
    """The accounts in the database."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], dt.datetime],
        hasher: PasswordHasher | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        """`now` returns the time in UTC; `hasher` is argon2id with its own defaults (RFC 9106).

        `recorder`: where changes of accounts are recorded.
        """
        self._database = database
        self._now = now
        self._passwords = Passwords(hasher or PasswordHasher())
        self._recorder = recorder or NoRecorder()
        self._when_removed: list[Callable[[Session, str], None]] = []

    def on_removed(self, call: Callable[[Session, str], None]) -> None:
        """Call this with the name of each account that is removed, in the transaction that removes it."""
        self._when_removed.append(call)

    def create(
        self, name: str, password: str, roles: AbstractSet[Role], by: str = SERVER
    ) -> Person:
        """Make an account. Returns its person.

        `by`: who asks for it. Raises AccountError on a name or password that can't be used, on no role, or a name
        that is taken.
        """
        name = name.strip()
        if not _NAME.fullmatch(name):
            raise AccountError(
                _("Write a name of letters, digits, spaces and hyphens, 64 at most.")
            )
        _check_roles(roles)
        hashed = self._hashed(password)
        with self._database.writing() as session:
            if session.get(Staff, name) is not None:
                raise AccountError(_("There is already someone called {name}.", name=name))
            stored = _stored(roles)
            session.add(
                Staff(name=name, password_hash=hashed, roles=stored, created_at=self._now())
            )
            self._recorder.record(ACCOUNT_CREATED, by, name, stored, session=session)
        return Person(name, frozenset(roles), _stamp(hashed))

    def verify(self, name: str, password: str) -> Person | None:
        """Returns the person when name and password belong together, otherwise None after the same time.

        Raises PasswordsBusyError when too many are verified at this moment.
        """
        row = self._row(name.strip())
        right = self._passwords.matches(row.password_hash if row is not None else None, password)
        if row is None or not right:
            return None
        return _person(row)

    def find(self, name: str) -> Person | None:
        """Returns the person of this name, None when there is no such account."""
        row = self._row(name)
        return None if row is None else _person(row)

    def rescued(self, name: str) -> str:
        """Returns when this account was rescued on the server's machine, empty unless that was a short time ago."""
        row = self._row(name)
        if row is None or row.rescued_at is None:
            return ""
        recent = abs(self._now() - row.rescued_at) < RESCUED_FOR
        return row.rescued_at.isoformat() if recent else ""

    def everyone(self) -> list[Person]:
        """Returns all who may sign in, by name."""
        with self._database.reading() as session:
            rows = session.scalars(select(Staff).order_by(Staff.name)).all()
        return [_person(row) for row in rows]

    def set_password(self, name: str, password: str, by: str = SERVER) -> Person:
        """Give an account a new password; sign-ins with the old one end. Returns the person.

        Raises AccountError on a password that can't be used, KeyError when there is no such account.
        """
        hashed = self._hashed(password)
        with self._database.writing() as session:
            row = session.get(Staff, name)
            if row is None:
                raise KeyError(name)
            row.password_hash = hashed
            self._recorder.record(PASSWORD_CHANGED, by, name, session=session)
        return _person(row)

    def set_roles(self, name: str, roles: AbstractSet[Role], by: str = SERVER) -> Person:
        """Give an account other roles; sign-ins with those of before end. Returns the person.

        Raises AccountError on no role and when nobody would be an administrator any more, KeyError when there is no
        such account.
        """
        _check_roles(roles)
        with self._database.writing() as session:
            rows = _locked(session)
            row, stored = rows[name], _stored(roles)
            if Role.ADMINISTRATOR not in roles:
                _check_not_last(name, rows)
            if row.roles != stored:
                changed = f"{row.roles} → {stored}"
                row.roles = stored
                self._recorder.record(ROLES_CHANGED, by, name, changed, session=session)
        return _person(row)

    def rescue(self, name: str, password: str, by: str = SERVER) -> Person:
        """Let somebody in again: make NAME an administrator with this password, whatever was before.

        Attempts to sign in to the account are counted anew. Returns the person. Raises AccountError on a name or
        password that can't be used.
        """
        if self._row(name) is None:
            self.create(name, password, {Role.ADMINISTRATOR}, by)
        hashed = self._hashed(password)
        with self._database.writing() as session:
            row = session.get(Staff, name)
            if row is None:
                raise AccountError(_("Somebody removed {name} at this moment.", name=name))
            row.password_hash, row.rescued_at = hashed, self._now()
            row.roles = _stored(_roles(row) | {Role.ADMINISTRATOR})
            self._recorder.record(ACCOUNT_RESCUED, by, name, session=session)
        return _person(row)

    def remove(self, name: str, by: str = SERVER) -> None:
        """Remove an account; a name without one changes nothing.

        Raises AccountError for the last administrator: without one, no account could be made any more.
        """
        with self._database.writing() as session:
            rows = _locked(session)
            if name not in rows:
                return
            _check_not_last(name, rows)
            session.delete(rows[name])
            for call in self._when_removed:
                call(session, name)
            self._recorder.record(ACCOUNT_REMOVED, by, name, session=session)

    def _hashed(self, password: str) -> str:
        counted = len(normalized(password)) if len(password) <= TYPED_LIMIT else TYPED_LIMIT
        if not PASSWORD_LENGTH <= counted <= PASSWORD_LIMIT:
            raise AccountError(
                _(
                    "Choose a password of {length} to {limit} characters.",
                    length=PASSWORD_LENGTH,
                    limit=PASSWORD_LIMIT,
                )
            )
        try:
            return self._passwords.hash(password)
        except PasswordsBusyError as error:
            raise AccountError(
                _("Many people are signing in at this moment. Try again in a few seconds.")
            ) from error

    def _row(self, name: str) -> Staff | None:
        if not _NAME.fullmatch(name):
            return None  # no account has such a name, and PostgreSQL would not take every one
        with self._database.reading() as session:
            return session.get(Staff, name)


def new_password(choose: Callable[[str], str] = secrets.choice) -> str:
    """Returns a new password that can be read out: four groups of four letters and digits, 80 bits."""
    return "-".join("".join(choose(_LETTERS) for _ in range(4)) for _ in range(4))


def _stored(roles: AbstractSet[Role]) -> str:
    return " ".join(in_order(roles))


def _roles(row: Staff) -> frozenset[Role]:
    return frozenset(Role(role) for role in row.roles.split())


def _person(row: Staff) -> Person:
    return Person(row.name, _roles(row), _stamp(row.password_hash))


def _check_roles(roles: AbstractSet[Role]) -> None:
    if not roles:
        raise AccountError(_("Choose what this person does."))


def _locked(session: Session) -> dict[str, Staff]:
    """Returns all rows by name, locked to the end of the transaction.

    Note: otherwise two administrators could take the role from each other at the same moment.
    """
    rows = session.scalars(select(Staff).order_by(Staff.name).with_for_update())
    return {row.name: row for row in rows}


def _check_not_last(name: str, rows: Mapping[str, Staff]) -> None:
    """Raise AccountError when this person is an administrator and no one else is."""
    administrators = [one for one, row in rows.items() if Role.ADMINISTRATOR in _roles(row)]
    if administrators == [name]:
        raise AccountError(
            _("{name} is the only administrator. Make someone else one first.", name=name)
        )


def _stamp(password_hash: str) -> str:
    return hashlib.sha256(password_hash.encode()).hexdigest()[:16]
