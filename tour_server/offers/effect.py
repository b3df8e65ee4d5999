"""Whether an offer moved visitors: the people in its room in hours with it, against hours in which it was held back.

The hours are the trials, and each counts once, by its mean. The difference of two means with its interval of 95 % is
Welch's (B. L. Welch, The generalization of "Student's" problem, Biometrika 34, 1947), whose two groups may differ in
size and spread. The quantile of Student's t is G. W. Hill's (Algorithm 396, Communications of the ACM 13, 1970).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist, fmean, variance

from msgspec import Struct
from sqlalchemy import select

from tour_server.database import Database
from tour_server.offers.tables import OfferHour

LEAST_MINUTES = 15  # of an hour whose people are known; less says little of the hour
LEAST_HOURS = 5  # of each kind, before anything is said


class OfferEffect(Struct, frozen=True):
    """The mean people of each hour `shown` and `held_back`, oldest first.

    `difference` with its interval; None while there are too few hours.
    """

    shown: list[float]
    held_back: list[float]
    difference: float | None = None
    low: float = 0.0
    high: float = 0.0

    @property
    def may_be_chance(self) -> bool:
        """Whether no difference lies within the interval."""
        return self.low <= 0 <= self.high


def effect_of(database: Database, offer: str) -> OfferEffect:
    """Returns what is known of an offer."""
    of = OfferHour
    wanted = select(of).where(of.offer == offer, of.minutes >= LEAST_MINUTES).order_by(of.hour)
    with database.reading() as session:
        rows = list(session.scalars(wanted))
    return compared(
        [row.people / row.minutes for row in rows if not row.held_back],
        [row.people / row.minutes for row in rows if row.held_back],
    )


def compared(shown: Sequence[float], held_back: Sequence[float]) -> OfferEffect:
    """Returns the difference of the means of hours, and its interval of 95 %."""
    if min(len(shown), len(held_back)) < LEAST_HOURS:
        return OfferEffect(list(shown), list(held_back))
    difference = fmean(shown) - fmean(held_back)
    errors = [variance(hours) / len(hours) for hours in (shown, held_back)]
    spread = sum(errors)
    margin = 0.0
    if spread > 0:
        parts = zip(errors, (shown, held_back), strict=True)
        freedom = spread**2 / sum(error**2 / (len(hours) - 1) for error, hours in parts)
        margin = t_quantile(0.05, freedom) * math.sqrt(spread)
    return OfferEffect(
        list(shown), list(held_back), difference, difference - margin, difference + margin
    )


def t_quantile(two_tails: float, freedom: float) -> float:
    """Returns the t that Student's distribution exceeds in its two tails together with this probability.

    `freedom`: degrees, from 3 on, not necessarily whole.
    """
    n = freedom
    a = 1 / (n - 0.5)
    b = 48 / a**2
    c = ((20_700 * a / b - 98) * a - 16) * a + 96.36
    d = ((94.5 / (b + c) - 3) / b + 1) * math.sqrt(a * math.pi / 2) * n
    y = (d * two_tails) ** (2 / n)
    if y > 0.05 + a:
        x = NormalDist().inv_cdf(two_tails / 2)
        y = x * x
        if n < 5:
            c += 0.3 * (n - 4.5) * (x + 0.6)
        c += (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b
        y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
        y = math.expm1(a * y * y)
    else:
        inner = (1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)) * y
        y = (inner - 1) * (n + 1) / (n + 2) + 1 / y
    return math.sqrt(n * y)
