"""Why something was not fetched."""

from __future__ import annotations


class OutboundError(ValueError):
    """Nothing was fetched. Its text is a sentence for staff that names the address."""
