"""What a kiosk has to show in new software before its slot is kept: each a function with a sentence for what is wrong.

What takes seconds (the model, the voice) is asked until it has worked once; the rest at each turn.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from contract.museum import Block, Level
from device.updates.trial_watch import Check
from models.features import Features
from models.picture import read_picture
from models.recogniser import Recogniser
from narration.rendered_blocks import BlockRenderer, RenderingError
from narration.speech.voice import VoiceError

LEAST_MEMORY = 0.04  # of all memory, that programs can still have; chosen, not measured on a Pi
HOTTEST_CELSIUS = 85.0  # at which a Raspberry Pi slows down
SENTENCES = {"nl": "Welkom in dit museum.", "en": "Welcome to this museum."}
PICTURES_TRIED = 5


def once(check: Check) -> Check:
    """Returns the check, asked until it has found all well."""
    well = False

    def ask() -> str:
        nonlocal well
        if well:
            return ""
        words = check()
        well = not words
        return words

    return ask


def cameras_deliver(states: Callable[[], Mapping[str, str]]) -> Check:
    """Returns a check that every camera delivers pictures. Darkness is no fault: it is night."""

    def ask() -> str:
        lost = sorted(name for name, state in states().items() if state != "ok")
        return f"No pictures come from {', '.join(lost)}." if lost else ""

    return ask


def recognises(
    features: Callable[[], Path | None], pictures: Callable[[], Mapping[str, Path]], threads: int
) -> Check:
    """Returns a check that a work is recognised in its own picture. `pictures`: work -> a picture of it.

    A kiosk without a release has nothing to recognise, and passes.
    """

    def ask() -> str:
        file, found = features(), pictures()
        if file is None or not found:
            return ""
        recogniser = Recogniser(Features.load(file), threads)
        for work, picture in list(found.items())[:PICTURES_TRIED]:
            result = recogniser.recognise(read_picture(picture))
            if work == result.work or work in result.offered:
                return ""
        return "No work is recognised in its own picture."

    return once(ask)


def speaks(open_voice: Callable[[], BlockRenderer], language: str) -> Check:
    """Returns a check that the kiosk's own voice says a sentence. `open_voice` may raise VoiceError."""

    def ask() -> str:
        known = language if language in SENTENCES else "en"
        block = Block(
            key="trial",
            language=known,
            level=Level.ADULT,
            theme="trial",
            text=SENTENCES[known],
            sources=[],
            written_by="Zaalgids",
        )
        with tempfile.TemporaryDirectory(prefix="zaalgids-trial-") as folder:
            try:
                voice = open_voice()
                try:
                    voice.render(block, Path(folder))
                finally:
                    voice.close()
            except (RenderingError, VoiceError) as error:
                return f"Its voice does not speak: {error}"[:150]
        return ""

    return once(ask)


def screen_watched(watched: Callable[[], bool]) -> Check:
    """Returns a check that the kiosk's own browser shows its page."""
    return lambda: "" if watched() else "No browser shows the kiosk's page."


def connected(uplink: Callable[[], bool]) -> Check:
    """Returns a check that the broker is connected."""
    return lambda: "" if uplink() else "The broker is not connected."


def memory_left(memory: Callable[[], tuple[int | None, int | None]]) -> Check:
    """Returns a check of the memory: all of it, and what is left, in bytes; None is not known and passes."""

    def ask() -> str:
        whole, free = memory()
        if not whole or free is None or free / whole >= LEAST_MEMORY:
            return ""
        return f"Only {free // 1_000_000} MB of memory are left."

    return ask


def cool(temperature: Callable[[], float | None]) -> Check:
    """Returns a check of the processor's temperature in °C; None is not known and passes."""

    def ask() -> str:
        found = temperature()
        too_hot = found is not None and found > HOTTEST_CELSIUS
        return f"Its processor has {found:.0f} °C." if too_hot else ""

    return ask


def fixed(problems: list[str]) -> Check:
    """Returns a check of what was known at the start, and does not change."""
    return lambda: " ".join(problems)
