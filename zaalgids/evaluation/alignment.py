"""`zaalgids evaluate alignment`: how far the word times that alignment finds are from those of the engine.

espeak-ng speaks each text with another speaker and at another speed than the aligner's own reference, noise is laid
over it, and the aligner gets the sound alone. Its times are then compared with the engine's.

Note: both are of one engine, which gives a word the same sounds. Speech of people and of other engines differs more:
with `--marks` the times are compared with what somebody marked by eye (zaalgids.evaluation.marked_words).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import click
import numpy as np

from narration.speech.alignment import align
from narration.speech.espeak import EspeakVoice
from narration.speech.voice import VoiceError
from zaalgids.evaluation.marked_words import MarkedClip, MarkedWordsError, marked_clips
from zaalgids.evaluation.text_list import read_texts

# Two women, two men and another way of making sound, slower and faster.
_SPEAKERS = (("f2", 1.0), ("m3", 0.85), ("f4", 1.2), ("m7", 0.95), ("klatt", 1.1))
_NOISE = 60.0  # deviation of the noise, of 32,767: 54 dB below full scale, a quiet room


@dataclass(frozen=True)
class AlignmentResult:
    """The errors in one language, in milliseconds, without their sign. `missed`: words that only one of both timed.

    `language` is empty where it sums up several. `part`, `speaker` and `voice`: of marked clips (see MarkedClip).
    """

    language: str
    texts: int
    words: int
    missed: int
    ms_median: float
    ms_p90: float
    ms_p95: float
    ms_max: float
    percent_within_100_ms: float
    part: str = ""
    speaker: str = ""
    voice: str = ""


@click.command()
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False
)
@click.option(
    "--marks",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with clips.csv, marks.csv and sounds, in the place of FILE.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON on standard output.")
def alignment(file: Path | None, marks: Path | None, as_json: bool) -> None:
    """Find the word times of the texts in FILE (CSV with the columns text,language) by ear, and measure the error."""
    if (file is None) == (marks is None):
        raise click.UsageError("Give either FILE or --marks FOLDER.")
    try:
        voices: list[AlignmentResult] = []
        if marks is not None:
            clips = marked_clips(marks)
            results = evaluate_marks(clips, by=("language",))
            voices = evaluate_marks(clips, by=("language", "part", "speaker", "voice"))
            voices += evaluate_marks(clips, by=("part", "speaker"))
        else:
            results = evaluate_alignment(read_texts(file or Path()))
    except (VoiceError, MarkedWordsError) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        marked = {"voices": [asdict(one) for one in voices]} if marks is not None else {}
        click.echo(json.dumps({"languages": [asdict(one) for one in results]} | marked))
        return
    for one in [*results, *voices]:
        name = "  ".join(filter(None, (one.language, one.part, one.speaker, one.voice)))
        click.echo(
            f"{name}  {one.texts} texts, {one.words} words, {one.missed} missed: "
            f"median {one.ms_median} ms, 90 % within {one.ms_p90} ms, 95 % within {one.ms_p95} ms, "
            f"at most {one.ms_max} ms, {one.percent_within_100_ms} % within 100 ms"
        )


def evaluate_marks(clips: Sequence[MarkedClip], by: tuple[str, ...]) -> list[AlignmentResult]:
    """Sum up the errors of marked clips. `by`: the fields of MarkedClip that each result stands for."""
    groups: dict[tuple[str, ...], list[MarkedClip]] = {}
    for clip in clips:
        groups.setdefault(tuple(getattr(clip, field) for field in by), []).append(clip)
    results: list[AlignmentResult] = []
    for names, group in sorted(groups.items()):
        errors = [error for clip in group for error in clip.errors]
        if errors:
            missed = sum(clip.missed for clip in group)
            named = dict(zip(by, names, strict=True))
            results.append(
                replace(
                    result(named.get("language", ""), len(group), missed, errors),
                    part=named.get("part", ""),
                    speaker=named.get("speaker", ""),
                    voice=named.get("voice", ""),
                )
            )
    return results


def evaluate_alignment(rows: Sequence[tuple[str, str]]) -> list[AlignmentResult]:
    """Measure the aligner on (text, language). Returns a result a language, in the order of the languages' names.

    Raises VoiceError.
    """
    rng = np.random.default_rng(0)
    errors: dict[str, list[float]] = {}
    missed: dict[str, int] = {}
    reference = EspeakVoice()
    speakers = [(EspeakVoice(speaker=name), pace) for name, pace in _SPEAKERS]
    try:
        for at, (text, language) in enumerate(rows):
            speaker, pace = speakers[at % len(speakers)]
            spoken = speaker.speak(text, language, pace=pace)
            noisy = spoken.samples + rng.normal(0, _NOISE, len(spoken.samples))
            heard = np.clip(noisy, -32768, 32767).astype(np.int16)
            found = align(reference, text, language, heard, spoken.sample_rate)
            truth = {word.start: word.seconds for word in spoken.words}
            times = {word.start: word.seconds for word in found}
            missed[language] = missed.get(language, 0) + len(truth.keys() ^ times.keys())
            errors.setdefault(language, []).extend(
                1000 * abs(times[start] - truth[start]) for start in truth.keys() & times.keys()
            )
    finally:
        reference.close()
        for speaker, _ in speakers:
            speaker.close()
    return [
        result(
            language,
            sum(one == language for _, one in rows),
            missed[language],
            errors[language],
        )
        for language in sorted(errors)
    ]


def result(language: str, texts: int, missed: int, errors: Sequence[float]) -> AlignmentResult:
    """Sum up errors in milliseconds, with or without their sign, of one or more words."""
    sizes = np.abs(errors)
    return AlignmentResult(
        language=language,
        texts=texts,
        words=len(errors),
        missed=missed,
        ms_median=round(float(np.median(sizes)), 1),
        ms_p90=round(float(np.percentile(sizes, 90)), 1),
        ms_p95=round(float(np.percentile(sizes, 95)), 1),
        ms_max=round(float(sizes.max()), 1),
        percent_within_100_ms=round(100 * float((sizes < 100).mean()), 1),
    )
