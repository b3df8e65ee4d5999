"""The events about publishing."""

from __future__ import annotations

from tour_server.recorder import EventKind

PUBLISH_ASKED = EventKind("publish-asked", "Somebody asked for a release.")
PUBLISHED = EventKind("published", "A release went out to visitors.")
PUBLISH_FAILED = EventKind("publish-failed", "A release could not be made.")
PUBLISH_PLANNED = EventKind("publish-planned", "Somebody planned a publish for a time.")
PLAN_CANCELLED = EventKind("plan-cancelled", "A planned publish was cancelled.")
PLAN_BEGUN = EventKind("plan-begun", "The time of a planned publish had come.")
DRAFTS_REPLACED = EventKind(
    "drafts-replaced", "The drafts were made like a release, or as they were before."
)
SIGNATURES_RENEWED = EventKind("signatures-renewed", "The bundle's signatures were renewed.")
WORDS_ADOPTED = EventKind(
    "words-adopted", "Approval became needed; the words that visitors had count as approved."
)

KEY_ROTATED = EventKind("key-rotated", "A role of the bundle got another signing key.")
ROOT_KEY_EXPORTED = EventKind("root-key-exported", "The root key was written to a file.")
ROOT_KEY_IMPORTED = EventKind("root-key-imported", "The root key was brought back to the server.")

PUBLISHING_EVENTS = (
    PUBLISH_ASKED,
    PUBLISHED,
    PUBLISH_FAILED,
    PUBLISH_PLANNED,
    PLAN_CANCELLED,
    PLAN_BEGUN,
    DRAFTS_REPLACED,
    SIGNATURES_RENEWED,
    WORDS_ADOPTED,
    KEY_ROTATED,
    ROOT_KEY_EXPORTED,
    ROOT_KEY_IMPORTED,
)
