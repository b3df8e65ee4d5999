"""espeak-ng in a child process: the voice that needs no set-up and no network.

Note: espeak-ng may crash, hang or be killed at any moment, and the caller must not notice. The child process starts
when it is first needed, has a time limit for each text and is restarted when it dies. A text that ends it twice gives
a VoiceError.

espeak-ng reads Japanese in kana only; for a kanji it says "Chinese letter". Such a text is refused.
"""

from __future__ import annotations

import json
import re
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np

from contract.museum import Language, Level, Pronunciation
from narration.speech.child_frames import (
    ChildGoneError,
    end_child,
    read_frame,
    start_child,
    write_frame,
)
from narration.speech.spoken_words import written_times
from narration.speech.voice import (
    LanguageNotSpokenError,
    Synthesis,
    VoiceError,
    WordTime,
    orderly,
)
from narration.speech.voice_tags import spoken_by
from narration.spoken_form.spoken_text import SpokenText, spoken
from narration.subtitle_layout import reading_speed
from runtime.languages import primary_language

# Words a minute at which espeak-ng 1.52 speaks about 14.5 characters a second, pauses included (ar: 9.7, ja: 4):
# under the reading limit for adults, with a margin for quick passages. Measured on four sentences a language; its own
# default of 175 gives 15.5 to 20.8. Other languages get the slowest rate of the alphabetic ones.
_RATES = {
    "nl": 163,
    "en": 161,
    "fr": 122,
    "de": 161,
    "es": 160,
    "ar": 165,
    "ja": 84,
    "zh": 175,
    "yue": 175,
    "ko": 175,
    "th": 175,
}
_DEFAULT_RATE = 122
_SLOWEST, _FASTEST = 80, 450  # what espeak-ng accepts
_UNREADABLE = {"ja": re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MAX_CHARACTERS = 20_000  # a block has 6,000 or fewer


_Answer = TypeVar("_Answer")


class EspeakVoice:
    """A Voice. `timeout`: seconds that one text may take. `niceness`: of the child process, 0 to 19.

    `speaker`: one of espeak-ng's other speakers, such as f2, to measure with.

    Speaking takes about 0.01 of the speech's length on a desktop, an assumed 0.1 on a Raspberry Pi 4.
    """

    name = "espeak-ng"
    can_slow = True

    def __init__(self, timeout: float = 20.0, niceness: int = 0, speaker: str = "") -> None:
        self._timeout = timeout
        self._niceness = niceness
        self._speaker = f"+{speaker}" if speaker else ""
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._sample_rate = 0
        self._version = ""
        self._voices: dict[str, str] = {}  # the tag of each language that has one
        self._closed = False

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
        """See Voice. Raises LanguageNotSpokenError, or VoiceError when the child died twice over this text."""
        form = spoken(text, language, lexicon)
        request = _request(form.spoken, language, level, pace)
        return self._twice(lambda: self._say(form, language, request))

    def phonemes(self, said_as: str, language: Language) -> str:
        """Return the phonemes (IPA) of a text that is in spoken form already. Raises as `speak` does."""
        request = {**_request(said_as, language, Level.ADULT, 1.0), "phonemes": True}
        return self._twice(lambda: self._phonemes(language, request))

    def _twice(self, ask: Callable[[], _Answer]) -> _Answer:
        """Ask the child; when it goes, start another and ask once more."""
        with self._lock:
            if self._closed:
                raise VoiceError("the voice has been closed")
            try:
                return ask()
            except ChildGoneError:
                self._end_child()  # something else may have ended it: try once more with a new process
            if self._closed:
                raise VoiceError("the voice was closed while it spoke")
            try:
                return ask()
            except ChildGoneError as error:
                self._end_child()
                raise VoiceError(f"espeak-ng stopped twice over one text: {error}") from error

    def identity(self, block: str | None) -> str:
        """See Voice: the same for every block."""
        return self.name

    def close(self) -> None:
        """End the child process at once, even while another thread speaks."""
        self._closed = True
        if (child := self._child) is not None:
            child.kill()
        with self._lock:
            self._end_child()

    @property
    def process_id(self) -> int | None:
        """Process id of the child while it runs, for monitoring and for tests that kill it."""
        return self._child.pid if self._child is not None else None

    def _say(self, form: SpokenText, language: Language, request: dict[str, Any]) -> Synthesis:
        until = time.monotonic() + self._timeout
        child = self._child or self._start_child(until)
        voice = self._voice(language) + self._speaker
        write_frame(child, json.dumps({**request, "voice": voice}).encode())
        audio = bytearray()
        times: list[tuple[int, int, int]] = []
        kind, body = read_frame(child, until)
        while kind != b"D":
            if kind == b"A":
                audio += body
            elif kind == b"W":
                times = json.loads(body)
            elif kind == b"E":
                raise LanguageNotSpokenError(json.loads(body)["message"])
            else:
                raise ChildGoneError(f"it sent a frame {kind!r} of an unknown kind")
            kind, body = read_frame(child, until)
        samples = np.frombuffer(bytes(audio), dtype="<i2").astype(np.int16)
        if not len(samples):
            raise VoiceError(f"espeak-ng made no sound of {form.written[:40]!r}")
        seconds = len(samples) / self._sample_rate
        words = [WordTime(start, length, ms / 1000) for start, length, ms in times]
        in_order = orderly(words, form.spoken, seconds)
        return Synthesis(
            text=form.written,
            samples=samples,
            sample_rate=self._sample_rate,
            words=written_times(form, in_order),
            voice=f"espeak-ng {self._version} {voice}",
            machine_made=True,
            said_as=form.spoken,
        )

    def _phonemes(self, language: Language, request: dict[str, Any]) -> str:
        until = time.monotonic() + self._timeout
        child = self._child or self._start_child(until)
        write_frame(child, json.dumps({**request, "voice": self._voice(language)}).encode())
        kind, body = read_frame(child, until)
        if kind == b"E":
            raise LanguageNotSpokenError(json.loads(body)["message"])
        if kind != b"P":
            raise ChildGoneError(f"it sent a frame {kind!r} where phonemes were asked for")
        phonemes: str = json.loads(body)
        kind, _ = read_frame(child, until)
        if kind != b"D":
            raise ChildGoneError(f"it ended with a frame {kind!r}")
        return phonemes

    def _voice(self, language: Language) -> str:
        """Returns the name of the voice that speaks a language. Raises LanguageNotSpokenError."""
        tag = spoken_by(language, self._voices)
        if tag is None:
            raise LanguageNotSpokenError(f"espeak-ng has no voice for {language}")
        return self._voices[tag]

    def _start_child(self, until: float) -> subprocess.Popen[bytes]:
        self._child = child = start_child("narration.speech.espeak_process", str(self._niceness))
        kind, body = read_frame(child, until)
        if kind != b"H":
            raise ChildGoneError(f"it began with a frame {kind!r}")
        hello = json.loads(body)
        self._sample_rate, self._version = hello["sample_rate"], hello["version"]
        self._voices = hello["voices"]
        return child

    def _end_child(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            end_child(child)


def _request(text: str, language: str, level: Level, pace: float) -> dict[str, Any]:
    """Return the request for the child. Raises VoiceError for a text that espeak-ng can't speak."""
    if not text.strip():
        raise VoiceError("there is nothing to say")
    if len(text) > _MAX_CHARACTERS:
        raise VoiceError(f"the text has {len(text)} characters; {_MAX_CHARACTERS} at most")
    primary = primary_language(language)
    unreadable = _UNREADABLE.get(primary)
    if unreadable is not None and (found := unreadable.search(text)):
        raise LanguageNotSpokenError(
            f"espeak-ng can't read {found.group()} in {language}: it reads kana only. "
            "Write the text in kana, record it, or choose another voice."
        )
    share = reading_speed(language, level) / reading_speed(language, Level.ADULT)
    rate = round(_RATES.get(primary, _DEFAULT_RATE) * share * pace)
    return {
        "text": _CONTROL.sub(" ", text),
        "rate": min(max(rate, _SLOWEST), _FASTEST),
    }
