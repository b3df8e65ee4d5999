"""Speech and recordings are encoded as Opus and AAC: same duration, same timing, same bytes every time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest

from narration.encoding import EncodingError, encode_aac, encode_opus
from narration.sound_file import SoundFileError, decode
from narration.speech.espeak import EspeakVoice
from narration.speech.recorded import RecordedVoice
from narration.speech.settings import EspeakSettings, RecordedSettings, VoiceSettings, open_voice
from narration.speech.voice import Synthesis, VoiceError
from narration.subtitle_rules import MAX_LAG_SECONDS
from tests.narration.conftest import TEXTS
from tests.sounds import seconds_of


@pytest.fixture(scope="module")
def spoken(voice: EspeakVoice) -> Synthesis:
    return voice.speak(TEXTS["en"], "en")


def loudness(samples: np.ndarray, rate: int) -> np.ndarray:
    """Return the loudness of each hundredth of a second."""
    step = rate // 100
    parts = samples[: len(samples) // step * step].astype(float).reshape(-1, step)
    level: np.ndarray = np.sqrt((parts**2).mean(axis=1))
    return level - level.mean()


@pytest.mark.parametrize(("encode", "name"), [(encode_opus, "a.opus"), (encode_aac, "a.m4a")])
def test_encoded_sound_has_the_timing_of_the_speech(
    spoken: Synthesis, tmp_path: Path, encode, name
) -> None:
    file = tmp_path / name
    assert encode(spoken, file) == pytest.approx(spoken.seconds, abs=0.1)
    assert seconds_of(file) == pytest.approx(spoken.seconds, abs=0.1)
    before = loudness(spoken.samples, spoken.sample_rate)
    after = loudness(*decode(file))
    lag = np.correlate(after, before, "full").argmax() - (len(before) - 1)
    assert abs(lag) / 100 <= MAX_LAG_SECONDS
    again = tmp_path / f"again-{name}"
    encode(spoken, again)
    assert again.read_bytes() == file.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, again.name])


def test_the_index_of_an_m4a_precedes_its_sound(spoken: Synthesis, tmp_path: Path) -> None:
    encode_aac(spoken, tmp_path / "a.m4a")
    content = (tmp_path / "a.m4a").read_bytes()
    assert 0 < content.index(b"moov") < content.index(b"mdat")


def test_the_folder_does_not_exist(spoken: Synthesis, tmp_path: Path) -> None:
    with pytest.raises(EncodingError, match=r"a\.opus could not be written"):
        encode_opus(spoken, tmp_path / "nowhere" / "a.opus")


@pytest.mark.parametrize("content", [b"", b"not a sound at all"])
def test_a_file_is_not_a_sound_file(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.wav"
    file.write_bytes(content)
    with pytest.raises(SoundFileError, match=r"a\.wav"):
        decode(file)


def test_a_recording_of_the_block_is_used(
    spoken: Synthesis, voice: EspeakVoice, tmp_path: Path
) -> None:
    encode_opus(spoken, tmp_path / "kolam-en.opus")
    recorded = RecordedVoice(tmp_path, otherwise=voice)
    said = recorded.speak(spoken.text, "en", block="kolam-en")
    assert (said.voice, said.machine_made, said.estimated) == ("recorded", False, True)
    assert said.seconds == pytest.approx(spoken.seconds, abs=0.1)
    times = [[word.start, word.length, word.seconds] for word in spoken.words]
    (tmp_path / "kolam-en.words.json").write_text(json.dumps(times))
    timed = recorded.speak(spoken.text, "en", block="kolam-en")
    assert timed.words == spoken.words
    assert not timed.estimated
    assert recorded.speak("Nobody recorded this.", "en", block="other").machine_made


def test_a_new_take_or_new_word_times_sound_different(voice: EspeakVoice, tmp_path: Path) -> None:
    recorded = RecordedVoice(tmp_path, otherwise=voice)
    assert recorded.identity("kolam-en") == recorded.identity("other") == voice.identity("other")
    (tmp_path / "kolam-en.wav").write_bytes(b"the first take")
    first = recorded.identity("kolam-en")
    (tmp_path / "kolam-en.wav").write_bytes(b"the second take")
    second = recorded.identity("kolam-en")
    (tmp_path / "kolam-en.words.json").write_text("[]")
    assert len({voice.name, first, second, recorded.identity("kolam-en")}) == 4
    assert recorded.identity("other") == voice.name


def test_a_block_without_a_recording_and_without_another_voice_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "secret.wav").write_bytes(b"")
    folder = tmp_path / "recordings"
    folder.mkdir()
    for block in (None, "kolam-en", "../secret"):
        with pytest.raises(VoiceError, match="no recording"):
            RecordedVoice(folder).speak("A line.", "en", block=block)


def test_a_broken_recording_is_reported(voice: EspeakVoice, tmp_path: Path) -> None:
    (tmp_path / "kolam-en.wav").write_bytes(b"broken")
    with pytest.raises(VoiceError, match=r"kolam-en\.wav"):
        RecordedVoice(tmp_path, otherwise=voice).speak("A line.", "en", block="kolam-en")


def test_the_settings_choose_the_voice(tmp_path: Path) -> None:
    chosen = msgspec.json.decode(b'{"voice": "recorded", "folder": "x"}', type=VoiceSettings)
    assert chosen == RecordedSettings(folder="x", otherwise=EspeakSettings())
    voice = open_voice(chosen)
    assert voice.name == "recorded or espeak-ng"
    voice.close()
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"voice": "nobody"}', type=VoiceSettings)


def test_the_cloud_voice_is_not_installed() -> None:
    # In a program of its own, where the module is kept away even when the extra is installed here.
    program = (
        "import sys; sys.modules['gtts'] = None\n"
        "from narration.speech.settings import GttsSettings, open_voice\n"
        "from narration.speech.voice import VoiceError\n"
        "try: open_voice(GttsSettings())\n"
        "except VoiceError as error: print(error)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "Install the extra `cloud-speech`" in said.stdout
