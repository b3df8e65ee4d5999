"""A museum recorded a word: the kiosk's own voice and its spoken screen say it as it was recorded."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import msgspec
import numpy as np
from msgspec.structs import replace

from contract.bundle import RELEASE_TARGET
from contract.museum import Block, Level, Pronunciation, Source
from device.access.phrases import PhraseVoice
from device.content.word_sounds import word_sounds
from device.speech.live_speech import LiveSpeech
from narration.rendered_blocks import OPUS
from narration.speech.espeak import EspeakVoice
from narration.voice_renderer import VoiceRenderer
from tests.sounds import seconds_of
from tests.waiting import until

WORD = "pronunciations/kolam.wav"
ENTRY = Pronunciation("kolam", "en", "kolam", recording="kolam.wav")
LONG = 3.0  # seconds of the recording; the voice says the word in half of one
BLOCK = Block("a", "en", Level.ADULT, "making", "A kolam fades.", [Source("On Lines", "p. 1")], "x")


def published_with(site, *, word: bool) -> None:  # type: ignore[no-untyped-def]
    plain = site.publish(1)
    museum = plain.museum
    site_part = replace(museum.site, lexicon=[ENTRY] if word else [])
    release = replace(
        plain,
        number=2,
        museum=replace(museum, site=site_part),
        word_sounds={"kolam.wav": WORD} if word else {},
    )
    body = msgspec.json.encode(release).decode()
    speech = [plain.speech[0].opus, plain.speech[0].subtitles, plain.speech[0].subtitles_portrait]
    names = ["pictures/star.png", "features.npz", *speech]
    files = {name: site.source(name) for name in names} | {RELEASE_TARGET: body}
    site.publish_files(files | ({WORD: "to be replaced"} if word else {}))


def recording(file: Path) -> None:
    sound = io.BytesIO()
    with wave.open(sound, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(24_000)
        tone = 8000 * np.sin(np.arange(round(LONG * 24_000)) * 0.1)
        made.writeframes(tone.astype("<i2").tobytes())
    file.write_bytes(sound.getvalue())


def spoken(live: LiveSpeech) -> float:
    live.start()
    try:
        live.request([BLOCK])
        made = until(lambda: live.find(BLOCK) or live.problems)
    finally:
        live.stop()
    assert not live.problems
    return seconds_of(made.folder / OPUS)


def test_the_kiosks_own_voice_and_the_spoken_screen_say_it(site, kiosk, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    published_with(site, word=True)
    store = kiosk()
    store.check_now()
    sounds = word_sounds(store)
    recording(sounds("kolam.wav"))  # files of this bundle are texts
    lengths = []
    for lexicon in ([], store.release.museum.site.lexicon):
        folder = tmp_path / f"speech {len(lexicon)}"
        renderer = VoiceRenderer(EspeakVoice(), for_phones=False, sounds=sounds)
        live = LiveSpeech(folder, renderer, 10_000_000, lambda: None)
        live.pronounce(lexicon)
        lengths.append(spoken(live))
    assert lengths[1] - lengths[0] > LONG - 1
    voice = PhraseVoice(sounds=sounds)
    plain = voice.wav("kolam", "en", 1.0, keep=False)
    voice.pronounce([ENTRY])
    recorded = voice.wav("kolam", "en", 1.0, keep=False)
    voice.close()
    assert plain
    assert recorded
    assert len(recorded) > 2 * len(plain)


def test_the_recording_is_not_there(site, kiosk, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    published_with(site, word=False)
    store = kiosk()
    store.check_now()
    renderer = VoiceRenderer(EspeakVoice(), for_phones=False, sounds=word_sounds(store))
    live = LiveSpeech(tmp_path / "speech", renderer, 10_000_000, lambda: None)
    live.pronounce([ENTRY])
    live.start()
    try:
        live.request([BLOCK])
        until(lambda: live.problems)
    finally:
        live.stop()
    assert live.problems == ["The kiosk can't read aloud: the recording of “kolam” is not there"]
