"""`zaalgids publish`: the drafts as a release, where the server is not running. At the desk there is a button."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runtime.arithmetic_threads import limit
from runtime.settings_file import SettingsError, read_settings

if TYPE_CHECKING:
    from tour_server.publishing.publisher import Job


@click.command()
@click.option(
    "--settings", type=click.Path(path_type=Path), help="The server's TOML file of settings."
)
@click.option("--data", help="The server's data folder.")
@click.option("--note", default="", help="A word on what has changed.")
@click.option(
    "--words-only",
    is_flag=True,
    help="End when the words are out; the server makes the rest of the speech when it runs.",
)
def publish(settings: Path | None, data: str | None, note: str, words_only: bool) -> None:
    """Publish the drafts as a release, and after it the speech that takes longer."""
    limit(1)  # on a busy machine the whitening took ten times as long, waiting for idle ones
    from narration.speech.voice import VoiceError
    from tour_server.app import build
    from tour_server.publishing.release import CantPublishError
    from tour_server.publishing.repository import RepositoryTroubleError
    from tour_server.settings import PREFIX, ServerSettings

    def progress(doing: str, done: int, of: int) -> None:
        click.echo(f"{doing} {done} of {of}", err=True)

    try:
        parts = build(read_settings(ServerSettings, PREFIX, settings, os.environ, data=data))
        job = parts.publisher.publish("command line", note, progress=progress)
        _report(job)
        if not words_only:
            spoken = parts.publisher.follow(
                lambda: False, lambda done, of: progress("saying the words", done, of)
            )
            if spoken is not None:
                _report(spoken)
    except (
        SettingsError,
        CantPublishError,
        RepositoryTroubleError,
        VoiceError,
        OSError,
    ) as error:
        raise click.ClickException(str(error)) from error


def _report(job: Job) -> None:
    for words in job.notes:
        click.echo(words, err=True)
    follows = f" The speech of {job.to_say} blocks follows." if job.to_say else ""
    click.echo(f"Release {job.number} is out after {job.seconds:.0f} s.{follows}")
