"""A museum recorded how a name is said: the voice's sentence has that recording in its place, and nothing else."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from msgspec import structs
from numpy.typing import NDArray

from contract.museum import Block, Level, Pronunciation, Source
from narration.loudness import measure_loudness
from narration.rendered_blocks import AAC, OPUS, RenderedBlockStore, RenderingError
from narration.sound_file import decode
from narration.speech.alignment import find_times
from narration.speech.espeak import EspeakVoice
from narration.speech.recorded_words import with_recordings, word_loudness
from narration.speech.voice import Synthesis, VoiceError, WordTime
from narration.voice_renderer import VoiceRenderer

RATE = 24_000
TEXT = "The print by Escher, who was born in Leeuwarden, hangs here. Escher drew it in 1948."
ESCHER = Pronunciation("Escher", "en", "Esher", recording="escher.wav")
Samples = NDArray[np.int16]


@pytest.fixture(scope="module")
def voice() -> Iterator[EspeakVoice]:
    speaker = EspeakVoice()
    yield speaker
    speaker.close()


@pytest.fixture(scope="module")
def words(voice: EspeakVoice, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people who say "Escher", one after another's silence; other voices stand in for them."""
    folder = tmp_path_factory.mktemp("words")
    for name, text in (("escher.wav", "Esscher"), ("again.wav", "Mauritz Cornelis")):
        other = EspeakVoice(speaker="f2")
        said = other.speak(text, "nl")
        other.close()
        quiet = np.zeros(said.sample_rate // 3, np.int16)
        write(folder / name, np.concatenate([quiet, said.samples // 6, quiet]), said.sample_rate)
    return folder


def write(file: Path, samples: Samples, rate: int) -> None:
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(samples.astype("<i2").tobytes())


def sounding(samples: Samples) -> Samples:
    heard = np.flatnonzero(np.abs(samples.astype(int)) > 0.02 * np.abs(samples.astype(int)).max())
    return samples[heard[0] : heard[-1] + 1]


def likenesses(sound: Samples, sought: Samples) -> NDArray[np.float64]:
    """Return how alike (1 is the same but for its loudness) `sought` and the sound are from each sample on."""
    whole, part = sound.astype(float), sought.astype(float)
    size = 1 << (len(whole) + len(part)).bit_length()
    product = np.fft.irfft(np.fft.rfft(whole, size) * np.conj(np.fft.rfft(part, size)), size)
    energy = np.cumsum(np.concatenate([[0.0], whole**2]))
    places = np.arange(len(whole) - len(part) + 1)
    alike = product[places] / (
        np.sqrt((energy[places + len(part)] - energy[places]) * (part**2).sum()) + 1e-6
    )
    result: NDArray[np.float64] = alike
    return result


def heard_at(spoken: Synthesis, word: Samples) -> list[tuple[float, float]]:
    """Return (seconds, likeness) of the two places where a recording is heard best, apart from each other."""
    sought = sounding(word)
    alike, found = likenesses(spoken.samples, sought), []
    for _ in range(2):
        at = int(np.argmax(alike))
        found.append((at / spoken.sample_rate, float(alike[at])))
        alike[max(at - len(sought) // 2, 0) : at + len(sought) // 2] = 0
    return sorted(found)


def times(spoken: Synthesis, word: str) -> list[float]:
    return [one.seconds for one in spoken.words if spoken.text[one.start :][: one.length] == word]


def largest_step(samples: Samples) -> int:
    return int(np.abs(np.diff(samples.astype(int))).max())


def test_it_is_heard_in_its_place_as_loud_as_the_voice_and_without_a_click(
    voice: EspeakVoice, words: Path
) -> None:
    plain = voice.speak(TEXT, "en", lexicon=[ESCHER])
    spoken = with_recordings(plain, "en", [ESCHER], words.joinpath)
    word, _ = decode(words / "escher.wav", rate=spoken.sample_rate)
    found = heard_at(spoken, word)
    assert [likeness > 0.97 for _, likeness in found] == [True, True]
    assert [at for at, _ in found] == pytest.approx(times(spoken, "Escher"), abs=0.02)
    loudness = measure_loudness(plain.samples, plain.sample_rate).lufs
    begin = round(found[0][0] * spoken.sample_rate)
    place = spoken.samples[begin : begin + len(sounding(word))]
    assert word_loudness(place, spoken.sample_rate) == pytest.approx(loudness, abs=1)
    for at, _ in found:  # the joins: 30 ms before the word's sound, 50 ms after it
        ends = at + len(sounding(word)) / spoken.sample_rate
        for join in (at - 0.03, ends + 0.05):
            around = (
                round((join - 0.015) * spoken.sample_rate),
                round((join + 0.015) * spoken.sample_rate),
            )
            assert largest_step(spoken.samples[slice(*around)]) <= largest_step(plain.samples) / 2


def test_the_words_around_it_keep_their_sound_and_their_times_are_shifted(
    voice: EspeakVoice, words: Path
) -> None:
    plain = voice.speak(TEXT, "en", lexicon=[ESCHER])
    spoken = with_recordings(plain, "en", [ESCHER], words.joinpath)
    assert [one.start for one in spoken.words] == [one.start for one in plain.words]
    rate = plain.sample_rate
    for word in ("print", "born", "Leeuwarden", "hangs", "drew", "1948"):
        (before,), (after,) = times(plain, word), times(spoken, word)
        said = plain.samples[round(before * rate) : round((before + 0.15) * rate)]
        part = spoken.samples[round((after - 0.02) * rate) :][: len(said) + round(0.04 * rate)]
        alike = likenesses(part, said)
        assert int(np.argmax(alike)) / rate - 0.02 == pytest.approx(0, abs=0.002), word
        assert alike.max() > 0.9, word
    assert spoken.seconds - plain.seconds == pytest.approx(
        times(spoken, "1948")[0] - times(plain, "1948")[0], abs=0.02
    )


@pytest.mark.parametrize(
    ("text", "language", "heard"),
    [
        ("Escher", "en", 1),
        ("By Escher.", "en", 1),
        ("ESCHER and escher", "en", 0),  # an entry with capitals is found as it stands alone
        ("Escher’s stairs, Escher's hands, an Escher-like wall", "en", 0),
        ("Reescherton", "en", 0),
        ("Escher Escher", "en", 2),
        ("Escher", "nl", 0),
    ],
)
def test_it_is_used_for_the_whole_word_alone(
    voice: EspeakVoice, words: Path, text: str, language: str, heard: int
) -> None:
    plain = voice.speak(text, language, lexicon=[ESCHER])
    spoken = with_recordings(plain, language, [ESCHER], words.joinpath)
    word, _ = decode(words / "escher.wav", rate=spoken.sample_rate)
    if len(sounding(word)) >= len(spoken.samples):
        assert heard == 0
        return
    assert sum(likeness > 0.95 for _, likeness in heard_at(spoken, word)) == heard
    assert (spoken is plain) == (heard == 0)


def test_an_entry_in_small_letters_is_heard_at_the_beginning_of_a_sentence_too(
    voice: EspeakVoice, words: Path
) -> None:
    entry = replace_entry(written="kolam")
    plain = voice.speak("Kolam is drawn; a kolam fades.", "en", lexicon=[entry])
    spoken = with_recordings(plain, "en", [entry], words.joinpath)
    word, _ = decode(words / "escher.wav", rate=spoken.sample_rate)
    assert sum(likeness > 0.97 for _, likeness in heard_at(spoken, word)) == 2


def test_several_words_are_one_recording_and_keep_one_order(
    voice: EspeakVoice, words: Path
) -> None:
    entry = replace_entry(written="Maurits Cornelis", spelling="Maurits Cornelis")
    plain = voice.speak("So Maurits Cornelis Escher drew.", "en", lexicon=[ESCHER, entry])
    spoken = with_recordings(plain, "en", [ESCHER, entry], words.joinpath)
    moments = [one.seconds for one in spoken.words]
    assert moments == sorted(moments)
    assert len(moments) == len(plain.words)


def replace_entry(**fields: str) -> Pronunciation:
    return structs.replace(ESCHER, **fields)


def test_estimated_times_and_people_stay_as_they_are(words: Path) -> None:
    samples = np.full(RATE, 1000, np.int16)
    spoken = Synthesis("Escher", samples, RATE, (WordTime(0, 6, 0.0),), "x", True, estimated=True)
    assert with_recordings(spoken, "en", [ESCHER], words.joinpath) is spoken
    person = replace(spoken, machine_made=False, estimated=False)
    assert with_recordings(person, "en", [ESCHER], words.joinpath) is person


def test_a_voice_whose_times_were_found_by_ear_has_it_too(voice: EspeakVoice, words: Path) -> None:
    """As Kokoro and Piper do: another speaker, with the times that alignment found."""
    other = EspeakVoice(speaker="m3")
    said = other.speak(TEXT, "en", lexicon=[ESCHER])
    other.close()
    found = find_times(voice, TEXT, "en", said.samples, said.sample_rate, [ESCHER])
    aligned = replace(said, words=found.words, trained=True)
    spoken = with_recordings(aligned, "en", [ESCHER], words.joinpath)
    word, _ = decode(words / "escher.wav", rate=spoken.sample_rate)
    places = heard_at(spoken, word)
    assert [likeness > 0.97 for _, likeness in places] == [True, True]
    assert [at for at, _ in places] == pytest.approx(times(spoken, "Escher"), abs=0.02)


@pytest.mark.parametrize("file", ["gone", "empty", "damaged"])
def test_a_recording_that_cannot_be_read_is_not_passed_over(
    voice: EspeakVoice, tmp_path: Path, file: str
) -> None:
    def sound(name: str) -> Path:
        if file == "gone":
            raise KeyError(name)
        (tmp_path / name).write_bytes(b"" if file == "empty" else b"RIFF....WAVEfmt ")
        return tmp_path / name

    plain = voice.speak(TEXT, "en", lexicon=[ESCHER])
    with pytest.raises(VoiceError, match="the recording of “Escher”"):
        with_recordings(plain, "en", [ESCHER], sound)
    renderer = VoiceRenderer(voice, sounds=sound)
    renderer.pronounce([ESCHER])
    with pytest.raises(RenderingError, match="the recording of “Escher”"):
        renderer.render(block(), tmp_path)


def block(text: str = TEXT) -> Block:
    return Block(
        key="a",
        theme="a",
        level=Level.ADULT,
        language="en",
        text=text,
        sources=[Source("a", "b")],
        written_by="jan",
    )


def test_the_files_are_as_loud_as_all_speech_and_made_anew_when_it_changes(
    voice: EspeakVoice, words: Path, tmp_path: Path
) -> None:
    renderer = VoiceRenderer(voice, sounds=words.joinpath)
    store = RenderedBlockStore(tmp_path)
    renderer.pronounce([ESCHER])
    made = store.make(block(), renderer)
    for file in (OPUS, AAC):
        loudness = measure_loudness(*decode(made.folder / file))
        assert loudness.lufs == pytest.approx(-16, abs=1)
        assert loudness.peak_dbtp <= -1
    names = [store.name(block(), renderer), store.name(block("No name here."), renderer)]
    renderer.pronounce([replace_entry(recording="again.wav")])
    changed = store.make(block(), renderer)
    assert store.name(block("No name here."), renderer) == names[1]
    assert changed.name != names[0]
    assert changed.facts.seconds > made.facts.seconds
    renderer.pronounce([Pronunciation("Escher", "en", "Esher")])
    assert len({store.name(block(), renderer), changed.name, made.name}) == 3


def test_a_long_steady_sound_in_a_short_sentence_is_levelled_too(
    voice: EspeakVoice, tmp_path: Path
) -> None:
    """The limiter takes almost nothing back of it: steps that count on that went too far, and back again."""
    tone = 8000 * np.sin(np.arange(3 * RATE) * 0.1)
    write(tmp_path / "escher.wav", tone.astype(np.int16), RATE)
    renderer = VoiceRenderer(voice, sounds=tmp_path.joinpath)
    renderer.pronounce([replace_entry(written="kolam", spelling="kolam")])
    renderer.render(block("A kolam fades."), tmp_path)
    assert measure_loudness(*decode(tmp_path / OPUS)).lufs == pytest.approx(-16, abs=1)
