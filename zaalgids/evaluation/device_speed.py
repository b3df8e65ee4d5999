"""Measures how fast this machine recognises, counts and speaks: with the kiosk's own parts, without camera or network.

The frames come from the virtual gallery and the virtual doorway; the works are drawn from a fixed seed. One thread is
used, as a kiosk's `threads` is by default. Recognition and counting are measured in processor time, because other
programs may run on this machine; speech, which another process makes, in wall time.

Note: the steps' shares come from a second pass under Python's profiler, which slows Python's own code and not the
libraries. The whole is measured without it.
"""

from __future__ import annotations

import cProfile
import pstats
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2

from contract.museum import Language
from device.camera.camera import Image
from device.camera.doorway import DoorwayCamera, line
from device.camera.gallery import GalleryCamera, hang
from device.footfall.counter import DETECT_FROM, Counter
from device.footfall.line import CountingLine
from models import model_file
from models import recogniser as recogniser_module
from models.features import combine_references
from models.people import PersonDetector
from models.recogniser import Recogniser
from narration.speech.settings import EspeakSettings, open_voice
from narration.speech.voice import Voice, VoiceError
from runtime.kept_memory import keep_freed_memory
from zaalgids.evaluation.enrol_pictures import EnrolmentSource, enrolled
from zaalgids.simulation.drawn_pictures import drawn_pictures

ALL, OTHER = "all", "other"
SEED = 1
SIZE_PX = (640, 480)  # of the frames
GALLERY_FPS, DOORWAY_FPS = 12.0, 10.0  # as both virtual cameras have by default
GALLERY_STEP_SECONDS = (
    11.0  # between two frames that are recognised, so that several works are seen
)
PEOPLE_PER_MINUTE = 30.0  # through the virtual doorway: two or three are in view at a time
WARM_UP_FRAMES = 3  # not measured: the libraries allocate memory at their first frames
SENTENCES: tuple[tuple[Language, str], ...] = (
    ("nl", "Dit patroon is getekend met één lijn, die nergens begint en nergens eindigt."),
    ("en", "This pattern is drawn with a single line that begins nowhere and ends nowhere."),
    ("de", "Dieses Muster ist mit einer einzigen Linie gezeichnet, ohne Anfang und ohne Ende."),
)

Say = Callable[[str], None]


def recognition_ms(works: int, frames: int, say: Say) -> dict[str, float]:
    """Returns the mean milliseconds a frame: `all`, and each step of recognition by the name of its module.

    `works`: references to recognise among, at least 1. What no module of `models` does is `other`. Raises
    MissingModelError, NoInferenceError.
    """
    say(f"Drawing and enrolling {works} works.")
    with tempfile.TemporaryDirectory(prefix="zaalgids-device-") as folder:
        for number, picture in enumerate(drawn_pictures(works, SEED)):
            cv2.imwrite(str(Path(folder) / f"{number:05}.png"), picture)
        files = sorted(Path(folder).glob("*.png"))
        sources = [EnrolmentSource(file.stem, file.name, file) for file in files]
        features = combine_references(enrolled(sources, 1))
        wall = hang(Path(folder))
        camera = GalleryCamera(wall, SEED, GALLERY_FPS, SIZE_PX, time.monotonic, time.sleep)
        seen = [
            camera.draw(number * GALLERY_STEP_SECONDS) for number in range(frames + WARM_UP_FRAMES)
        ]
    recogniser = Recogniser(features)
    say(f"Recognising in {frames} frames, twice.")
    for frame in seen[:WARM_UP_FRAMES]:
        recogniser.recognise(frame)
    whole = _mean_ms(lambda frame, _number: recogniser.recognise(frame), seen[WARM_UP_FRAMES:])
    profile = cProfile.Profile(time.process_time)
    for frame in seen[WARM_UP_FRAMES:]:
        profile.runcall(recogniser.recognise, frame)
    shares = _shares_by_step(pstats.Stats(profile))
    steps = {step: round(whole * share, 2) for step, share in shares.items()}
    return {ALL: round(whole, 2), **steps}


def footfall_ms(frames: int, say: Say) -> float:
    """Returns the mean milliseconds a frame of counting where the detector runs on every frame.

    Raises MissingModelError, NoInferenceError.
    """
    say(f"Counting people in {frames} frames.")
    camera = DoorwayCamera(
        SEED, DOORWAY_FPS, PEOPLE_PER_MINUTE, SIZE_PX, time.monotonic, time.sleep
    )
    seen = [camera.draw(number / DOORWAY_FPS) for number in range(frames + WARM_UP_FRAMES)]
    detector = PersonDetector(model_file.path(model_file.PERSON_DETECTOR), threshold=DETECT_FROM)
    counter = Counter(detector.detect, CountingLine(*line(*SIZE_PX)))
    for number, frame in enumerate(seen[:WARM_UP_FRAMES]):
        counter.feed(frame, number / DOORWAY_FPS)
    return round(
        _mean_ms(
            lambda frame, number: counter.feed(frame, (WARM_UP_FRAMES + number) / DOORWAY_FPS),
            seen[WARM_UP_FRAMES:],
        ),
        2,
    )


def speech_realtime_factor(say: Say, voice: Voice | None = None) -> float | None:
    """Returns the seconds that a second of speech takes to synthesise; None, and a sentence, without an engine.

    `voice`: espeak-ng without one. It is closed.
    """
    say("Speaking.")
    try:
        spoken = voice or open_voice(EspeakSettings())
    except VoiceError as error:
        say(f"Nothing can be spoken here: {error}")
        return None
    try:
        for language, sentence in SENTENCES:  # the engine starts, and loads each language
            spoken.speak(sentence, language)
        began = time.perf_counter()
        made = [spoken.speak(sentence, language) for language, sentence in SENTENCES]
        took = time.perf_counter() - began
    except VoiceError as error:
        say(f"Nothing can be spoken here: {error}")
        return None
    finally:
        spoken.close()
    return round(took / sum(len(one.samples) / one.sample_rate for one in made), 4)


def as_a_kiosk() -> None:
    """Set this process as `zaalgids kiosk` sets its own: one thread for pictures, freed memory kept."""
    cv2.setNumThreads(1)
    keep_freed_memory()


def _mean_ms(run: Callable[[Image, int], object], frames: Sequence[Image]) -> float:
    began = time.process_time()
    for number, frame in enumerate(frames):
        run(frame, number)
    return (time.process_time() - began) * 1000 / len(frames)


def _shares_by_step(stats: pstats.Stats) -> dict[str, float]:
    """Returns the share of the whole time that each module took, of those that models/recogniser.py calls.

    The largest come first. They add up to 1 with what is left for `other`.
    """
    steps_file = recogniser_module.__file__
    modules = Path(steps_file).parent
    seconds: dict[str, float] = defaultdict(float)
    for (file, _line, _name), (_calls, _times, _own, _all, callers) in stats.stats.items():  # type: ignore[attr-defined]
        if Path(file).parent == modules and file != steps_file:
            for (caller, _, _), (_, _, _, with_callees) in callers.items():
                if caller == steps_file:
                    seconds[Path(file).stem] += with_callees
    in_steps = sum(seconds.values())
    # The profiler rounds each call, so that the steps can take more than the whole.
    total = max(stats.total_tt, in_steps)  # type: ignore[attr-defined]
    shares = {step: took / total for step, took in seconds.items()}
    return dict(sorted(shares.items(), key=lambda one: -one[1])) | {OTHER: 1 - in_steps / total}
