"""Puts a museum's recordings of single words into a machine's speech, in the place of what the voice says there.

The voice has said the whole text, with the spelling of the word in its place, so the sentence keeps its melody. The
word is cut out by the voice's own word times, the recording gets the loudness of the voice, and both are cross-faded.

Note: a recording replaces a word only where it stands alone and the voice says when it and the next word begin. In
"Escher's" and "d'Escher", and where word times are estimated, the spelling is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contract.museum import Language, Pronunciation
from narration.loudness import integrated_loudness
from narration.sound_file import SoundFileError, decode
from narration.speech.recorded import sounding_part
from narration.speech.voice import Synthesis, VoiceError, WordTime, orderly, sounding_until
from narration.spoken_form.spoken_text import entry_places

WordSounds = Callable[[str], Path]
"""Returns where the recording of this name is, a WAV file. Raises KeyError where there is none."""

_BEFORE, _AFTER = 0.03, 0.05  # seconds of a recording around its sound, for the cross-fades
_FADE_SECONDS = 0.01
_WINDOW_SECONDS = 0.005  # in which the quietest place for a cut is looked for
# How far a cut may be from the word's time. espeak-ng's own times are exact; aligned ones are 30 to 50 ms off in the
# median (decision 0027).
_REACH_SECONDS, _ALIGNED_REACH_SECONDS = 0.01, 0.04
_FULL_SCALE = 32_000.0
_ATTACHED_BEFORE = re.compile(r"\w[’'‐-]$")
_ATTACHED_AFTER = re.compile(r"[’'‐-]\w")
_Sound = NDArray[np.float32]


def no_word_sounds(file: str) -> Path:
    """A WordSounds of speech that has no museum. Raises KeyError."""
    raise KeyError(file)


@dataclass(frozen=True)
class _Cut:
    """A word to be replaced: its place in the text, and the samples of the voice from `first` up to `last`."""

    start: int
    end: int
    first: int
    last: int
    entry: Pronunciation


def with_recordings(
    spoken: Synthesis, language: Language, lexicon: Sequence[Pronunciation], sounds: WordSounds
) -> Synthesis:
    """Return machine-made speech with the recordings of the lexicon in it, and the word times of what then sounds.

    Raises VoiceError for a recording that is missing or can't be read.
    """
    if not spoken.machine_made or spoken.estimated or not any(one.recording for one in lexicon):
        return spoken
    cuts = _cuts(spoken, language, lexicon)
    if not cuts:
        return spoken
    loudness = integrated_loudness(spoken.samples, spoken.sample_rate)
    pieces: list[_Sound] = []
    reached, half = 0, _samples(_FADE_SECONDS, spoken) // 2
    for cut in cuts:
        pieces.append(_voice_piece(spoken, reached, cut.first, half))
        pieces.append(_recording(cut.entry, sounds, spoken.sample_rate, loudness))
        reached = cut.last
    pieces.append(_voice_piece(spoken, reached, len(spoken.samples), half))
    joined, begins = _joined(pieces, 2 * half)
    highest = float(np.abs(joined).max(initial=0.0))
    if highest > _FULL_SCALE:
        joined = joined * (_FULL_SCALE / highest)  # levelling makes all of it louder again
    samples = np.round(joined).astype(np.int16)
    words = _times(spoken, cuts, begins, half, [len(piece) for piece in pieces])
    seconds = len(samples) / spoken.sample_rate
    return replace(spoken, samples=samples, words=orderly(words, spoken.text, seconds))


def word_loudness(samples: NDArray[np.int16], rate: int) -> float:
    """Return the loudness of a recorded word without the silence around it, in LUFS."""
    first, last = sounding_part(samples, rate, 0.0, 0.0)
    return integrated_loudness(samples[first:last], rate)


def _cuts(spoken: Synthesis, language: Language, lexicon: Sequence[Pronunciation]) -> list[_Cut]:
    """Return the words that have a recording and that can be cut out, in their order."""
    text, found = spoken.text, list[_Cut]()
    timed = {word.start: word for word in spoken.words}
    reach = _samples(_ALIGNED_REACH_SECONDS if spoken.trained else _REACH_SECONDS, spoken)
    for start, end, entry in entry_places(text, language, lexicon):
        attached = _ATTACHED_BEFORE.search(text[:start]) or _ATTACHED_AFTER.match(text[end:])
        word = timed.get(start)
        following = next((one for one in spoken.words if one.start >= end), None)
        between = text[end : following.start if following else len(text)]
        if not entry.recording or attached or word is None or re.search(r"\w", between):
            continue
        until = following.seconds if following else spoken.seconds
        last = round(sounding_until(spoken, word.seconds, until) * spoken.sample_rate)
        first = round(word.seconds * spoken.sample_rate)
        if last <= first:
            continue  # the voice says nothing there
        first = _quietest(spoken, first, reach) if first else 0
        last = _quietest(spoken, last, reach) if last < len(spoken.samples) else last
        found.append(_Cut(start, end, first, max(last, first), entry))
    return found


def _voice_piece(spoken: Synthesis, first: int, last: int, half: int) -> _Sound:
    """Return the voice from a cut to the next one, `half` samples more at both ends; nothing where the cuts meet."""
    if last - first <= half:
        return np.zeros(0, np.float32)
    return _floats(spoken.samples[max(first - half, 0) : last + half])


def _quietest(spoken: Synthesis, at: int, reach: int) -> int:
    """Return the sample near `at` around which the voice is quietest."""
    window = _samples(_WINDOW_SECONDS, spoken)
    begin = max(at - reach - window // 2, 0)
    part = _floats(spoken.samples[begin : at + reach + window // 2])
    if len(part) <= window:
        return at
    energy = np.convolve(part**2, np.ones(window, np.float32), mode="valid")
    return begin + window // 2 + int(np.argmin(energy))


def _recording(
    entry: Pronunciation, sounds: WordSounds, sample_rate: int, loudness: float
) -> _Sound:
    """Return the recording at the voice's sample rate and as loud as the voice. Raises VoiceError."""
    try:
        samples, _ = decode(sounds(entry.recording or ""), form="wav", rate=sample_rate)
    except KeyError as error:
        raise VoiceError(f"the recording of “{entry.written}” is not there") from error
    except SoundFileError as error:
        raise VoiceError(f"the recording of “{entry.written}”: {error}") from error
    if not samples.any():
        raise VoiceError(f"the recording of “{entry.written}” is silent")
    gain = 10 ** ((loudness - word_loudness(samples, sample_rate)) / 20)
    first, last = sounding_part(samples, sample_rate, _BEFORE, _AFTER)
    lead = round(_BEFORE * sample_rate) - int(_onset(samples, sample_rate) - first)
    quiet = np.zeros(max(lead, 0), np.float32)  # where the file begins with its sound
    return np.concatenate([quiet, _floats(samples[first:last]) * np.float32(gain)])


def _onset(samples: NDArray[np.int16], rate: int) -> int:
    return sounding_part(samples, rate, 0.0, 0.0)[0]


def _joined(pieces: Sequence[_Sound], fade: int) -> tuple[_Sound, list[int]]:
    """Return the pieces one after the other, each faded into the next, and the sample at which each begins."""
    made, begins = pieces[0], [0]
    for piece in pieces[1:]:
        over = min(fade, len(made), len(piece))
        rising = ((np.arange(over) + 0.5) / max(over, 1)).astype(np.float32)
        crossed = made[len(made) - over :] * (1 - rising) + piece[:over] * rising
        begins.append(len(made) - over)
        made = np.concatenate([made[: len(made) - over], crossed, piece[over:]])
    return made, begins


def _times(
    spoken: Synthesis,
    cuts: Sequence[_Cut],
    begins: Sequence[int],
    half: int,
    lengths: Sequence[int],
) -> list[WordTime]:
    """Return the words of the speech with the times at which they sound among the recordings.

    `begins`, `lengths`: of the pieces of voice and recording in turn, in samples; each piece of the voice begins `half`
    before the end of the last cut.
    """
    rate, moved = spoken.sample_rate, list[WordTime]()
    for word in spoken.words:
        at = sum(cut.start <= word.start for cut in cuts)  # cuts that begin before it, or with it
        cut = cuts[at - 1] if at else None
        sample = word.seconds * rate
        if cut is not None and word.start < cut.end:
            sounding = lengths[2 * at - 1] - (_BEFORE + _AFTER) * rate
            share = (sample - cut.first) / max(cut.last - cut.first, 1)
            inside = min(max(share, 0.0), 1.0) if word.start > cut.start else 0.0
            sample = begins[2 * at - 1] + _BEFORE * rate + inside * sounding
        elif cut is not None:
            sample = begins[2 * at] + sample - max(cut.last - half, 0)
        moved.append(replace(word, seconds=sample / rate))
    return moved


def _samples(seconds: float, spoken: Synthesis) -> int:
    return round(seconds * spoken.sample_rate)


def _floats(samples: NDArray[np.int16]) -> _Sound:
    return samples.astype(np.float32)
