"""The events about comments."""

from __future__ import annotations

from tour_server.recorder import EventKind

COMMENTED = EventKind("commented", "Somebody commented on a text.")
COMMENT_ANSWERED = EventKind("comment-answered", "Somebody answered a comment on a text.")
COMMENT_RESOLVED = EventKind("comment-resolved", "A comment on a text was resolved.")
COMMENT_REOPENED = EventKind("comment-reopened", "A resolved comment was opened again.")

WRITING_EVENTS = (COMMENTED, COMMENT_ANSWERED, COMMENT_RESOLVED, COMMENT_REOPENED)
