"""A colleague's shifts as a calendar (RFC 5545), which calendar programs fetch again by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from tour_server.staffing.planned_shift import DAY_MINUTES, PlannedShift, clock

LINE_OCTETS = 75
STAMP = "%Y%m%dT%H%M%SZ"


def calendar(
    name: str, shifts: Iterable[PlannedShift], time_zone: str, now: dt.datetime, break_word: str
) -> str:
    """Returns the calendar of these shifts. `name`: the museum's; `break_word`: what a break is called."""
    zone = ZoneInfo(time_zone)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Zaalgids//Roster//EN",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
    ]
    for one in shifts:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.day:%Y%m%d}-{one.colleague}@zaalgids",
            f"DTSTAMP:{now.astimezone(dt.UTC).strftime(STAMP)}",
            f"DTSTART:{_moment(one.day, one.begins, zone)}",
            f"DTEND:{_moment(one.day, one.ends, zone)}",
            f"SUMMARY:{_text(f'{one.skill}, {name}')}",
        ]
        if one.break_begins is not None:
            ends = one.break_begins + one.break_minutes
            pause = f"{break_word} {clock(one.break_begins)}–{clock(ends)}"
            lines.append(f"DESCRIPTION:{_text(pause)}")
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _moment(day: dt.date, minutes: int, zone: ZoneInfo) -> str:
    days, rest = divmod(minutes, DAY_MINUTES)
    time = dt.time(rest // 60, rest % 60)
    local = dt.datetime.combine(day + dt.timedelta(days=days), time, zone)
    return local.astimezone(dt.UTC).strftime(STAMP)


def _text(words: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        words = words.replace(plain, escaped)
    return words


def _folded(line: str) -> str:
    """Returns a line in pieces of 75 octets at most, none of which ends within a letter."""
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LINE_OCTETS:
            pieces.append(piece)
            piece, size = "", 1  # the space that begins the next piece
        piece, size = piece + letter, size + octets
    return "\r\n ".join([*pieces, piece])
