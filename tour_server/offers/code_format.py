"""A code by which a visitor gets what was offered: sixteen digits, signed, without anything about the visitor.

    3 digits  the number of the offer
    3 digits  when it expires, in steps of five minutes after local midnight
    5 digits  a random serial number
    5 digits  the signature, HMAC-SHA-256 with the key of the day, shortened

A code to scan has twenty further hexadecimal digits of the signature. The key is symmetric, because whoever checks a
code is staff at the desk of the same museum: the checking page has the key of its day alone, and a number short
enough to type has no room for a public-key signature (docs/decisions/0037).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re

from msgspec import Struct

MOST_OFFERS = 999
MOST_SERIALS = 100_000
STEP_MINUTES = 5
_SHORT, _LONG = (
    100_000,
    20,
)  # the signature: values of its five digits, and its further hexadecimal digits
_CODE = re.compile(r"([0-9]{3})([0-9]{3})([0-9]{5})([0-9]{5})")
_SCANNED = re.compile(rf"([0-9]{{16}})\.([0-9a-f]{{{_LONG}}})")


class CodeFacts(Struct, frozen=True):
    """What a code says. `number`: of the offer. `step`: when it expires. Valid on `day` alone."""

    day: dt.date
    number: int
    step: int
    serial: int

    @property
    def expires(self) -> dt.time:
        """The local time at which it expires."""
        return dt.time(*divmod(self.step * STEP_MINUTES, 60))


def day_key(secret: bytes, day: dt.date) -> bytes:
    """Returns the key of one day. From it neither the secret nor the key of another day can be had."""
    return hmac.digest(secret, f"offers {day.isoformat()}".encode(), "sha256")


def write_code(facts: CodeFacts, key: bytes) -> str:
    """Returns the code as it is scanned: its sixteen digits, a point, and the rest of the signature.

    `key`: of the day.
    """
    body = f"{facts.number:03}{facts.step:03}{facts.serial:05}"
    short, long = _signature(body, facts.day, key)
    return f"{body}{short}.{long}"


def typed_code(code: str) -> str:
    """Returns the sixteen digits of a code in groups of four, as a visitor sees them."""
    return " ".join(re.findall("....", code[:16]))


def read_code(text: str, day: dt.date, key: bytes) -> CodeFacts | None:
    """Returns what a code says that was typed or scanned; None when its signature is not that of this day."""
    compact = re.sub(r"[\s-]", "", text)
    scanned = _SCANNED.fullmatch(compact)
    found = _CODE.fullmatch(scanned[1] if scanned else compact)
    if found is None:
        return None
    number, step, serial, given = found.groups()
    short, long = _signature(number + step + serial, day, key)
    is_ours = hmac.compare_digest(short, given)
    if scanned is not None:
        is_ours &= hmac.compare_digest(long, scanned[2])
    if not is_ours or int(step) * STEP_MINUTES >= 24 * 60:
        return None
    return CodeFacts(day, int(number), int(step), int(serial))


def _signature(body: str, day: dt.date, key: bytes) -> tuple[str, str]:
    digest = hmac.digest(key, f"{day.isoformat()} {body}".encode(), hashlib.sha256)
    short = int.from_bytes(digest[:6], "big") % _SHORT
    return f"{short:05}", digest[6:].hex()[:_LONG]
