"""Renders one narration block in memory: its speech, its words with their times, and both sets of subtitles.

Note: a subtitle that is too fast can't be mended by cutting the text differently, only by speaking more slowly. So the
voice speaks the text again, a little slower each time, until the reading limit holds. Synthetic speech ends abruptly
after its last word; some silence is added, in which the visitor can finish reading the last cue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from contract.museum import Level, Pronunciation
from contract.timed_text import TimedText
from narration.speech.recorded_words import WordSounds, no_word_sounds, with_recordings
from narration.speech.voice import Synthesis, Voice
from narration.subtitle_layout import Layout, limits
from narration.subtitle_rules import Violation, violations
from narration.subtitles import Cue, divided
from narration.timed_text import timed_text

_SILENCE_SECONDS = 0.6
# The last two are for sentences of very short words: one block in a thousand of the Museum of Pattern.
_PACES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65)


@dataclass(frozen=True)
class SubtitledSpeech:
    """What a kiosk or a phone plays and shows. `too_fast`: cues that no pace could mend, for staff to see."""

    synthesis: Synthesis
    language: str
    level: Level
    timed_text: TimedText
    landscape: tuple[Cue, ...]
    portrait: tuple[Cue, ...]
    too_fast: tuple[Violation, ...]


def speak_with_subtitles(
    voice: Voice,
    text: str,
    language: str,
    level: Level = Level.ADULT,
    block: str | None = None,
    lexicon: Sequence[Pronunciation] = (),
    sounds: WordSounds = no_word_sounds,
) -> SubtitledSpeech:
    """Speak `text` with `voice`, slowly enough for readers of this level. Raises VoiceError.

    `lexicon`: the museum's own pronunciations. `sounds`: where the recordings are that it names.
    """
    paces = _PACES if voice.can_slow else _PACES[:1]
    best: SubtitledSpeech | None = None
    for pace in paces:
        synthesis = voice.speak(text, language, level, pace=pace, block=block, lexicon=lexicon)
        synthesis = with_recordings(synthesis, language, lexicon, sounds)
        if synthesis.machine_made:
            silence = np.zeros(round(_SILENCE_SECONDS * synthesis.sample_rate), np.int16)
            synthesis = replace(synthesis, samples=np.concatenate([synthesis.samples, silence]))
        speech = _subtitled(synthesis, language, level)
        if best is None or len(speech.too_fast) < len(best.too_fast):
            best = speech
        if not speech.too_fast or not synthesis.machine_made:
            break  # a person's recording is not synthesis again
    if best is None:
        raise AssertionError("there is at least one pace")
    return best


def _subtitled(synthesis: Synthesis, language: str, level: Level) -> SubtitledSpeech:
    timed = timed_text(synthesis, language, level)
    shown: dict[Layout, tuple[Cue, ...]] = {}
    too_fast: list[Violation] = []
    for layout in Layout:
        room = limits(language, level, layout)
        shown[layout] = tuple(divided(timed, room))
        too_fast += [
            violation
            for violation in violations(list(shown[layout]), room)
            if violation.rule in ("characters_per_second", "seconds_per_word")
        ]
    return SubtitledSpeech(
        synthesis=synthesis,
        language=language,
        level=level,
        timed_text=timed,
        landscape=shown[Layout.LANDSCAPE],
        portrait=shown[Layout.PORTRAIT],
        too_fast=tuple(too_fast),
    )
