"""What the guide asks of whoever reads aloud what the release has no sound for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from contract.museum import Block
from narration.rendered_blocks import RenderedBlock


class Aloud(Protocol):
    """The kiosk's own voice (device.speech), as the guide sees it. Nothing here waits."""

    def wish(self, blocks: Sequence[Block]) -> None:
        """These are told now, in this order; what was wished before is not wanted any more."""

    def sound(self, block: Block) -> RenderedBlock | None:
        """How this block sounds, once it has been said here."""

    def coming(self, block: Block) -> bool:
        """True while this block is wished for and may still be said."""


class Mute:
    """A kiosk without a voice of its own."""

    def wish(self, blocks: Sequence[Block]) -> None:
        """Nobody hears it."""

    def sound(self, block: Block) -> RenderedBlock | None:
        """Never any."""
        return None

    def coming(self, block: Block) -> bool:
        """Never."""
        return False
