"""The events about publishing."""

from __future__ import annotations

from tour_server.recorder import EventKind

PUBLISH_ASKED = EventKind("publish-asked", "Somebody asked for a release.")
PUBLISHED = EventKind("published", "A release went out to visitors.")
PUBLISH_FAILED = EventKind("publish-failed", "A release could not be made.")
SIGNATURES_RENEWED = EventKind("signatures-renewed", "The bundle's signatures were renewed.")
WORDS_ADOPTED = EventKind(
    "words-adopted", "Approval became needed; the words that visitors had count as approved."
)

PUBLISHING_EVENTS = (PUBLISH_ASKED, PUBLISHED, PUBLISH_FAILED, SIGNATURES_RENEWED, WORDS_ADOPTED)
