"""The events about pictures. A change of what is said of one is recorded as a change of the work that it is of."""

from __future__ import annotations

from tour_server.recorder import EventKind

PICTURE_REMOVED = EventKind("picture-removed", "A picture that nothing used was removed.")
ENDED_RIGHTS_DECIDED = EventKind(
    "ended-rights-decided",
    "The museum decided what becomes of pictures whose rights have ended.",
)

MEDIA_EVENTS = (PICTURE_REMOVED, ENDED_RIGHTS_DECIDED)
