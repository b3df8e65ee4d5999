"""Why something was not fetched."""

from __future__ import annotations


class OutboundError(ValueError):
    """Nothing was fetched. Its text is a sentence for staff that names the address."""


class ServiceError(OutboundError):
    """A service answered with an error: its status, and the body of its answer."""

    def __init__(self, sentence: str, status: int, body: bytes) -> None:
        self.status, self.body = status, body
        super().__init__(sentence)
