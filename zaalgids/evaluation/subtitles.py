"""`zaalgids evaluate subtitles`: checks a subtitle file against the rules of readability.

Note: violations are the result, not an error. The exit code is 0 whenever the file could be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from html import escape
from pathlib import Path

import click

from contract.museum import Level
from narration.sound_file import SoundFileError
from narration.subtitle_layout import Layout, limits
from narration.subtitle_rules import RULES, Violation, silent_screens, violations
from narration.subtitles import Cue
from narration.webvtt import SubtitleError, read
from zaalgids.evaluation.sounding import WordsError, sounding_by_words, sounding_in_audio


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--language", required=True, help="The language it is in: nl, en, ar, ja …")
@click.option(
    "--audience",
    type=click.Choice([level.value for level in Level]),
    default=Level.ADULT.value,
    help="Who reads it.",
)
@click.option(
    "--layout",
    type=click.Choice([layout.value for layout in Layout]),
    default=Layout.LANDSCAPE.value,
    help="The shape of the screen.",
)
@click.option(
    "--words",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="When each word is said, to find where the voice sounds without a subtitle: JSON or CSV with text, start and "
    "end in seconds, as evaluate speech prints them, or a release's .words.json.",
)
@click.option(
    "--audio",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The sound, to find the same by ear.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON on standard output.")
@click.option(
    "--report", type=click.Path(path_type=Path), help="Also write a page of what is wrong."
)
def subtitles(
    file: Path,
    language: str,
    audience: str,
    layout: str,
    words: Path | None,
    audio: Path | None,
    as_json: bool,
    report: Path | None,
) -> None:
    """Check the subtitles in FILE (WebVTT) against the rules of reading."""
    try:
        cues = read(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file}: WebVTT is UTF-8, and this is not.") from error
    except (SubtitleError, OSError) as error:
        raise click.ClickException(f"{file}: {error}") from error
    found = violations(cues, limits(language, Level(audience), Layout(layout)))
    for sounding in _sounding(words, audio):
        found += silent_screens(cues, sounding)
    found.sort(key=lambda one: one.cue)
    if report is not None:
        try:
            report.write_text(_page(file.name, cues, found), encoding="utf-8")
        except OSError as error:
            raise click.ClickException(f"{report}: {error}") from error
    if as_json:
        result = {"cues": len(cues), "violations": [asdict(violation) for violation in found]}
        click.echo(json.dumps(result, ensure_ascii=False))
        return
    click.echo(f"{len(cues)} cues, {len(found)} violations")
    for violation in found:
        click.echo(f"cue {violation.cue}: {_sentence(violation)}")


def _sounding(words: Path | None, audio: Path | None) -> Iterator[list[tuple[float, float]]]:
    """Yield when the voice sounds, by each file that was given. Raises click.ClickException."""
    try:
        if words is not None:
            yield sounding_by_words(words)
        if audio is not None:
            yield sounding_in_audio(audio)
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{words}: this is not a text in UTF-8.") from error
    except (WordsError, SoundFileError, OSError) as error:
        raise click.ClickException(str(error)) from error


def _sentence(violation: Violation) -> str:
    """Returns the violation in words."""
    return (
        f"{RULES[violation.rule]}: {violation.value:g}, where {violation.limit:g} is the limit "
        f"({violation.rule})"
    )


def _page(name: str, cues: list[Cue], found: list[Violation]) -> str:
    """Returns the report as HTML: a row for each cue that breaks a rule, with its time, its lines and the sentences."""
    wrong: dict[int, list[str]] = {}
    for violation in found:
        wrong.setdefault(violation.cue, []).append(_sentence(violation))
    rows = "".join(
        f"<tr><td>{number}<td>{cues[number - 1].start:.3f}–{cues[number - 1].end:.3f} s"
        f"<td>{'<br>'.join(map(escape, cues[number - 1].lines))}"
        f"<td>{'<br>'.join(map(escape, sentences))}"
        for number, sentences in wrong.items()
    )
    return (
        '<!doctype html><meta charset="utf-8"><title>Subtitles</title><style>body{font:18px/1.45 serif;'
        "background:#F7F5F0;color:#1C1B19;margin:3em}td,th{padding:.4em 1.5em .4em 0;text-align:left;"
        "vertical-align:top;border-bottom:1px solid #D9D4C7}</style>"
        f"<h1>{escape(name)}</h1><p>{len(cues)} cues, {len(found)} violations.</p>"
        f"<table><tr><th>Cue<th>Time<th>Lines<th>What is wrong</tr>{rows}</table>\n"
    )
