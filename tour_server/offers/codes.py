"""Issues codes for offers, never more than an offer's limit, and takes each in once.

A code that expired without being used counts no longer: somebody else may have it. SQLite has one writer at a time, and
on PostgreSQL the transaction locks the offer's row in `offer_number`; so the limit holds whatever comes at once.
"""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections.abc import Callable
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from contract.museum import Offer, Site
from contract.opening import closing
from tour_server.database import Database
from tour_server.offers.code_format import (
    MOST_OFFERS,
    MOST_SERIALS,
    STEP_MINUTES,
    CodeFacts,
    day_key,
    read_code,
    write_code,
)
from tour_server.offers.counts import add_to_counts, insert_once
from tour_server.offers.tables import OfferCode, OfferDayCounts, OfferNumber

CODE_MINUTES = (
    60  # that a code is valid: the way through a museum, and a queue; chosen, not measured
)
MOST_A_DAY = MOST_SERIALS // 2  # of one offer; so a random serial number is free at the second try


class CodeError(Exception):
    """No code can be issued: all are taken, or the museum closes."""


class IssuedCode(Struct, frozen=True):
    """A code as it is scanned, and when it expires."""

    code: str
    expires: dt.datetime


class CheckResult(StrEnum):
    """What a check of a code came to."""

    VALID = "valid"  # and used from now on
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class CheckedCode(Struct, frozen=True):
    """The result, and the offer where the code is one of ours."""

    result: CheckResult
    offer: str | None = None


class OfferCodes:
    """The codes in the database. May be called from any thread, and from several processes."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], dt.datetime],
        site: Callable[[], Site | None],
        secret: bytes,
    ) -> None:
        """`now` is time-zone aware; `site`: None while there is no museum; `secret`: signs all codes."""
        self._database, self._now, self._site, self._secret = database, now, site, secret
        self._turn = threading.Lock()  # this process waits here, not in the database

    def today(self) -> dt.date:
        """Returns the museum's day."""
        return self._now().astimezone(self.tz()).date()

    def tz(self) -> dt.tzinfo:
        """Returns the museum's time zone."""
        site = self._site()
        return ZoneInfo(site.time_zone) if site else dt.UTC

    def key_of_today(self) -> bytes:
        """Returns the key that checks codes of today, for a checking page."""
        return day_key(self._secret, self.today())

    def issue(self, offer: Offer) -> IssuedCode:
        """Issue a code and count it as taken. Raises CodeError."""
        now, expires = self._now(), self._expiry()
        day = self.today()
        with self._turn, self._database.writing() as session:
            number = _locked_number(session, offer.key)
            if _count(session, offer.key, day) >= MOST_A_DAY:
                raise CodeError("too many today")
            if offer.limit is not None:
                since = day if offer.limit_per_day else None
                if taken(session, offer.key, now.timestamp(), since) >= offer.limit:
                    raise CodeError("all are taken")
            serial = _store(session, offer.key, number, day, expires.timestamp())
            add_to_counts(session, offer.key, day, taken=1)
        step = (expires.hour * 60 + expires.minute) // STEP_MINUTES
        facts = CodeFacts(day, number, step, serial)
        return IssuedCode(write_code(facts, day_key(self._secret, day)), expires)

    def redeem(self, text: str, *, late: bool = False) -> CheckedCode:
        """Check a code that was typed or scanned, and use it up.

        `late`: it was checked without a network before, so it may have expired meanwhile.
        """
        day = self.today()
        facts = read_code(text, day, day_key(self._secret, day))
        if facts is None:
            return CheckedCode(CheckResult.UNKNOWN)
        of = OfferCode
        same = (of.number == facts.number, of.day == day, of.serial == facts.serial)
        with self._turn, self._database.writing() as session:
            stored = session.scalar(select(of).where(*same))
            if stored is None:
                return CheckedCode(CheckResult.UNKNOWN)
            if stored.redeemed:
                return CheckedCode(CheckResult.USED, stored.offer)
            if stored.expires_at <= self._now().timestamp() and not late:
                return CheckedCode(CheckResult.EXPIRED, stored.offer)
            used = session.execute(
                update(of).where(*same, of.redeemed.is_(False)).values(redeemed=True),
                execution_options={"preserve_rowcount": True},
            )
            if int(used.rowcount) != 1:  # type: ignore[attr-defined]
                return CheckedCode(CheckResult.USED, stored.offer)
            add_to_counts(session, stored.offer, day, redeemed=1)
            return CheckedCode(CheckResult.VALID, stored.offer)

    def give_back(self, text: str) -> bool:
        """Delete a code that its visitor does not use, so that another can have it. Returns whether it was unused."""
        day = self.today()
        facts = read_code(text, day, day_key(self._secret, day))
        if facts is None:
            return False
        of = OfferCode
        same = (of.number == facts.number, of.day == day, of.serial == facts.serial)
        with self._turn, self._database.writing() as session:
            deleted = session.execute(
                delete(of).where(*same, of.redeemed.is_(False)),
                execution_options={"preserve_rowcount": True},
            )
            return int(deleted.rowcount) == 1  # type: ignore[attr-defined]

    def taken_of(self, offers: list[Offer]) -> dict[str, int]:
        """Returns how many of each limit are taken."""
        now, day = self._now().timestamp(), self.today()
        with self._database.reading() as session:
            return {
                offer.key: taken(session, offer.key, now, day if offer.limit_per_day else None)
                for offer in offers
                if offer.limit is not None
            }

    def numbers(self) -> dict[int, str]:
        """Returns number -> offer, for a checking page."""
        with self._database.reading() as session:
            rows = session.execute(select(OfferNumber.number, OfferNumber.offer))
            return {int(number): str(offer) for number, offer in rows}

    def delete_old(self) -> None:
        """Delete the codes of days that are over, and the numbers of offers without a code."""
        day = self.today()
        with self._turn, self._database.writing() as session:
            session.execute(delete(OfferCode).where(OfferCode.day < day))
            used = select(OfferCode.offer).distinct()
            session.execute(delete(OfferNumber).where(OfferNumber.offer.not_in(used)))

    def _expiry(self) -> dt.datetime:
        """Returns when a code of now expires, in local time: at closing at the latest. Raises CodeError."""
        site, now = self._site(), self._now()
        closes = None if site is None else closing(site, now)
        if site is None or closes is None:
            raise CodeError("the museum is closed")
        tz = ZoneInfo(site.time_zone)
        soon = min(now + dt.timedelta(minutes=CODE_MINUTES), closes).astimezone(tz)
        back = dt.timedelta(
            minutes=soon.minute % STEP_MINUTES, seconds=soon.second, microseconds=soon.microsecond
        )
        return soon - back


def taken(session: Session, offer: str, now: float, day: dt.date | None) -> int:
    """Returns how many of an offer are used, or may still be: on one day, or in all."""
    of, counts = OfferCode, OfferDayCounts
    on_day = () if day is None else (of.day == day,)
    open_codes = session.scalar(
        select(func.count())
        .select_from(of)
        .where(of.offer == offer, of.redeemed.is_(False), of.expires_at > now, *on_day)
    )
    of_day = () if day is None else (counts.day == day,)
    redeemed = session.scalar(
        select(func.coalesce(func.sum(counts.redeemed), 0)).where(counts.offer == offer, *of_day)
    )
    return int(open_codes or 0) + int(redeemed or 0)


def _locked_number(session: Session, offer: str) -> int:
    """Returns the offer's number, which it gets where it has none, and locks its row. Raises CodeError."""
    of = OfferNumber
    lock = update(of).where(of.offer == offer).values(issued=of.issued + 1).returning(of.number)
    for _attempt in range(20):
        number = session.scalar(lock)
        if number is not None:
            return int(number)
        in_use = set(session.scalars(select(of.number)))
        free = next((one for one in range(1, MOST_OFFERS + 1) if one not in in_use), None)
        if free is None:
            raise CodeError("no number is free")
        insert_once(session, of, {"offer": offer, "number": free, "issued": 0})
    raise CodeError("no number could be had")


def _store(session: Session, offer: str, number: int, day: dt.date, expires_at: float) -> int:
    """Store a code with a serial number that nobody can guess. Returns it."""
    row = {"offer": offer, "number": number, "day": day, "expires_at": expires_at}
    while True:
        serial = secrets.randbelow(MOST_SERIALS)
        if insert_once(session, OfferCode, {**row, "serial": serial, "redeemed": False}):
            return serial


def _count(session: Session, offer: str, day: dt.date) -> int:
    of = OfferCode
    count = select(func.count()).select_from(of).where(of.offer == offer, of.day == day)
    return int(session.scalar(count) or 0)
