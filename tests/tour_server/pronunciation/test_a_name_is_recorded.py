"""Staff record how a name is said; it is heard, kept, published, taken away in a folder, and brought back."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from lxml import html
from msgspec.structs import replace

from contract.museum import Pronunciation
from contract.museum_folder import PRONUNCIATIONS, MuseumError, read_museum, write_museum
from narration.loudness import measure_loudness
from narration.sound_file import decode
from narration.speech.espeak import EspeakVoice
from tests.desk import Browser, Desk
from tour_server.catalogue.commands import check_museum
from tour_server.catalogue.museum_files import export_files, import_files
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.word_sound import LONGEST_WORD, WORD_RATE, word_sound
from tour_server.imports.formats.museum_zip import unpack_museum, write_museum_zip
from tour_server.publishing.release import CantPublishError
from tour_server.staff.permissions import Role
from tour_server.uploaded_sound import SoundRefusedError

ADDRESS = "/desk/pronunciation"
RING = {"written": "ring", "language": "nl", "spelling": "", "ipa": "", "recording": ""}
RATE = 44_100


@pytest.fixture
def editor(desk: Desk) -> Browser:
    return desk.colleague("els", Role.EDITOR)


@pytest.fixture(scope="module")
def ring() -> bytes:
    """The word as a person says it, with half a second of silence around it, as a recorder saves it."""
    voice = EspeakVoice(speaker="f3")
    said = voice.speak("rieng", "nl")
    voice.close()
    places = np.arange(0, len(said.samples), said.sample_rate / RATE)
    samples = np.interp(places, np.arange(len(said.samples)), said.samples / 4)
    quiet = np.zeros(RATE // 2)
    return sound_file(np.concatenate([quiet, samples, quiet]))


def sound_file(samples: np.ndarray, rate: int = RATE) -> bytes:  # type: ignore[type-arg]
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(samples.astype("<i2").tobytes())
    return file.getvalue()


def tone(seconds: float, level: float = 8000) -> np.ndarray:  # type: ignore[type-arg]
    return level * np.sin(np.arange(round(seconds * RATE)) * 0.03)


def lexicon(desk: Desk) -> list[Pronunciation]:
    return desk.parts.drafts.museum().site.lexicon


def send(browser: Browser, sound: bytes | None, to: str = "word", **fields: str):  # type: ignore[no-untyped-def]
    browser.get(f"{ADDRESS}/word")
    files = {} if sound is None else {"sound": (io.BytesIO(sound), "ring.wav")}
    return browser.post(f"{ADDRESS}/{to}", {**RING, **files, **fields})


def seconds(sound: bytes) -> float:
    with wave.open(io.BytesIO(sound)) as file:
        return file.getnframes() / file.getframerate()


def test_it_is_kept_listened_to_changed_and_removed(
    desk: Desk, editor: Browser, ring: bytes
) -> None:
    assert "microphone=(self)" in editor.get(f"{ADDRESS}/word").headers["Permissions-Policy"]
    assert send(editor, ring).status_code == 302
    (entry,) = lexicon(desk)
    assert (entry.written, entry.spelling) == ("ring", "ring")
    assert entry.recording
    stored = desk.parts.pictures.path(entry.recording).read_bytes()
    _, rate = decode(io.BytesIO(stored), form="wav")
    assert rate == WORD_RATE
    assert seconds(stored) < seconds(ring) - 0.6  # the silence is cut
    page = html.fromstring(editor.get(ADDRESS).text)
    (address,) = page.xpath("//a[@data-listen]/@href")
    alone = editor.get(address).data
    assert seconds(alone) == pytest.approx(seconds(stored), abs=0.02)
    assert measure_loudness(*decode(io.BytesIO(alone), form="wav")).lufs == pytest.approx(
        -16, abs=1
    )
    in_text = editor.get(f"{address}&in=text").data
    without = editor.get(f"{ADDRESS}/listen?written=ring&language=nl&in=text").data
    assert seconds(in_text) != seconds(without)
    fields = editor.fill_in(f"{ADDRESS}/word?language=nl&written=ring")
    editor.post(f"{ADDRESS}/word", fields | {"spelling": "rieng"})
    assert lexicon(desk) == [replace(entry, spelling="rieng")]
    removed = editor.post(f"{ADDRESS}/remove", language="nl", written="ring")
    assert lexicon(desk) == []
    page = html.fromstring(editor.get(removed.location).text)
    editor.post(
        f"{ADDRESS}/word", editor.fill_in(page.xpath("//a[text()='Add it again']/@href")[0])
    )
    assert lexicon(desk) == [replace(entry, spelling="rieng")]
    fields = editor.fill_in(f"{ADDRESS}/word?language=nl&written=ring")
    editor.post(f"{ADDRESS}/word", fields | {"no-recording": "on"})
    assert lexicon(desk) == [Pronunciation("ring", "nl", "rieng")]


def test_it_is_heard_before_it_is_kept(desk: Desk, editor: Browser, ring: bytes) -> None:
    alone = send(editor, ring, "listen")
    assert alone.mimetype == "audio/wav"
    assert 0.2 < seconds(alone.data) < 1.5
    in_text = send(editor, ring, "listen", **{"in": "text"})
    assert seconds(in_text.data) > 1.5
    wrong = send(editor, b"no sound", "listen")
    assert wrong.status_code == 422
    assert wrong.text == "This is no sound file: it has to be WAV, FLAC, MP3, M4A or Ogg."
    assert lexicon(desk) == []


@pytest.mark.parametrize(
    ("sound", "sentence"),
    [
        (b"PK a zip", "This is no sound file"),
        (b"RIFF\0\0\0\0WAVEfmt ", "It can't be read to its end"),
        (sound_file(tone(0.05)), "It is only 0.1 seconds long"),
        (sound_file(np.zeros(RATE)), "There is no speech to hear in it"),
        (
            sound_file(tone(LONGEST_WORD + 1)),
            "It sounds for 6 seconds, and a word takes 5 at most.",
        ),
        (sound_file(tone(70)), "It sounds for 70 seconds, and a word takes 5 at most."),
    ],
)
def test_a_wrong_file_gets_a_sentence(sound: bytes, sentence: str) -> None:
    with pytest.raises(SoundRefusedError, match=sentence):
        word_sound(sound)


def test_what_was_typed_stays_when_the_file_is_wrong(desk: Desk, editor: Browser) -> None:
    wrong = {
        "It sounds for 7 seconds": sound_file(tone(2.5), 16_000),
        "It is too loud": sound_file(tone(1, 90_000).clip(-32768, 32767)),
        "The file is empty.": b"",
    }
    for sentence, sound in wrong.items():
        answer = send(editor, sound, spelling="rieng")
        assert answer.status_code == 422
        assert sentence in html.fromstring(answer.text).text_content()
        assert 'value="rieng"' in answer.text
    assert lexicon(desk) == []


def test_a_good_recording_stays_while_another_field_is_wrong(
    desk: Desk, editor: Browser, ring: bytes
) -> None:
    answer = send(editor, ring, written="")
    assert answer.status_code == 422
    (kept,) = html.fromstring(answer.text).xpath("//input[@name='recording']/@value")
    assert desk.parts.pictures.path(kept).is_file()
    assert editor.post(f"{ADDRESS}/word", RING | {"recording": kept}).status_code == 302
    assert [one.recording for one in lexicon(desk)] == [kept]


def test_another_file_is_no_recording(desk: Desk, editor: Browser) -> None:
    picture = desk.parts.drafts.museum().works[0].media[0].file
    for name in ("../../secret.wav", "0" * 32 + "/gone.wav", "a", picture):
        answer = send(editor, None, recording=name)
        assert answer.status_code == 422
        assert "This recording is not there any more." in answer.text
    assert lexicon(desk) == []


def test_it_is_published_with_the_museum_and_its_texts_are_spoken_anew(
    desk: Desk, editor: Browser, ring: bytes
) -> None:
    send(editor, ring)
    (entry,) = lexicon(desk)
    desk.parts.publisher.publish("jan")
    release = desk.parts.releases.release()
    assert release is not None
    target = release.word_sounds[entry.recording or ""]
    stored = desk.parts.pictures.path(entry.recording or "")
    assert desk.parts.repository.path(target).read_bytes() == stored.read_bytes()
    assert list(desk.renderer.lexicon) == [entry]
    stored.unlink()
    with pytest.raises(CantPublishError) as refused:
        desk.parts.publisher.publish("jan")
    assert refused.value.problems == [
        "The recording of ring (nl) is not in the store. Record it again."
    ]


def test_it_goes_out_in_a_folder_and_a_zip_and_comes_back(
    desk: Desk, editor: Browser, ring: bytes, tmp_path: Path
) -> None:
    send(editor, ring)
    folder = tmp_path / "huis"
    museum = export_files(desk.parts.pictures, desk.parts.drafts.museum(), folder)
    write_museum(museum, folder)
    (file,) = (folder / PRONUNCIATIONS).iterdir()
    assert file.name == "ring.wav"
    write_museum_zip(folder, tmp_path / "huis.zip")
    unpack_museum(tmp_path / "huis.zip", tmp_path / "again")
    again = import_files(
        Pictures(tmp_path / "store"), read_museum(tmp_path / "again"), tmp_path / "again"
    )
    assert again.site.lexicon == lexicon(desk)  # the same content under the same name


def test_a_folders_recording_is_missing_or_wrong(
    desk: Desk, editor: Browser, ring: bytes, tmp_path: Path
) -> None:
    send(editor, ring)
    museum = export_files(desk.parts.pictures, desk.parts.drafts.museum(), tmp_path)
    write_museum(museum, tmp_path)
    file = tmp_path / PRONUNCIATIONS / "ring.wav"
    file.write_bytes(b"no sound")
    with pytest.raises(MuseumError, match=r"pronunciations/ring.wav: This is no sound file"):
        import_files(Pictures(tmp_path / "store"), read_museum(tmp_path), tmp_path)
    told = CliRunner().invoke(check_museum, [str(tmp_path)])
    assert told.exit_code == 1
    assert "pronunciations/ring.wav: This is no sound file" in told.output
    file.unlink()
    with pytest.raises(MuseumError, match=r"lexicon, ring: there is no pronunciations/ring.wav"):
        read_museum(tmp_path)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 48_000])
def test_what_was_converted_once_is_not_changed_again(rate: int) -> None:
    once = word_sound(sound_file(tone(1), rate)).wav
    assert word_sound(once).wav == once


def test_noise_at_the_end_of_a_long_silence_is_no_word() -> None:
    with pytest.raises(SoundRefusedError):
        word_sound(sound_file(np.concatenate([np.zeros(RATE), tone(0.01)])))


def test_who_may_not_write_hears_it_and_sends_none(
    desk: Desk, editor: Browser, ring: bytes
) -> None:
    send(editor, ring)
    technician = desk.colleague("tom", Role.TECHNICIAN)
    page = html.fromstring(technician.get(ADDRESS).text)
    assert technician.get(page.xpath("//a[@data-listen]/@href")[0]).mimetype == "audio/wav"
    files = {"sound": (io.BytesIO(ring), "ring.wav")}
    assert technician.post(f"{ADDRESS}/listen", {**RING, **files}).status_code == 403
