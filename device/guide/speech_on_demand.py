"""The interface through which the guide requests speech from the kiosk's own voice, where a release has none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from contract.museum import Block
from narration.rendered_blocks import RenderedBlock


class SpeechOnDemand(Protocol):
    """The kiosk's own voice (device.speech), as the guide uses it. No method waits for speech."""

    def request(self, blocks: Sequence[Block]) -> None:
        """Ask for the speech of these blocks, in this order; earlier requests are withdrawn."""

    def find(self, block: Block) -> RenderedBlock | None:
        """Returns the speech of this block once it is made."""

    def pending(self, block: Block) -> bool:
        """Returns whether this block is requested and its speech may still come."""


class NoSpeech:
    """Makes no speech, on a kiosk without a voice of its own."""

    def request(self, blocks: Sequence[Block]) -> None:
        """Do nothing."""

    def find(self, block: Block) -> RenderedBlock | None:
        """Returns None."""
        return None

    def pending(self, block: Block) -> bool:
        """Returns False."""
        return False
