"""What a kiosk shows in new software before its slot is kept: cameras, model, voice, screen, broker, memory, heat."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract.museum import Block
from device.updates import trial_checks
from device.updates.trial_watch import STARTING_SECONDS, TIMES, TrialWatch, ill
from narration.rendered_blocks import RenderingError, RenderingFacts
from narration.speech.settings import EspeakSettings, open_voice
from narration.speech.voice import VoiceError
from narration.voice_renderer import VoiceRenderer

FROZEN = Path(__file__).resolve().parents[2] / "frozen" / "v1" / "features"


def test_cameras() -> None:
    assert trial_checks.cameras_deliver(lambda: {"camera-1": "ok"})() == ""
    assert trial_checks.cameras_deliver(dict)() == "", "a kiosk may have none"
    lost = trial_checks.cameras_deliver(lambda: {"camera-1": "ok", "camera-2": "trouble"})
    assert lost() == "No pictures come from camera-2."


@pytest.mark.parametrize(
    ("memory", "words"),
    [
        ((1_000_000_000, 500_000_000), ""),
        ((None, None), ""),
        ((1_000_000_000, 30_000_000), "Only 30 MB of memory are left."),
    ],
)
def test_memory(memory: tuple[int | None, int | None], words: str) -> None:
    assert trial_checks.memory_left(lambda: memory)() == words


@pytest.mark.parametrize(
    ("celsius", "words"), [(60.0, ""), (None, ""), (91.4, "Its processor has 91 °C.")]
)
def test_heat(celsius: float | None, words: str) -> None:
    assert trial_checks.cool(lambda: celsius)() == words


def test_screen_and_broker() -> None:
    assert trial_checks.screen_watched(lambda: True)() == ""
    assert trial_checks.screen_watched(lambda: False)() == "No browser shows the kiosk's page."
    assert trial_checks.connected(lambda: True)() == ""
    assert trial_checks.connected(lambda: False)() == "The broker is not connected."


def test_a_voice_that_speaks() -> None:
    check = trial_checks.speaks(
        lambda: VoiceRenderer(open_voice(EspeakSettings()), for_phones=False), "nl"
    )
    assert check() == ""


class BrokenVoice:
    def pronounce(self, lexicon: object) -> None: ...

    def identity(self, block: Block) -> str:
        return "broken"

    def render(self, block: Block, folder: Path) -> RenderingFacts:
        raise RenderingError("espeak-ng has crashed")

    def close(self) -> None: ...


def test_a_voice_that_does_not() -> None:
    check = trial_checks.speaks(BrokenVoice, "nl")
    assert check() == "Its voice does not speak: espeak-ng has crashed"

    def no_voice() -> VoiceRenderer:
        raise VoiceError("espeak-ng is not installed")

    assert "not installed" in trial_checks.speaks(no_voice, "nl")()


def test_what_has_worked_is_not_asked_again() -> None:
    answers = iter(["It is warming up.", ""])
    check = trial_checks.once(lambda: next(answers))
    assert [check(), check(), check()] == ["It is warming up.", "", ""]


def test_a_kiosk_without_a_release_has_nothing_to_recognise() -> None:
    assert trial_checks.recognises(lambda: None, dict, 1)() == ""


def test_a_work_is_recognised_in_its_own_picture() -> None:
    pictures = {"flat-0": FROZEN / "flat.0.flat-0.jpg"}
    check = trial_checks.recognises(lambda: FROZEN / "flat.features", lambda: pictures, 1)
    assert check() == ""


def test_no_work_is_recognised_in_the_picture_of_another() -> None:
    pictures = {"flat-0": FROZEN / "body.0.vase.jpg"}
    check = trial_checks.recognises(lambda: FROZEN / "flat.features", lambda: pictures, 1)
    assert check() == "No work is recognised in its own picture."


class Watched:
    def __init__(self, minutes: float = 15, ill_before: tuple[str, ...] = ()) -> None:
        self.wrong = {"camera": "", "speech": ""}
        self.at = 60.0
        checks = {name: lambda name=name: self.wrong[name] for name in self.wrong}
        self.watch = TrialWatch(checks, ill_before, minutes, lambda: self.at)

    def turns(self, minutes: float) -> list[bool | None]:
        passed = []
        for _ in range(round(minutes * 6)):
            self.at += 10
            passed.append(self.watch.turn().passed)
        return passed


def test_it_has_to_be_well_for_all_the_minutes() -> None:
    watched = Watched()
    assert set(watched.turns(15)) == {None}
    assert watched.turns(0.4)[-1] is True


def test_a_break_begins_the_minutes_again() -> None:
    watched = Watched()
    watched.turns(14)
    watched.wrong["camera"] = "No pictures come from camera-1."
    assert watched.turns(0.2) == [None]
    watched.wrong["camera"] = ""
    assert set(watched.turns(15)) == {None}
    assert True in watched.turns(1)


def test_it_fails_when_it_was_never_well_for_long_enough() -> None:
    watched = Watched()
    watched.wrong["speech"] = "Its voice does not speak."
    limit = (STARTING_SECONDS + TIMES * 15 * 60) / 60
    assert set(watched.turns(limit - 2)) == {None}
    result = [watched.turns(1) for _ in range(2)][-1]
    assert result[-1] is False
    assert watched.watch.turn().words == "Its voice does not speak."


def test_what_was_ill_before_is_left_out() -> None:
    watched = Watched(minutes=1, ill_before=("camera",))
    watched.wrong["camera"] = "No pictures come from camera-1."
    assert True in watched.turns(2)


def test_a_check_that_breaks_has_failed() -> None:
    def breaks() -> str:
        raise ZeroDivisionError

    assert ill({"model": breaks}) == {"model": "The check of model broke: ZeroDivisionError."}
