"""Tries what a visitor meets: the screen, the voice and its loudspeaker, the clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from contract.selftest import SelftestCheck
from device.selftest.finding import attention, failed, not_known, well
from device.selftest.running_kiosk import KioskAnswer
from narration.loudness import measure_loudness
from narration.speech.settings import VoiceSettings, open_voice
from narration.speech.voice import VoiceError

SENTENCE = "This is the voice of the guide. It counts: one, two, three, four, five."
QUIET_LUFS = -40.0  # espeak-ng speaks at -24 to -19; a telling is brought to -16 afterwards
SLOW_REALTIME = 0.8  # seconds of computing for a second of speech
FIRST_YEAR = 2025  # no software of this version ran before
CLOCK_OFF_SECONDS = 60.0
SECONDS_A_YEAR = 365.2425 * 86_400


def check_screen(answer: KioskAnswer | None, sys: Path = Path("/sys")) -> SelftestCheck:
    """Look whether a screen is connected and its browser shows the kiosk's page."""
    plugs = [_text(file) for file in sorted(sys.glob("class/drm/card*-*/status"))]
    plugged = plugs.count("connected")
    values = {"outputs": len(plugs), "screens": plugged}
    if answer is None:
        return failed(
            "screen",
            "The kiosk's page does not answer.",
            "Start the kiosk: systemctl status zaalgids-kiosk",
            values,
        )
    if plugs and not plugged:
        return failed("screen", "No screen is connected.", "Check the screen's cable.", values)
    if answer.step:
        return attention(
            "screen",
            "The kiosk is not claimed; its screen says what it waits for.",
            "Claim it at the desk: Kiosks, Add kiosks.",
            values,
        )
    if not answer.watched:
        return failed(
            "screen",
            "No browser of this machine shows the kiosk's page.",
            "Look at the browser: systemctl status zaalgids-screen",
            values,
        )
    return well("screen", "The browser shows the kiosk's page.", values)


def check_speech(
    settings: VoiceSettings,
    answer: KioskAnswer | None,
    proc: Path = Path("/proc"),
    clock: Callable[[], float] = time.monotonic,
) -> SelftestCheck:
    """Speak a sentence into memory, measure it, and look for a loudspeaker. Nothing sounds."""
    cards = _playback_devices(proc)
    values: dict[str, float | None] = {"outputs": cards}
    try:
        voice = open_voice(settings)
        try:
            voice.speak(SENTENCE, "en")  # the engine starts, and loads the language
            began = clock()
            spoken = voice.speak(SENTENCE, "en")
            took = clock() - began
        finally:
            voice.close()
    except VoiceError:
        return failed(
            "speech", "The kiosk's own voice does not speak.", "Install it: espeak-ng.", values
        )
    if not spoken.seconds:
        return failed("speech", "The voice makes no sound.", "Install it again.", values)
    loud = measure_loudness(spoken.samples, spoken.sample_rate)
    values |= {"realtime": round(took / spoken.seconds, 3), "lufs": round(loud.lufs, 1)}
    if loud.lufs < QUIET_LUFS:
        return failed("speech", "The voice makes no sound.", "Install it again.", values)
    if not cards:
        return failed(
            "speech",
            "The voice speaks, and the machine has no sound output.",
            "Connect the loudspeaker, or the sound card.",
            values,
        )
    if answer is not None and answer.machine is not None and answer.machine.speech_works is False:
        return failed(
            "speech",
            "The page has no sound output, so nothing sounds.",
            "Check the loudspeaker's cable.",
            values,
        )
    if took > SLOW_REALTIME * spoken.seconds:
        return attention(
            "speech",
            "The voice speaks slower than one listens.",
            "Take a faster machine, or leave words without recorded speech to be read.",
            values,
        )
    return well("speech", "The voice speaks, and there is a sound output.", values)


def check_clock(wall: float, *, trusted: bool, answer: KioskAnswer | None) -> SelftestCheck:
    """Look whether the clock was set, and how far it is from the server's. `wall`: Unix seconds."""
    machine = None if answer is None else answer.machine
    offset = None if machine is None else machine.clock_offset
    values = {"offset_seconds": offset, "set": trusted}
    if wall < (FIRST_YEAR - 1970) * SECONDS_A_YEAR:
        return failed(
            "clock",
            "The clock is years in the past.",
            "Let the network tell the time (NTP, port 123), or give the board a clock's battery.",
            values,
        )
    if offset is not None and abs(offset) > CLOCK_OFF_SECONDS:
        return failed(
            "clock",
            f"The clock is {abs(offset):.0f} s from the server's.",
            "Let kiosk and server take the time from the same source (NTP).",
            values,
        )
    if not trusted:
        return attention(
            "clock",
            "The clock was not set by the network since the machine was switched on.",
            "Let the network tell the time (NTP, port 123).",
            values,
        )
    return well("clock", "The clock is set.", values)


def check_waiting(answer: KioskAnswer | None) -> SelftestCheck:
    """Look how much waits to be sent."""
    if answer is None or answer.step:
        return not_known("outbox", "The kiosk does not run, so it does not say what waits.")
    values = {"waiting": float(answer.outbox_depth)}
    if answer.connected or not answer.outbox_depth:
        return well("outbox", f"{answer.outbox_depth} counts wait to be sent.", values)
    return attention(
        "outbox",
        f"{answer.outbox_depth} counts wait, and there is no connection.",
        "Nothing is lost. Look at the server and the broker above.",
        values,
    )


def _playback_devices(proc: Path) -> int:
    return sum(" playback " in f"{line} " for line in _text(proc / "asound/pcm").splitlines())


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
