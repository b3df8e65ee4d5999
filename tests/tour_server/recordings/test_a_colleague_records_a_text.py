"""Recordings at the desk: kept, used first, of an earlier text, gone back to, deleted; and what is refused."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray

from contract.bundle import Speech
from narration.loudness import measure_loudness
from narration.sound_file import decode
from narration.speech.espeak import EspeakVoice
from tests.desk import Browser, Desk
from tests.waiting import until
from tour_server.backup.data_folder import kept_files
from tour_server.catalogue.parts import PartKind
from tour_server.events.event_log import EventFilter
from tour_server.recordings.recorded_first import published_takes
from tour_server.recordings.recordings import Recordings
from tour_server.staff.permissions import Role

RATE = 22_050


@pytest.fixture(scope="module")
def person() -> Iterator[EspeakVoice]:
    """Who reads aloud: another speaker than the aligner's own."""
    voice = EspeakVoice(speaker="f4")
    yield voice
    voice.close()


def wav(samples: NDArray[np.int16], rate: int = RATE) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(samples.tobytes())
    return file.getvalue()


def as_file(samples: NDArray[np.int16], form: str, codec: str, rate: int = 48_000) -> bytes:
    """Return the speech as another program or a browser would save it."""
    body = io.BytesIO()
    with av.open(body, "w", format=form) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, av.audio.stream.AudioStream)
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE
        size = stream.codec_context.frame_size or 1024
        to = av.AudioResampler(stream.codec_context.format, "mono", rate, size)
        for out in (*to.resample(frame), *to.resample(None), None):
            for packet in stream.encode(out):
                container.mux(packet)
    return body.getvalue()


def read_out(person: EspeakVoice, text: str, language: str = "nl") -> NDArray[np.int16]:
    spoken = person.speak(text, language)
    silence = np.zeros(RATE, np.int16)
    return np.concatenate([silence, spoken.samples // 2, silence])


def text_of(desk: Desk, key: str) -> str:
    museum = desk.parts.drafts.museum()
    return next(one.text for work in museum.works for one in work.blocks if one.key == key)


def record(
    browser: Browser, block: str, sound: bytes, text: str = "", speaker: str = "Anna"
) -> str:
    """Send what the page sends after Keep. Returns the problem, empty where it was kept."""
    browser.get("/desk/recordings")
    given = {"block": block, "text": text, "speaker": speaker}
    answer = browser.post("/desk/recordings/record", {"sound": (io.BytesIO(sound), "r"), **given})
    problem: str = (answer.json or {}).get("problem", "")
    assert answer.status_code == (422 if problem else 200), answer.text
    return problem


def find_times(desk: Desk) -> None:
    recordings = desk.parts.assembly.context.get(Recordings)
    with desk.parts.running():
        until(lambda: not recordings.lacking_times(), 30, what="the word times")


def published(desk: Desk) -> dict[str, Speech]:
    desk.parts.publisher.publish("Noor")
    release = desk.parts.releases.release()
    assert release is not None
    return {speech.block: speech for speech in release.speech}


@pytest.fixture
def anna(desk: Desk) -> Browser:
    return desk.colleague("Anna", Role.AUTHOR)


def test_a_recording_goes_first(desk: Desk, anna: Browser, person: EspeakVoice) -> None:
    text = text_of(desk, "ring-nl-1")
    before = published(desk)
    assert before["ring-nl-1"].machine_made
    assert record(anna, "ring-nl-1", wav(read_out(person, text)), text) == ""
    assert "Kept" in anna.get("/desk/recordings?work=ring&language=nl").text
    find_times(desk)
    page = anna.get("/desk/recordings?work=ring&language=nl").text
    assert "Read by Anna." in page
    assert "unlike" not in page
    after = published(desk)
    said = after["ring-nl-1"]
    assert (said.machine_made, said.voice) == (False, "recorded: Anna")
    assert after["lijn-nl-1"] == before["lijn-nl-1"]
    assert any(one.path.startswith("recordings/") for one in kept_files(desk.parts.data))
    samples, rate = decode(desk.parts.data / "bundles" / "targets" / _stored(desk, said.opus))
    assert abs(measure_loudness(samples, rate).lufs + 16) < 1
    spoken = person.speak(text, "nl")
    assert said.seconds == pytest.approx(spoken.seconds + 0.9, abs=0.4)  # the silence is cut down


def _stored(desk: Desk, target: str) -> str:
    """Return the file of a target: the repository puts a hash before its name."""
    folder = desk.parts.data / "bundles" / "targets"
    place = Path(target)
    return next(folder.glob(f"{place.parent}/*.{place.name}")).relative_to(folder).as_posix()


def test_the_text_changes_after_the_recording(
    desk: Desk, anna: Browser, person: EspeakVoice
) -> None:
    text = text_of(desk, "ring-nl-1")
    record(anna, "ring-nl-1", wav(read_out(person, text)), text)
    find_times(desk)
    part = desk.parts.drafts.get(PartKind.WORK, "ring")
    new = text.replace(".", ", zegt men.", 1)
    _rewrite(desk, new)
    page = anna.get("/desk/recordings?work=ring&language=nl").text
    assert "There is a recording of an earlier text. It is not used." in page
    assert part.version
    assert published(desk)["ring-nl-1"].machine_made
    anna.post("/desk/recordings/1/use", text=new)
    find_times(desk)
    assert "Read by Anna." in anna.get("/desk/recordings?work=ring&language=nl").text
    assert not published(desk)["ring-nl-1"].machine_made
    _rewrite(desk, new + " Nog eens.")
    assert anna.post("/desk/recordings/1/use", text=new).status_code == 409, "it changed since"


def _rewrite(desk: Desk, text: str) -> None:
    part = desk.parts.drafts.get(PartKind.WORK, "ring")
    blocks = [
        replace(one, text=text) if one.key == "ring-nl-1" else one for one in part.body.blocks
    ]
    desk.parts.drafts.put(
        PartKind.WORK, "ring", replace(part.body, blocks=blocks), part.version, "Noor"
    )


def test_an_earlier_take_is_used_again(desk: Desk, anna: Browser, person: EspeakVoice) -> None:
    text = text_of(desk, "ring-nl-1")
    record(anna, "ring-nl-1", wav(read_out(person, text)), text, speaker="First")
    record(anna, "ring-nl-1", wav(read_out(person, text)[::1] // 2), text, speaker="Second")
    find_times(desk)
    assert published(desk)["ring-nl-1"].voice == "recorded: Second"
    anna.post("/desk/recordings/1/use")
    assert published(desk)["ring-nl-1"].voice == "recorded: First"
    anna.post("/desk/recordings/1/stop")
    assert published(desk)["ring-nl-1"].machine_made
    anna.post("/desk/recordings/2/use")
    assert published(desk)["ring-nl-1"].voice == "recorded: Second"
    files = list((desk.parts.data / "recordings").glob("*/*"))
    anna.post("/desk/recordings/2/delete")
    assert published(desk)["ring-nl-1"].machine_made
    assert len(list((desk.parts.data / "recordings").glob("*/*"))) == len(files) - 1
    events = [event.kind for event in desk.parts.events.page(EventFilter(), None, 50)]
    assert {"recording-kept", "recording-chosen", "recording-not-used", "recording-deleted"} <= {
        *events
    }


def test_a_kept_recording_waits_for_a_publish(
    desk: Desk, anna: Browser, person: EspeakVoice
) -> None:
    """A restart makes the speech that a release lacks; who may only write must not publish by that."""
    published(desk)
    text = text_of(desk, "ring-nl-1")
    record(anna, "ring-nl-1", wav(read_out(person, text)), text)
    find_times(desk)
    desk.parts.publisher.follow(lambda: False, lambda done, of: None)
    release = desk.parts.releases.release()
    assert release is not None
    assert release.number == 1
    assert published(desk)["ring-nl-1"].voice == "recorded: Anna"
    recordings = desk.parts.assembly.context.get(Recordings)
    record(anna, "ring-nl-1", wav(read_out(person, text) // 2), text, speaker="Second")
    find_times(desk)
    anna.post("/desk/recordings/1/stop")
    release = desk.parts.releases.release()
    assert release is not None
    assert recordings.in_use() == {}
    (take,) = published_takes(recordings, release).values()
    assert take.speaker == "Anna", "what was published, after a restart too"
    lacking = replace(release, speech=[])
    assert published_takes(recordings, lacking) == {}


def clipped(person: EspeakVoice) -> NDArray[np.int16]:
    loud = person.speak("Dit is veel te hard opgenomen, beste mensen.", "nl").samples * 12.0
    return np.clip(loud, -32_768, 32_767).astype(np.int16)


HUM = (9_000 * np.sin(np.arange(3 * RATE) / 12)).astype(np.int16)
REFUSED = {
    "empty": (b"", "The file is empty."),
    "no samples": (wav(np.zeros(0, np.int16)), "only 0.0 seconds"),
    "a blink": (wav(HUM[:4000]), "only 0.2 seconds"),
    "silence": (wav(np.zeros(3 * RATE, np.int16)), "no speech to hear"),
    "one click": (wav(np.eye(1, 5 * RATE, RATE, dtype=np.int16)[0] * 30_000), "no speech to hear"),
    "a letter": (b"Dear colleague, here is my recording.", "no sound file"),
    "a playlist": (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "no sound file"),
    "a head alone": (wav(HUM)[:30], "can't be read"),
    "noise named flac": (b"fLaC" + bytes(range(256)) * 40, "can't be read"),
    "two hours": (wav(np.zeros(2 * 60 * 60 * 30, np.int16), 30), "longer than 10 minutes (120"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_bad_sound_gets_a_sentence(desk: Desk, anna: Browser, what: str) -> None:
    sound, sentence = REFUSED[what]
    assert sentence in record(anna, "ring-nl-1", sound)
    anna.post("/desk/recordings/files", {"files": (io.BytesIO(sound), "take.wav"), "work": "ring"})
    assert sentence in anna.get("/desk/recordings?work=ring&language=nl").text.replace("&#39;", "'")
    assert not list((desk.parts.data / "recordings").glob("*/*"))


def test_a_recording_that_is_too_loud_is_kept_and_said(
    desk: Desk, anna: Browser, person: EspeakVoice
) -> None:
    assert record(anna, "ring-nl-1", wav(clipped(person))) == ""
    find_times(desk)
    assert "too loud" in anna.get("/desk/recordings?work=ring&language=nl").text


@pytest.mark.parametrize(
    ("form", "codec"),
    [
        ("webm", "libopus"),
        ("ogg", "libopus"),
        ("flac", "flac"),
        ("mp3", "libmp3lame"),
        ("ipod", "aac"),
    ],
)
def test_a_file_of_any_usual_kind(
    desk: Desk, anna: Browser, person: EspeakVoice, form: str, codec: str
) -> None:
    sound = as_file(read_out(person, text_of(desk, "ring-nl-1")), form, codec)
    assert record(anna, "ring-nl-1", sound) == ""
    find_times(desk)
    assert "Read by Anna." in anna.get("/desk/recordings?work=ring&language=nl").text


def test_another_text_was_read(desk: Desk, anna: Browser, person: EspeakVoice) -> None:
    other = "Gisteren regende het de hele dag, en niemand van ons wilde nog naar buiten gaan."
    record(anna, "ring-nl-1", wav(read_out(person, other)))
    find_times(desk)
    page = anna.get("/desk/recordings?work=ring&language=nl").text
    assert "sounds unlike its text" in page or "sound unlike their text" in page
    assert "<mark>" in page


def test_files_are_shown_before_they_are_kept(
    desk: Desk, anna: Browser, person: EspeakVoice
) -> None:
    text = text_of(desk, "ring-nl-1")
    anna.get("/desk/recordings")
    sent = [
        (io.BytesIO(wav(read_out(person, text))), "Studio ring-nl-1 (2).wav"),
        (io.BytesIO(wav(read_out(person, text) // 2)), "take 1.wav"),
        (io.BytesIO(b"nothing"), "notes.txt"),
    ]
    anna.post("/desk/recordings/files", {"files": sent, "work": "ring", "language": "nl"})
    page = anna.get("/desk/recordings?work=ring&language=nl").text
    assert "Files that are not kept yet" in page
    assert "notes.txt: This is no sound file" in page
    assert "Files that are not" not in desk.colleague("Bram").get("/desk/recordings").text
    find_times(desk)
    assert published(desk)["ring-nl-1"].machine_made, "it was not kept"
    anna.get("/desk/recordings")
    anna.post("/desk/recordings/keep", {"to.1": "ring-nl-1", "to.2": "-", "to.99": "x"})
    find_times(desk)
    assert not published(desk)["ring-nl-1"].machine_made
    assert "Files that are not" not in anna.get("/desk/recordings").text


def test_a_reader_can_listen_and_not_record(desk: Desk, person: EspeakVoice) -> None:
    anna = desk.colleague("Anna", Role.AUTHOR)
    sound = wav(read_out(person, text_of(desk, "ring-nl-1")))
    record(anna, "ring-nl-1", sound)
    guest = desk.colleague("Piet", Role.PUBLISHER)
    page = guest.get("/desk/recordings?work=ring&language=nl")
    assert "microphone=(self)" in page.headers["Permissions-Policy"]
    assert "microphone=()" in guest.get("/desk").headers["Permissions-Policy"]
    assert guest.get("/desk/recordings/1/sound").data == sound
    assert guest.post("/desk/recordings/1/delete").status_code == 403
