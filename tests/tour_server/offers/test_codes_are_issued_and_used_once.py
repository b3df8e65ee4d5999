"""Codes of offers: signed, limited, used once, whatever comes at once; and nothing of a person in them."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

import pytest
from msgspec.structs import replace
from sqlalchemy import inspect, select

from contract.museum import WHOLE_DAY, Offer
from tests.tiny_museum import tiny_museum
from tour_server.database import Database
from tour_server.offers.code_format import CodeFacts, day_key, read_code, typed_code, write_code
from tour_server.offers.codes import CheckedCode, CheckResult, CodeError, IssuedCode, OfferCodes
from tour_server.offers.counts import OfferDay, counts_between
from tour_server.offers.tables import OfferCode, OfferNumber

T = TypeVar("T")
SECRET = b"only for tests, and 32 bytes long"
TEA = Offer("tea", {"nl": "Thee"}, {"nl": "Thee voor twee."}, WHOLE_DAY, "Noor", "Bram", limit=12)
NOON = dt.datetime(2026, 3, 3, 11, 2, 30, tzinfo=dt.UTC)  # a Tuesday, 12:02 in Amsterdam
TODAY = dt.date(2026, 3, 3)


class Clock:
    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> dt.datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


def open_codes(database: Database, clock: Clock) -> OfferCodes:
    site = tiny_museum().site
    return OfferCodes(database, clock, lambda: site, SECRET)


def at_once(calls: list[Callable[[], T]]) -> list[T | Exception]:
    """Call all of these in threads of their own, which start together."""
    results: list[T | Exception] = []
    begin = threading.Barrier(len(calls))

    def run(call: Callable[[], T]) -> None:
        begin.wait()
        try:
            results.append(call())
        except Exception as error:
            results.append(error)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.long
@pytest.mark.both_kinds
def test_a_thousand_at_once_get_no_more_than_the_limit_and_use_each_once(
    database: Database, clock: Clock
) -> None:
    """Two servers over one database, 500 threads each; then every code is tried by many at once."""
    servers = [open_codes(database, clock) for _ in range(2)]
    offer = replace(TEA, limit=40)
    answers = at_once([lambda n=n: servers[n % 2].issue(offer) for n in range(1000)])
    codes = [one.code for one in answers if isinstance(one, IssuedCode)]
    assert len(codes) == len(set(codes)) == 40
    assert [str(one) for one in answers if isinstance(one, Exception)] == ["all are taken"] * 960
    tries = [codes[n % 40] for n in range(1000)]
    used = at_once(
        [lambda n=n, code=code: servers[n % 2].redeem(code) for n, code in enumerate(tries)]
    )
    results = Counter(one.result for one in used if isinstance(one, CheckedCode))
    assert results == {CheckResult.VALID: 40, CheckResult.USED: 960}
    assert counts_between(database, TODAY, TODAY, dt.UTC) == [OfferDay("tea", TODAY, 0, 40, 40)]
    with pytest.raises(CodeError, match="all are taken"):
        servers[0].issue(offer)


@pytest.mark.both_kinds
def test_a_code_that_expired_unused_is_free_for_somebody_else(
    database: Database, clock: Clock
) -> None:
    codes, offer = open_codes(database, clock), replace(TEA, limit=1)
    first = codes.issue(offer)
    assert first.expires.isoformat() == "2026-03-03T13:00:00+01:00", "an hour, in steps of five"
    with pytest.raises(CodeError):
        codes.issue(offer)
    clock.at = NOON + dt.timedelta(hours=1)
    assert codes.redeem(first.code) == CheckedCode(CheckResult.EXPIRED, "tea")
    second = codes.issue(offer)
    assert codes.redeem(typed_code(second.code)) == CheckedCode(CheckResult.VALID, "tea")
    assert codes.redeem(second.code) == CheckedCode(CheckResult.USED, "tea")
    assert codes.taken_of([offer]) == {"tea": 1}
    assert codes.redeem(first.code, late=True) == CheckedCode(CheckResult.VALID, "tea")


@pytest.mark.both_kinds
def test_a_limit_is_for_each_day_or_in_all(database: Database, clock: Clock) -> None:
    codes = open_codes(database, clock)
    daily, ever = replace(TEA, limit=1), replace(TEA, key="book", limit=1, limit_per_day=False)
    for offer in (daily, ever):
        codes.redeem(codes.issue(offer).code)
    clock.at = NOON + dt.timedelta(days=1)
    codes.delete_old()
    assert codes.numbers() == {}
    assert codes.taken_of([daily, ever]) == {"tea": 0, "book": 1}
    codes.issue(daily)
    with pytest.raises(CodeError, match="all are taken"):
        codes.issue(ever)


def test_a_code_ends_with_the_day(database: Database, clock: Clock) -> None:
    codes = open_codes(database, clock)
    clock.at = NOON.replace(hour=15, minute=31)  # it closes at 17:00, which is 16:00 UTC
    code = codes.issue(TEA)
    assert code.expires.time() == dt.time(17)
    clock.at = NOON + dt.timedelta(days=1)
    assert codes.redeem(code.code).result is CheckResult.UNKNOWN, "another day has another key"
    clock.at = NOON.replace(hour=20)
    with pytest.raises(CodeError, match="closed"):
        codes.issue(TEA)


def test_a_code_says_nothing_of_a_person(database: Database, clock: Clock) -> None:
    """Every column about codes is listed: whoever adds one has to decide that it says nothing of a person."""
    codes = open_codes(database, clock)
    issued = codes.issue(TEA)
    facts = read_code(issued.code, TODAY, codes.key_of_today())
    assert facts is not None
    assert (facts.day, facts.number, facts.expires) == (TODAY, 1, dt.time(13))
    columns = {
        column.key for table in (OfferCode, OfferNumber) for column in inspect(table).columns
    }
    assert columns == {
        *("offer", "number", "issued"),
        *("day", "serial", "expires_at", "redeemed"),
    }
    with database.reading() as session:
        (row,) = session.scalars(select(OfferCode))
    assert (row.offer, row.serial, row.redeemed) == ("tea", facts.serial, False)


@pytest.mark.parametrize("place", range(16))
def test_one_wrong_digit_is_seen(place: int) -> None:
    """The short signature would let one wrong code of 100,000 through; for these that is not so."""
    key = day_key(SECRET, TODAY)
    code = write_code(CodeFacts(TODAY, 7, 156, 48_213), key)
    wrong = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :]
    assert read_code(code, TODAY, key) == CodeFacts(TODAY, 7, 156, 48_213)
    assert read_code(typed_code(code), TODAY, key) is not None
    assert read_code(wrong, TODAY, key) is None
    assert read_code(wrong[:16], TODAY, key) is None


@pytest.mark.parametrize("text", ["", "1", "x" * 16, "0" * 17, "１" * 16, "0" * 16 + ".zz", "\0"])
def test_anything_else_is_no_code(text: str) -> None:
    assert read_code(text, TODAY, day_key(SECRET, TODAY)) is None


def test_a_scanned_code_needs_its_whole_signature() -> None:
    key = day_key(SECRET, TODAY)
    code = write_code(CodeFacts(TODAY, 7, 156, 48_213), key)
    assert read_code(code[:-1] + ("0" if code[-1] != "0" else "1"), TODAY, key) is None
    assert read_code(code, TODAY, day_key(SECRET, dt.date(2026, 3, 4))) is None


def test_a_code_that_was_given_back_is_free_for_another(database: Database, clock: Clock) -> None:
    codes = open_codes(database, clock)
    last = replace(TEA, limit=1)
    first = codes.issue(last)
    with pytest.raises(CodeError):
        codes.issue(last)
    assert codes.give_back("1" * 16) is False
    assert codes.give_back(typed_code(first.code)) is True
    assert codes.give_back(first.code) is False
    assert codes.redeem(first.code).result is CheckResult.UNKNOWN
    second = codes.issue(last)
    assert codes.redeem(second.code).result is CheckResult.VALID
    assert codes.give_back(second.code) is False, "it was used"
    assert codes.taken_of([last]) == {"tea": 1}
