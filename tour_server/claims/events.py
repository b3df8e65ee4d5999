"""The events about claims and certificates of kiosks."""

from __future__ import annotations

from tour_server.recorder import EventKind

KIOSKS_PREPARED = EventKind("kiosks-prepared", "Files for new kiosks were made, each with a token.")
KIOSK_CLAIMED = EventKind(
    "kiosk-claimed", "A kiosk was claimed: it got its name and a certificate."
)
TOKEN_REFUSED = EventKind(
    "kiosk-token-refused", "A kiosk came with a token that is unknown, used or ended."
)
CERTIFICATE_RENEWED = EventKind(
    "kiosk-certificate-renewed", "A kiosk got a new certificate for its key."
)
CERTIFICATE_REVOKED = EventKind(
    "kiosk-certificate-revoked", "The certificates of a kiosk were revoked."
)
KIOSK_REPLACED = EventKind("kiosk-replaced", "A kiosk was replaced by another one.")

CLAIM_EVENTS = (
    KIOSKS_PREPARED,
    KIOSK_CLAIMED,
    TOKEN_REFUSED,
    CERTIFICATE_RENEWED,
    CERTIFICATE_REVOKED,
    KIOSK_REPLACED,
)
