"""Draws the course of one value of a kiosk over a day or a week. Where nothing is known there is a gap."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from tour_server.kiosk_care.samples import SAMPLE_SECONDS, KioskSample

WIDTH, HEIGHT = 600, 90
DAY_SECONDS = 86_400


class ValueCourse(Struct, frozen=True):
    """A plot. `paths`: SVG paths, one for each stretch without a gap; `low`, `high`, `last`: of what is known."""

    paths: list[str]
    low: float
    high: float
    last: float
    width: int = WIDTH
    height: int = HEIGHT


class OnlineStretch(Struct, frozen=True):
    """A stretch of time, as x and width in a plot."""

    x: float
    width: float


def value_course(
    samples: Sequence[KioskSample],
    value: Callable[[KioskSample], float | None],
    now: float,
    days: int,
) -> ValueCourse | None:
    """Returns the course of a value in the last `days`; None where nothing of it is known. `now`: Unix seconds."""
    known = [(one.at, read) for one in samples if (read := value(one)) is not None]
    if not known:
        return None
    values = [read for _at, read in known]
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    paths: list[str] = []
    before = float("-inf")
    for at, read in known:
        x = _x(at, now, days)
        y = HEIGHT - 4 - (HEIGHT - 8) * (read - low) / span
        if at - before > 1.5 * SAMPLE_SECONDS:
            paths.append(f"M{x:.1f} {y:.1f}h0.1")
        else:
            paths[-1] += f"L{x:.1f} {y:.1f}"
        before = at
    return ValueCourse(paths, low, high, values[-1])


def online_stretches(samples: Sequence[KioskSample], now: float, days: int) -> list[OnlineStretch]:
    """Returns when the kiosk was heard."""
    wide = _x(SAMPLE_SECONDS, 0.0, days) - _x(0, 0.0, days)
    found: list[OnlineStretch] = []
    for one in samples:
        if not one.online:
            continue
        x = _x(one.at, now, days)
        last = found[-1] if found else None
        if last is not None and x - (last.x + last.width) < 0.5 * wide:
            found[-1] = OnlineStretch(last.x, x + wide - last.x)
        else:
            found.append(OnlineStretch(x, wide))
    return found


def _x(at: float, now: float, days: int) -> float:
    return WIDTH * (1 - (now - at) / (days * DAY_SECONDS))
