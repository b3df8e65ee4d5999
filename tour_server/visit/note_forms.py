"""The checks that a phone's two forms for the museum share: *This is wrong*, and a question."""

from __future__ import annotations

import re

from flask import abort, request
from limits import RateLimitItemPerHour, RateLimitItemPerMinute

from contract.field_limits import type_limits
from contract.measures import NoteId
from tour_server.request_limits import from_this_site

MAX_FORM_BYTES = 8_000  # with NOTE_LETTERS of the longest letters, each as %XX
# A museum's visitors share one address on its Wi-Fi, and a school class is thirty children.
SENT_PER_NETWORK = (RateLimitItemPerMinute(20), RateLimitItemPerHour(100))
NOTE_ID = re.compile(type_limits(NoteId).pattern or "")


def check_form() -> None:
    """End a request that another site made the browser send with 403, and one of too many bytes with 413."""
    if not from_this_site():
        abort(403)
    if (request.content_length or MAX_FORM_BYTES + 1) > MAX_FORM_BYTES:
        abort(413)
