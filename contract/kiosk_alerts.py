"""What a kiosk reports beside its sentences for an alarm: refused bundles, forged messages, lost counts.

A kiosk sends names, and the server has the words for staff. A name that a server does not know, from a newer kiosk, is
left out of its list; the kiosk's own sentence (`Health.trouble`) says it all the same.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from contract.patterns import END

AlertName = Annotated[
    str, Meta(pattern=rf"^[a-z][a-z-]{{0,39}}{END}", description="contract.kiosk_alerts.KioskAlert")
]
ALERTS_LIMIT = 20


class KioskAlert(StrEnum):
    """What needs somebody although the kiosk goes on, the worst first."""

    SCREEN_DARK = "screen-dark"
    """Its own browser has shown its page before, and shows it no more."""
    NOT_RECOGNISING = "not-recognising"
    """It has a camera for works and can recognise none."""
    COUNTS_LOST = "counts-lost"
    """Counts were dropped, because neither its disk nor the server took them in time."""
    COUNTS_IN_MEMORY = "counts-in-memory"
    """Its disk takes no counts; what the server has not taken goes with the power."""
    ANOTHER_SERVER = "another-server"
    """Another machine answered in the place of its server or broker."""
    BUNDLE_REFUSED = "bundle-refused"
    """A release was altered, signed by other keys, too large, or not understood."""
    BUNDLE_OLDER = "bundle-older"
    """An older release than one that it has seen was offered."""
    BUNDLE_ENDED = "bundle-ended"
    """The signatures of the release that is offered have ended."""
    MESSAGES_FORGED = "messages-forged"
    """Messages came that are not made with its key."""
    MESSAGES_REPLAYED = "messages-replayed"
    """Messages of its server came a second time, long after they were sent."""
    MESSAGES_UNREADABLE = "messages-unreadable"
    """Many messages came that are too large or are no messages."""
    SOFTWARE_REFUSED = "software-refused"
    """Software on a stick was not signed for it, or broken."""
    CLOCK_JUMPED = "clock-jumped"
    """Its clock was set to another time, and the server has not confirmed that."""
    FILES_DAMAGED = "files-damaged"
    """Its disk has damaged files more than once."""
