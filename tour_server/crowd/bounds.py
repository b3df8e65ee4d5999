"""Which stored minutes are believed: those within the contract's bounds, and with no more crossings than a door passes.

The contract refuses other numbers when they arrive. A row may be older than a bound, so whoever reads minutes adds
`believed()` to the query: a row that is left out does no harm to any page.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from contract.field_limits import type_limits
from contract.measures import Count, MeanPeople, ObservedSeconds, SecondsRunning, UnixSeconds
from tour_server.crowd.tables import DifferingBin, FootfallBin
from web.translations import ngettext

# In one direction of one kiosk's line in a minute. A metre of doorway passes 80 people a minute (Weidmann 1993,
# Transporttechnik der Fussgänger), so this is a gate 25 m wide. The estimate of a room takes a second a day at it.
MAX_CROSSINGS = 2_000
DAY_SECONDS = 86_400.0


def believed() -> ColumnElement[bool]:
    """Return the condition on FootfallBin that a minute can be true."""
    of = FootfallBin
    return and_(
        _within(of.start, UnixSeconds),
        _within(of.monotonic, SecondsRunning),
        _within(of.observed_seconds, ObservedSeconds),
        _or_null(of.in_view_mean, _within(of.in_view_mean, MeanPeople)),
        _or_null(of.in_view_max, _within(of.in_view_max, Count)),
        _or_null(of.entered, of.entered.between(0, MAX_CROSSINGS)),
        _or_null(of.left, of.left.between(0, MAX_CROSSINGS)),
    )


def _within(column: Any, kind: Any) -> ColumnElement[bool]:
    """A number within the bounds of its type; NaN is not, and neither is infinity."""
    limits = type_limits(kind)
    condition: ColumnElement[bool] = column.between(limits.low, limits.high)
    return condition


def _or_null(column: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(column.is_(None), condition)


def kiosk_problems(session: Session, now: float) -> dict[str, list[str]]:
    """Return device -> sentences about its minutes that are in no number. `now` in Unix seconds."""
    found: dict[str, list[str]] = {}
    for device, number in _not_believed(session, now).items():
        found.setdefault(device, []).append(
            ngettext(
                "{number} minute of the last day can't be true, by its time or its counts. It is in no number.",
                "{number} minutes of the last day can't be true, by their times or their counts."
                " They are in no number.",
                number,
            )
        )
    for device, number in _differing(session).items():
        found.setdefault(device, []).append(
            ngettext(
                "A second machine counts under its identity, as after a card was copied: {number} minute that differs"
                " is kept apart, in no total. Give one of the two an empty data folder and a name of its own.",
                "A second machine counts under its identity, as after a card was copied: {number} minutes that differ"
                " are kept apart, in no total. Give one of the two an empty data folder and a name of its own.",
                number,
            )
        )
    return found


def _not_believed(session: Session, now: float) -> dict[str, int]:
    """Return device -> minutes of the last day, or of no day at all, that are left out."""
    of = FootfallBin
    recent = or_(of.start < 0, of.start >= now - DAY_SECONDS)  # both by the index
    in_the_future = and_(of.clock_trusted, of.start > now + DAY_SECONDS)
    rows = session.execute(
        select(of.device, func.count())
        .where(recent, or_(not_(believed()), in_the_future))
        .group_by(of.device)
    )
    return {device: int(number) for device, number in rows}


def _differing(session: Session) -> dict[str, int]:
    rows = session.execute(select(DifferingBin.device, func.count()).group_by(DifferingBin.device))
    return {device: int(number) for device, number in rows}
