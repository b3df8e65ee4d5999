"""The child program that holds espeak-ng: `python -m narration.speech.espeak_process [niceness]`.

It is a process of its own because espeak-ng is GPL C code: the licence stays on its side of the pipe, and a crash of
espeak-ng ends only this process.

Note: no other module of ours may import this one, and only frames may reach its standard output.

A frame is one letter, four bytes of length (big-endian), and that many bytes.
In:   `S` {"text", "voice", "rate": words a minute}, to speak, or with "phonemes": true to say only how it would be
      spoken
Out:  `H` {"sample_rate", "version", "voices": each language's tag, with the name of its voice} once, at the start
      `A` int16 samples, little-endian, as they come
      `W` [[start, length, milliseconds], …] as espeak-ng reports them, characters from 0
      `P` "…" the phonemes of the text, in the International Phonetic Alphabet
      `D` {} done, or `E` {"message"} for a voice that it does not have
It ends when its standard input does, so it never outlives the program that started it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path
from typing import Any, BinaryIO

import espeakng_loader

from narration.speech.engine_frames import read_request, send, write_frame

# From espeak-ng's speak_lib.h.
_RETRIEVAL = 1  # samples come to the callback, none are played
_UTF8 = 1
_RATE = 1
_IPA = 2  # of espeak_TextToPhonemes
_END, _WORD = 0, 1
_CALLBACK_MS = 1000  # of sound a callback: each callback wakes both processes, and the caller waits for all of it


class _Id(ctypes.Union):
    _fields_ = (
        ("number", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("string", ctypes.c_char * 8),
    )


class _Event(ctypes.Structure):
    """espeak_EVENT. `text_position` counts characters from 1."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


class _Voice(ctypes.Structure):
    """espeak_VOICE. `languages`: for each language one byte of priority, 0 to 127, the best first, and its tag."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.POINTER(ctypes.c_char)),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("reserved", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class _Library:
    """libespeak-ng through ctypes; writes frames to `out` while it synthesises. Its state is global: one a process."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._words: list[tuple[int, int, int]] = []
        self._library = ctypes.CDLL(str(espeakng_loader.get_library_path()))
        data = Path(espeakng_loader.get_data_path())
        # The library keeps its data path in a buffer too short for a deep virtual environment (it failed at
        # 170 characters), so it gets a relative one. Changing the folder affects only this process.
        os.chdir(data.parent)
        self.sample_rate: int = self._library.espeak_Initialize(
            _RETRIEVAL, _CALLBACK_MS, data.name.encode(), 0
        )
        if self.sample_rate <= 0:
            raise RuntimeError(f"espeak-ng finds no data in {data}")
        self._library.espeak_Info.restype = ctypes.c_char_p
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        self.version: str = self._library.espeak_Info(None).decode()
        self._callback = _CALLBACK(self._collect)  # kept: the library holds a bare pointer to it
        self._library.espeak_SetSynthCallback(self._callback)

    def voices(self) -> dict[str, str]:
        """Returns the languages that its voices declare, each with the name of the voice that has it first."""
        found: dict[str, tuple[int, str]] = {}
        voices = self._library.espeak_ListVoices(None)
        index = 0
        while voices[index]:
            voice = voices[index].contents
            name = voice.identifier.decode().rpartition("/")[2]
            for priority, tag in _languages(voice):
                found[tag] = min(found.get(tag, (priority, name)), (priority, name))
            index += 1
        return {tag: name for tag, (_, name) in sorted(found.items())}

    def say(self, text: str, voice: str, rate: int) -> None:
        """Write the frames of one text. Raises LookupError for a voice that it does not have."""
        self._choose(voice)
        self._library.espeak_SetParameter(_RATE, rate, 0)
        self._words.clear()
        body = text.encode() + b"\0"
        self._library.espeak_Synth(body, len(body), 0, 1, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        write_frame(self._out, b"W", self._words)

    def phonemes(self, text: str, voice: str) -> None:
        """Write the frame with the phonemes of a text. Raises as `say` does."""
        self._choose(voice)
        rest = ctypes.pointer(ctypes.cast(ctypes.c_char_p(text.encode()), ctypes.c_void_p))
        clauses: list[str] = []
        while rest.contents.value:  # it moves on by a clause a call, and is null at the end
            clauses.append((self._library.espeak_TextToPhonemes(rest, _UTF8, _IPA) or b"").decode())
        write_frame(self._out, b"P", " ".join(filter(None, clauses)))

    def _choose(self, voice: str) -> None:
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise LookupError(f"espeak-ng has no voice {voice}")

    def _collect(self, samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            try:
                sound = ctypes.string_at(samples, count * 2)
                send(self._out, b"A", sound)
            except BrokenPipeError:
                return 1  # the parent has gone: stop synthesising
        index = 0
        while events[index].type != _END:
            event = events[index]
            if event.type == _WORD:
                self._words.append((event.text_position - 1, event.length, event.audio_position))
            index += 1
        return 0


def _languages(voice: _Voice) -> list[tuple[int, str]]:
    """Returns the priorities and tags of the languages that a voice has."""
    found = []
    at = 0
    while (priority := voice.languages[at][0]) != 0 or at == 0:
        tag = ctypes.string_at(ctypes.addressof(voice.languages.contents) + at + 1)
        found.append((priority, tag.decode()))
        at += len(tag) + 2
    return found


def main() -> None:
    """Answer requests until standard input ends."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C is for the parent; this process ends with its input
    os.nice(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # the library's own output must not be read as a frame
    library = _Library(out)
    hello = {
        "sample_rate": library.sample_rate,
        "version": library.version,
        "voices": library.voices(),
    }
    write_frame(out, b"H", hello)
    while (request := read_request(sys.stdin.buffer)) is not None:
        try:
            if request.get("phonemes"):
                library.phonemes(request["text"], request["voice"])
            else:
                library.say(request["text"], request["voice"], request["rate"])
        except LookupError as error:
            write_frame(out, b"E", {"message": str(error)})
        else:
            write_frame(out, b"D", {})


if __name__ == "__main__":
    main()
