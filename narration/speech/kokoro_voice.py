"""Kokoro-82M: a network that speaks English, French, Spanish and Italian (`pip install zaalgids[neural-voice]`).

Note: made for publishing, not for kiosks: it takes two thirds of the speech's length on one core, and 720 MB.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from contract.museum import Language, Level, Pronunciation
from narration.speech.alignment import find_times, trained_speech
from narration.speech.engine_process import EngineProcess
from narration.speech.espeak import EspeakVoice
from narration.speech.voice import LanguageNotSpokenError, Synthesis, VoiceError
from narration.spoken_form.spoken_text import spoken
from narration.subtitle_layout import reading_speed
from runtime.languages import primary_language

PACKAGE = "onnxruntime"
ENGINE = "narration.speech.kokoro_process"
LANGUAGES = frozenset({"en", "fr", "es", "it"})  # those of the model that espeak-ng's phonemes fit
_SIGNS: dict[str, int] = json.loads(
    Path(__file__).with_name("kokoro_signs.json").read_text(encoding="utf-8")
)
"""Phonemes and punctuation -> their numbers, as the model was trained (config.json of hexgrad/Kokoro-82M)."""
# At its own speed the model says 17 characters a second in these (13.5 in English), the most that a reader can follow:
# with less each block is not spoken again and again until its subtitles fit. Measured on two sentences a language.
_SPEEDS = {"fr": 0.86, "es": 0.86, "it": 0.86}
_LONGEST = 400  # phonemes a piece; the model takes 510
_CLAUSE = re.compile(r"[^,;:.!?…—]+[,;:.!?…—]*")
# What espeak-ng writes in two signs and the model knows as one; the vowels are those of English alone.
_JOINED = {"tʃ": "ʧ", "dʒ": "ʤ"}
_ENGLISH = {"eɪ": "A", "aɪ": "I", "aʊ": "W", "oʊ": "O", "əʊ": "Q", "ɔɪ": "Y"}


class KokoroVoice:
    """A Voice. Raises VoiceError when the extra, the model or the voice is missing.

    `phonemes`: says how words sound and when they do; it is closed with this voice.
    """

    can_slow = True

    def __init__(
        self,
        model: Path,
        voice: Path,
        phonemes: EspeakVoice,
        timeout: float = 300.0,
        niceness: int = 0,
    ) -> None:
        """`model`: the network (.onnx). `voice`: one of its voices (.bin)."""
        if find_spec(PACKAGE) is None:
            raise VoiceError("Kokoro needs onnxruntime. Install the extra `neural-voice`.")
        try:
            digest = hashlib.sha256(model.read_bytes() + voice.read_bytes()).hexdigest()[:12]
        except OSError as error:
            raise VoiceError(f"Kokoro can't be read: {error}") from error
        self.name = f"Kokoro {voice.stem} {digest}"
        self._stem, self._espeak = voice.stem, phonemes
        self._engine = EngineProcess(ENGINE, (str(niceness), str(model), str(voice)), timeout)

    def speak(
        self,
        text: str,
        language: Language,
        level: Level = Level.ADULT,
        *,
        pace: float = 1.0,
        block: str | None = None,
        lexicon: Sequence[Pronunciation] = (),
    ) -> Synthesis:
        """See Voice."""
        primary = primary_language(language)
        if primary not in LANGUAGES:
            raise LanguageNotSpokenError(f"Kokoro does not speak {language}")
        form = spoken(text, language, lexicon)
        share = reading_speed(language, level) / reading_speed(language, Level.ADULT)
        pieces = self.pieces(form.spoken, language)
        if not pieces:
            raise VoiceError(f"there is nothing to say in {text[:40]!r}")
        speed = _SPEEDS.get(primary, 1.0) * share * pace
        samples = self._engine.say({"pieces": pieces, "speed": speed})
        rate = self._engine.sample_rate
        found = find_times(self._espeak, text, language, samples, rate, lexicon)
        voice = f"Kokoro {self._engine.version} {self._stem}"
        return trained_speech(voice, text, form, samples, rate, found)

    def identity(self, block: str | None) -> str:
        """See Voice: the voice's name, and the content of model and voice."""
        return self.name

    def close(self) -> None:
        """End the child process and espeak-ng."""
        self._engine.close()
        self._espeak.close()

    def pieces(self, said_as: str, language: Language) -> list[list[int]]:
        """Return the model's numbers for a text: a list a sentence, long sentences in several."""
        pieces: list[list[int]] = [[]]
        for clause in _CLAUSE.findall(said_as):
            words = clause.rstrip(",;:.!?…—")
            mark = clause[len(words) :][:1]
            if not any(sign.isalnum() for sign in words):
                continue
            heard = self._espeak.phonemes(words, language)
            for two, one in (_JOINED | (_ENGLISH if language.startswith("en") else {})).items():
                heard = heard.replace(two, one)
            numbers = [_SIGNS[sign] for sign in heard.strip() + mark if sign in _SIGNS]
            for word in _words(numbers):
                if len(pieces[-1]) + len(word) >= _LONGEST:
                    pieces.append([])
                if pieces[-1]:
                    pieces[-1].append(_SIGNS[" "])
                pieces[-1] += word
            if mark in tuple(".!?…"):
                pieces.append([])
        return [piece for piece in pieces if piece]


def _words(numbers: Sequence[int]) -> list[list[int]]:
    """Return the numbers between spaces, so that a clause of any length can be cut."""
    words: list[list[int]] = [[]]
    for number in numbers:
        if number == _SIGNS[" "]:
            words.append([])
        else:
            words[-1].append(number)
    return [word for word in words if word]
