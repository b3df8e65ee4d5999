"""Captions in another language than the sound: the addresses at which the page finds those of each block."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from msgspec.structs import replace

from contract.museum import Block, Language, Link, Work
from device.guide.scene import Playback
from narration.counterparts import counterpart
from narration.script import Script


def captioned(
    blocks: Sequence[Playback],
    script: Script,
    work: Work,
    links: Sequence[Link],
    language: Language,
) -> tuple[Playback, ...]:
    """Returns the blocks of `script` with captions in `language`, in the same order.

    Where nothing is said in `language`, the captions are a sentence that says so.
    """

    def one(playback: Playback, block: Block) -> Playback:
        other = counterpart(block, work, links, language, block.level)
        return replace(
            playback,
            captions=_address(playback, language, other) if playback.opus is not None else None,
            captions_text=other.text if other is not None else "",
            captions_italics=tuple(other.italics) if other is not None else (),
        )

    return tuple(one(*pair) for pair in zip(blocks, script.blocks, strict=True))


def _address(playback: Playback, language: Language, other: Block | None) -> str:
    """Returns an address that changes with the speech and with the block, so that a page may keep what it gets."""
    asked: dict[str, str | float] = {"language": language, "seconds": playback.seconds}
    if other is not None:
        asked["block"] = other.key
    if playback.words is not None:
        asked["words"] = playback.words
    return f"captions?{urlencode(asked)}"
