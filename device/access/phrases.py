"""Says short phrases of the screen with the kiosk's embedded voice, at once.

The narration's own voice (device.speech) runs in another process: a long text that it is given never delays a phrase.
Phrases are kept in memory and never written down, because a visitor may have typed one.
"""

from __future__ import annotations

import io
import logging
import threading
import wave
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from contract.museum import Pronunciation
from narration.speech.espeak import EspeakVoice
from narration.speech.recorded_words import WordSounds, no_word_sounds, with_recordings
from narration.speech.voice import LanguageNotSpokenError, Voice, VoiceError

log = logging.getLogger(__name__)

MOST_BYTES = 8_000_000  # of phrases in memory: three minutes of speech
# Brings espeak-ng's mean of -20.3 LUFS to the narration's -16. Levelling each phrase (narration.levelling) takes 0.03
# to 0.27 s on two busy cores; this takes 1 ms.
_GAIN = 10 ** (4.3 / 20)
_KNEE, _FULL_SCALE = 0.6, 32768.0


class PhraseVoice:
    """Makes phrases into sound. Thread-safe. The voice's process starts with the first phrase."""

    def __init__(
        self,
        open_voice: Callable[[], Voice] = EspeakVoice,
        most_bytes: int = MOST_BYTES,
        sounds: WordSounds = no_word_sounds,
    ) -> None:
        """`sounds`: where the recordings are that the museum's pronunciations name."""
        self._open_voice, self._sounds = open_voice, sounds
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._voice: Voice | None = None
        self._closed = False
        self._kept: OrderedDict[tuple[str, str, float], bytes] = OrderedDict()
        self._lexicon: tuple[Pronunciation, ...] = ()
        self._problem: str | None = None

    @property
    def problems(self) -> list[str]:
        """Why the screen can't be spoken, in a sentence for the technician; empty while it can."""
        problem = self._problem
        return [problem] if problem else []

    def pronounce(self, lexicon: Sequence[Pronunciation]) -> None:
        """Say what comes from now on with this museum's pronunciations."""
        with self._lock:
            self._lexicon = tuple(lexicon)
            self._kept.clear()

    def wav(self, text: str, language: str, pace: float, *, keep: bool) -> bytes | None:
        """Returns a WAV file; None where the voice can't say this. `keep`: the phrase may come again."""
        key = (text, language, pace)
        with self._lock:
            if (kept := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return kept
            if self._closed:
                return None
            voice = self._voice = self._voice or self._open_voice()
            lexicon = self._lexicon
        try:
            spoken = voice.speak(text, language, pace=pace, lexicon=lexicon)
            spoken = with_recordings(spoken, language, lexicon, self._sounds)
        except LanguageNotSpokenError as error:
            log.info("a phrase is not said: %s", error)
            return None
        except VoiceError as error:
            log.warning("a phrase is not said: %s", error)
            self._problem = f"The screen can't be spoken: {error}"
            return None
        self._problem = None
        made = _wav(_louder(spoken.samples), spoken.sample_rate)
        if keep:
            self._keep(key, made)
        return made

    def close(self) -> None:
        """End the voice's process."""
        with self._lock:
            self._closed = True
            voice, self._voice = self._voice, None
        if voice is not None:
            voice.close()

    def _keep(self, key: tuple[str, str, float], made: bytes) -> None:
        with self._lock:
            self._kept[key] = made
            total = sum(len(one) for one in self._kept.values())
            while total > self._most_bytes:
                total -= len(self._kept.popitem(last=False)[1])


def _louder(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return the samples louder by _GAIN. What would pass the knee is bent below -1 dBFS, not cut."""
    sound = samples.astype(np.float32) / _FULL_SCALE * _GAIN
    room = 0.89 - _KNEE
    over = np.abs(sound) - _KNEE
    bent = np.sign(sound) * (_KNEE + room * np.tanh(np.maximum(over, 0) / room))
    return (np.where(over > 0, bent, sound) * _FULL_SCALE).astype(np.int16)


def _wav(samples: NDArray[np.int16], sample_rate: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(sample_rate)
        written.writeframes(samples.astype("<i2").tobytes())
    return file.getvalue()
