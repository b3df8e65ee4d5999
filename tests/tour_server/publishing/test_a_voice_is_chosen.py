"""The server uses the voice that its settings name, and refuses to start when that voice is not available."""

from __future__ import annotations

import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from narration.speech.settings import EspeakSettings, GttsSettings, RecordedSettings
from tests.desk import ClockTwin, build, prepare
from tour_server.app import Server, ServerProblemError
from tour_server.settings import ServerSettings


def record(file: Path, seconds: float) -> None:
    file.parent.mkdir(exist_ok=True)
    hum = (8000 * np.sin(np.arange(int(22_050 * seconds)) / 8)).astype(np.int16)
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(22_050)
        sound.writeframes(hum.tobytes())


@pytest.mark.long
def test_a_colleague_has_recorded_one_block(tmp_path: Path) -> None:
    prepare(tmp_path / "data")
    recordings = tmp_path / "recordings"
    record(recordings / "ring-nl-1.wav", 2.5)
    voice = RecordedSettings(folder=str(recordings), otherwise=EspeakSettings())
    parts = build(
        ServerSettings(data=str(tmp_path / "data"), speech=voice, speech_seconds=60), ClockTwin()
    )
    try:
        parts.publisher.publish("Noor")
        release = parts.releases.release()
        assert release is not None
        said = {speech.block: speech for speech in release.speech}
        assert said["ring-nl-1"].seconds == pytest.approx(2.5, abs=0.1)
        assert not said["ring-nl-1"].machine_made
        assert said["lijn-nl-1"].machine_made
        record(recordings / "ring-nl-1.wav", 1.5)
        parts.publisher.publish("Noor", "A new take.")
        release = parts.releases.release()
        assert release is not None
        again = {speech.block: speech for speech in release.speech}
        assert again["ring-nl-1"].seconds == pytest.approx(1.5, abs=0.1)
        assert again["lijn-nl-1"] == said["lijn-nl-1"]
    finally:
        parts.database.close()


def test_the_voice_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gtts", None)
    with pytest.raises(ServerProblemError, match="Install the extra `cloud-speech`"):
        Server(ServerSettings(data=str(tmp_path), port=0, broker_port=0, speech=GttsSettings()))
