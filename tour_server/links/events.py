"""The events about links between works."""

from __future__ import annotations

from tour_server.recorder import EventKind

LINK_ACCEPTED = EventKind("link-accepted", "A proposed link became a draft.")
LINK_REFUSED = EventKind("link-refused", "A proposed link was refused; it is not proposed again.")
LINK_REOPENED = EventKind("link-reopened", "A decision about a proposed link was taken back.")
TERMS_TAKEN = EventKind("terms-taken", "Subject terms of works were brought in.")
NAMES_MATCHED = EventKind(
    "names-matched", "Somebody decided which concept of another house a name means."
)

LINK_EVENTS = (LINK_ACCEPTED, LINK_REFUSED, LINK_REOPENED, TERMS_TAKEN, NAMES_MATCHED)
