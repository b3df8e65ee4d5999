"""`zaalgids publish`: publish the drafts where the server is not running. At the desk there is a button."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from runtime.arithmetic_threads import limit
from tour_server.command_server import CommandServer, pass_server
from tour_server.recorder import COMMAND_LINE

if TYPE_CHECKING:
    from tour_server.publishing.publish_state import PublishState


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
@pass_server
def publish(
    server: CommandServer, settings: Path | None, data: str | None, note: str, words_only: bool
) -> None:
    """Publish the drafts as a release, and after it the speech that takes longer."""
    limit(1)  # on a busy machine the whitening took ten times as long, waiting for idle ones
    from narration.speech.voice import VoiceError
    from tour_server.publishing.publisher import Publisher
    from tour_server.publishing.release import CantPublishError
    from tour_server.publishing.signed_metadata import RepositoryProblemError

    def progress(doing: str, done: int, of: int) -> None:
        click.echo(f"{doing} {done} of {of}", err=True)

    try:
        publisher = server.build(settings, data).get(Publisher)
        job = publisher.publish(COMMAND_LINE, note, progress=progress)
        _report(job)
        if not words_only:
            spoken = publisher.follow(
                lambda: False, lambda done, of: progress("making speech", done, of)
            )
            if spoken is not None:
                _report(spoken)
    except (
        CantPublishError,
        RepositoryProblemError,
        VoiceError,
        OSError,
    ) as error:
        raise click.ClickException(str(error)) from error


def _report(job: PublishState) -> None:
    for words in job.notes:
        click.echo(words, err=True)
    follows = f" The speech of {job.to_speak} blocks follows." if job.to_speak else ""
    click.echo(f"Release {job.number} is out after {job.seconds:.0f} s.{follows}")
