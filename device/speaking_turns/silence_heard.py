"""Keeps what the server says of the silence of all kiosks.

It holds until the server says otherwise, also while the network is away: a ceremony goes on. A kiosk that starts
without a network has not heard of it and speaks.
"""

from __future__ import annotations

from contract.messages import SilenceNow


class SilenceHeard:
    """The newest message about silence. May be called from any thread."""

    def __init__(self) -> None:
        self._silent = False

    @property
    def silent(self) -> bool:
        """Whether staff have silenced all kiosks, as far as this one has heard."""
        return self._silent

    def heard(self, message: SilenceNow) -> bool:
        """Take in what the server says. Returns whether that is a change."""
        changed = message.silent != self._silent
        self._silent = message.silent
        return changed
