"""The sign-ins in the database: begun, used, ended.

A browser holds a random token and the database its hash, so that neither a copy of the database nor a copy of an ended
sign-in's cookie opens the desk. An ended sign-in is remembered for some days: whoever sends a form with it gets their
words back, and a stranger does not get to send as much.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable
from enum import Enum, auto

import msgspec
from msgspec import Struct
from sqlalchemy import delete, func, or_, select

from tour_server.database import Database
from tour_server.staff.accounts import Accounts, Person
from tour_server.staff.tables import StaffSignIn

IDLE = dt.timedelta(hours=12)  # a sign-in that is not used for so long is over
PASSWORD_HOLDS = dt.timedelta(minutes=5)  # then it is asked again before what matters most
REMEMBERED = dt.timedelta(days=2)  # after its end
USED_STEP = dt.timedelta(minutes=1)  # between two writes of `used_at`
CLOCK_SLACK = dt.timedelta(
    minutes=5
)  # a sign-in from later than that has outlived a clock set back


class SignInState(Enum):
    """What a token is."""

    VALID = auto()
    ENDED = auto()
    UNKNOWN = auto()


class FoundSignIn(Struct, frozen=True):
    """What the database says about a token."""

    state: SignInState
    name: str = ""
    """Who signed in; empty for a token that is not known."""
    person: Person | None = None
    """Who is signed in; None when the sign-in is over."""
    password_at: dt.datetime | None = None
    """When the password was typed last."""


NO_SIGN_IN = FoundSignIn(SignInState.UNKNOWN)


class SignInStore:
    """The sign-ins in the database. May be called from any thread."""

    def __init__(
        self,
        database: Database,
        accounts: Accounts,
        now: Callable[[], dt.datetime],
        longest: dt.timedelta,
    ) -> None:
        """`now` returns the time in UTC. `longest`: after this time a sign-in is over, however much it is used."""
        self._database, self._accounts = database, accounts
        self._now, self.longest = now, longest

    def begin(self, person: Person) -> str:
        """Begin a sign-in of a person whose password was right. Returns its token."""
        token, now = secrets.token_urlsafe(32), self._now()
        with self._database.writing() as session:
            over = now - REMEMBERED
            session.execute(
                delete(StaffSignIn).where(
                    or_(
                        StaffSignIn.ends_at < over,
                        func.coalesce(StaffSignIn.ended_at, StaffSignIn.ends_at) < over,
                    )
                )
            )
            session.add(
                StaffSignIn(
                    token_hash=_hash(token),
                    name=person.name,
                    stamp=_stamp(person),
                    began_at=now,
                    used_at=now,
                    password_at=now,
                    ends_at=now + self.longest,
                )
            )
        return token

    def find(self, token: str, *, used: bool = True) -> FoundSignIn:
        """Returns what is known of a token. `used`: a person asks for a page, so the sign-in is not idle."""
        with self._database.reading() as session:
            row = session.get(StaffSignIn, _hash(token))
        if row is None:
            return NO_SIGN_IN
        person, now = self._accounts.find(row.name), self._now()
        if row.ended_at is not None or self._is_over(row, person, now):
            if row.ended_at is None:
                self.end(token)
            return FoundSignIn(SignInState.ENDED, row.name)
        if used and now - row.used_at > USED_STEP:
            with self._database.writing() as session:
                if (kept := session.get(StaffSignIn, row.token_hash)) is not None:
                    kept.used_at = now
        return FoundSignIn(SignInState.VALID, row.name, person, row.password_at)

    def is_unused(self) -> bool:
        """Returns True while nobody has signed in yet, on a new server."""
        with self._database.reading() as session:
            return session.scalar(select(StaffSignIn.token_hash).limit(1)) is None

    def end(self, token: str) -> None:
        """End a sign-in; one that is not known changes nothing."""
        with self._database.writing() as session:
            row = session.get(StaffSignIn, _hash(token))
            if row is not None and row.ended_at is None:
                row.ended_at = self._now()

    def password_typed(self, token: str) -> None:
        """Note that the person of this sign-in has typed the right password again."""
        with self._database.writing() as session:
            row = session.get(StaffSignIn, _hash(token))
            if row is not None:
                row.password_at = self._now()

    def password_holds(self, found: FoundSignIn) -> bool:
        """Returns whether the password was typed a short time ago."""
        if found.password_at is None:
            return False
        return -CLOCK_SLACK <= self._now() - found.password_at <= PASSWORD_HOLDS

    def _is_over(self, row: StaffSignIn, person: Person | None, now: dt.datetime) -> bool:
        return (
            person is None
            or _stamp(person) != row.stamp
            or now >= row.ends_at
            or now >= row.used_at + IDLE
            or now < row.began_at - CLOCK_SLACK
        )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _stamp(person: Person) -> str:
    """Returns what changes with anything about the account: its password, what its owner may do."""
    return hashlib.sha256(msgspec.json.encode(person, order="deterministic")).hexdigest()
