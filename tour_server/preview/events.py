"""The events about previews."""

from __future__ import annotations

from tour_server.recorder import EventKind

PREVIEW_LINK_MADE = EventKind(
    "preview-link-made", "A link was made by which anybody who has it sees the drafts."
)
PREVIEW_LINK_ENDED = EventKind("preview-link-ended", "Such a link was ended before its time.")
PREVIEW_EVENTS = (PREVIEW_LINK_MADE, PREVIEW_LINK_ENDED)
