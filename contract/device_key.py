"""What a device and the server compute with the key that only these two have.

By its key a device knows an acknowledgement of its own server: a stranger on the same broker has no key, and so can't
make a kiosk forget a count (docs/decisions/0015).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Any

import msgspec

KEY_BYTES = 32
MAC_HEX_DIGITS = 32  # 128 bits of the HMAC, which RFC 2104 section 5 takes as enough
DIGEST_HEX_DIGITS = 32


def new_key() -> bytes:
    """Return a key for a new device, from the system's random numbers."""
    return secrets.token_bytes(KEY_BYTES)


def broker_password(key: bytes) -> str:
    """Return the password by which a device of this key signs in at a broker, so that no second secret is kept."""
    return hmac.new(key, b"zaalgids broker v1", hashlib.sha256).hexdigest()


def digest(values: Sequence[Any]) -> str:
    """Return a short digest of plain values, the same on every machine."""
    return hashlib.sha256(msgspec.json.encode(values)).hexdigest()[:DIGEST_HEX_DIGITS]


def message_code(key: bytes, values: Sequence[Any]) -> str:
    """Return the message authentication code of plain values under the key."""
    body = msgspec.json.encode(values)
    return hmac.new(key, body, hashlib.sha256).hexdigest()[:MAC_HEX_DIGITS]


def is_message_code(code: str | None, key: bytes, values: Sequence[Any]) -> bool:
    """Return whether `code` is the message authentication code of these values, in a time that does not tell."""
    return code is not None and hmac.compare_digest(
        code.encode("utf-8", "surrogatepass"), message_code(key, values).encode("ascii")
    )
