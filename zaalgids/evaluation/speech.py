"""`zaalgids evaluate speech`: speaks texts and prints what the engine was given, how it sounds, and word times."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

import click

from contract.museum import Level, Pronunciation
from contract.museum_folder import MuseumError, read_museum
from narration.encoding import EncodingError
from narration.loudness import measure_loudness
from narration.rendered_blocks import OPUS
from narration.sound_file import SoundFileError, decode
from narration.speech.espeak import EspeakVoice
from narration.speech.settings import EspeakSettings, GttsSettings, open_voice
from narration.speech.voice import Synthesis, Voice, VoiceError, sounding_until
from narration.speech_files import write_speech
from zaalgids.evaluation.text_list import read_texts

_WORD = re.compile(r"\S*\w\S*")


@dataclass(frozen=True)
class SpokenWordTimes:
    """A written word, and from when to when it is said, in seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class PhraseResult:
    """What became of one text. `phonemes`: IPA, where the engine tells it; null elsewhere."""

    text: str
    language: str
    voice: str
    said_as: str
    phonemes: str | None
    lufs: float
    peak_dbtp: float
    words: list[SpokenWordTimes]


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--voice",
    "engine",
    type=click.Choice(["espeak-ng", "gtts"]),
    default="espeak-ng",
    help="The engine that speaks.",
)
@click.option(
    "--museum",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A museum's folder, for its own pronunciations.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON on standard output.")
@click.option("--report", type=click.Path(path_type=Path), help="Also write a page with the texts.")
def speech(
    file: Path, engine: str, museum: Path | None, as_json: bool, report: Path | None
) -> None:
    """Speak the texts in FILE (CSV with the columns text,language) and tell what the engine was given."""
    rows = read_texts(file)
    lexicon = _lexicon(museum)
    try:
        voice = open_voice(GttsSettings() if engine == "gtts" else EspeakSettings())
    except VoiceError as error:
        raise click.ClickException(str(error)) from error
    try:
        results = [evaluate_phrase(voice, text, language, lexicon) for text, language in rows]
    except (VoiceError, EncodingError, SoundFileError) as error:
        raise click.ClickException(str(error)) from error
    finally:
        voice.close()
    if report is not None:
        try:
            report.write_text(_page(file.name, results), encoding="utf-8")
        except OSError as error:
            raise click.ClickException(f"{report}: {error}") from error
    if as_json:
        click.echo(json.dumps({"phrases": [asdict(one) for one in results]}, ensure_ascii=False))
        return
    for one in results:
        click.echo(f"{one.language}  {one.text}\n    {one.said_as}")


def evaluate_phrase(
    voice: Voice, text: str, language: str, lexicon: Sequence[Pronunciation] = ()
) -> PhraseResult:
    """Speak one text as publishing does, and measure the file. Raises VoiceError, EncodingError, SoundFileError."""
    synthesis = voice.speak(text, language, Level.ADULT, lexicon=lexicon)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / OPUS
        write_speech(synthesis, file, None)
        loudness = measure_loudness(*decode(file))
    phonemes = (
        voice.phonemes(synthesis.said_as, language) if isinstance(voice, EspeakVoice) else None
    )
    return PhraseResult(
        text=text,
        language=language,
        voice=synthesis.voice,
        said_as=synthesis.said_as,
        phonemes=phonemes,
        lufs=round(loudness.lufs, 2),
        peak_dbtp=round(loudness.peak_dbtp, 2),
        words=word_times(synthesis),
    )


def word_times(synthesis: Synthesis) -> list[SpokenWordTimes]:
    """Return the words of the written text, each from its first to its last sound."""
    found = list(_WORD.finditer(synthesis.text))
    starts = [
        synthesis.time_of(
            word.start()
            + next(at for at, sign in enumerate(word.group()) if sign.isalnum() or sign == "_")
        )
        for word in found
    ]
    ends = [*starts[1:], synthesis.seconds]
    return [
        SpokenWordTimes(
            word.group(), round(start, 3), round(sounding_until(synthesis, start, end), 3)
        )
        for word, start, end in zip(found, starts, ends, strict=True)
    ]


def _lexicon(museum: Path | None) -> Sequence[Pronunciation]:
    if museum is None:
        return ()
    try:
        return read_museum(museum).site.lexicon
    except MuseumError as error:
        raise click.ClickException(str(error)) from error


def _page(name: str, results: Sequence[PhraseResult]) -> str:
    """Return the report as HTML: a row a text."""
    rows = "".join(
        f"<tr><td lang={one.language}>{escape(one.text)}<td>{one.language}<td>{escape(one.said_as)}"
        f"<td>{escape(one.phonemes or '')}<td>{one.lufs}<td>{one.peak_dbtp}"
        for one in results
    )
    return (
        '<!doctype html><meta charset="utf-8"><title>Speech</title><style>body{font:18px/1.45 serif;'
        "background:#F7F5F0;color:#1C1B19;margin:3em}td,th{padding:.4em 1.5em .4em 0;text-align:left;"
        "vertical-align:top;border-bottom:1px solid #D9D4C7}</style>"
        f"<h1>{escape(name)}</h1><p>{len(results)} texts.</p>"
        "<table><tr><th>Written<th>Language<th>What the engine is given<th>Phonemes<th>LUFS<th>dBTP</tr>"
        f"{rows}</table>\n"
    )
