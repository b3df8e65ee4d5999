"""`zaalgids evaluate device` measures the machine at hand, and says plainly what it does not know."""

from __future__ import annotations

import json
import pstats
from pathlib import Path

import pytest
from click.testing import CliRunner

from narration.speech.voice import VoiceError
from zaalgids.evaluation import device as command
from zaalgids.evaluation import device_speed
from zaalgids.evaluation.device_speed import speech_realtime_factor
from zaalgids.evaluation.machine_facts import machine_name, memory_mb, peak_mb

KEYS = {
    "machine",
    "cores",
    "memory_mb",
    "temperature",
    "recognition_ms",
    "footfall_ms",
    "frames_per_second",
    "speech_realtime_factor",
}


@pytest.fixture(scope="module")
def run():
    return CliRunner().invoke(command.device, ["--works", "4", "--frames", "4", "--json"])


@pytest.fixture(scope="module")
def measured(run):
    assert run.exit_code == 0, run.output
    return json.loads(run.stdout)


def test_its_json_is_as_the_design_gives_it(measured):
    assert set(measured) == KEYS
    assert measured["machine"]
    assert measured["cores"] >= 1
    assert measured["memory_mb"] > 100
    assert measured["footfall_ms"] > 0


def test_the_steps_are_the_modules_of_recognition_and_add_up(measured):
    steps = dict(measured["recognition_ms"])
    whole = steps.pop("all")
    assert {"local_features", "keypoint_check", "quality_gate", "descriptor_index", "other"} <= set(
        steps
    )
    assert sum(steps.values()) == pytest.approx(whole, abs=0.1)
    assert min(steps.values()) >= 0
    every = whole + measured["footfall_ms"]
    assert measured["frames_per_second"] == pytest.approx(1000 / every, rel=0.05)


def test_steps_that_the_profiler_rounds_up_still_share_the_whole():
    recogniser = device_speed.recogniser_module.__file__
    called_from = {(recogniser, 1, "examine"): (1, 1, 0.0, 0.0)}
    modules = Path(recogniser).parent
    calls = {
        (str(modules / "local_features.py"), 1, "describe"): 0.7,
        (str(modules / "keypoint_check.py"), 1, "check"): 0.4,
    }
    stats = pstats.Stats()
    stats.stats = {  # as the profiler gives them: the seconds that the caller spent in the call are the last
        call: (
            1,
            1,
            took,
            took,
            {caller: (*four[:3], took) for caller, four in called_from.items()},
        )
        for call, took in calls.items()
    }
    stats.total_tt = 1.0
    shares = device_speed._shares_by_step(stats)
    assert shares == pytest.approx(
        {"local_features": 0.7 / 1.1, "keypoint_check": 0.4 / 1.1, "other": 0.0}
    )


def test_progress_is_said_beside_the_result(run):
    assert "Recognising in 4 frames" in run.stderr
    assert "Counting people in 4 frames." in run.stderr
    assert len(run.stdout.splitlines()) == 1


def test_the_table_says_what_is_not_known(measured):
    text = command._table({**measured, "temperature": None, "speech_realtime_factor": None}, None)
    lines = dict(line.split("  ", 1) for line in text.splitlines() if not line.startswith(" "))
    assert lines["temperature"].strip() == "not known"
    assert lines["speech, a second of it"].strip() == "not known"
    assert "keypoint check" in text
    assert "MB" in command._table({**measured, "temperature": 61.5}, 200)


class Mute:
    """A voice whose engine is not there."""

    def __init__(self) -> None:
        self.closed = False

    def speak(self, text, language, level=None, *, pace=1.0, block=None, lexicon=()):
        raise VoiceError("espeak-ng is not installed")

    def close(self):
        self.closed = True


def test_without_an_engine_speech_is_not_measured_and_a_sentence_says_why(monkeypatch):
    said: list[str] = []
    voice = Mute()
    assert speech_realtime_factor(said.append, voice) is None
    assert said[-1] == "Nothing can be spoken here: espeak-ng is not installed"
    assert voice.closed

    def absent(_settings):
        raise VoiceError("no engine")

    monkeypatch.setattr(device_speed, "open_voice", absent)
    assert speech_realtime_factor(said.append) is None
    assert said[-1] == "Nothing can be spoken here: no engine"


def test_a_board_says_its_own_name(tmp_path):
    board, product = tmp_path / "model", tmp_path / "product_name"
    processors = tmp_path / "cpuinfo"
    board.write_bytes(b"Raspberry Pi 4 Model B Rev 1.4\0")
    product.write_text("OptiPlex\n")
    processors.write_text("processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\nmodel name\t: Other\n")
    absent = tmp_path / "absent"
    assert machine_name(board, product, processors) == "Raspberry Pi 4 Model B Rev 1.4"
    assert machine_name(absent, product, processors) == "OptiPlex, Some CPU @ 2 GHz"
    assert machine_name(absent, absent, absent) != ""


def test_memory_is_read_from_the_kernel(tmp_path):
    file = tmp_path / "meminfo"
    file.write_text("MemTotal:        3884356 kB\nMemFree:  1 kB\n")
    assert memory_mb(file) == 3978
    file.write_text("MemTotal: unknown\n")
    assert memory_mb(file) is None
    assert memory_mb(tmp_path / "absent") is None
    assert (peak_mb() or 0) > 10
