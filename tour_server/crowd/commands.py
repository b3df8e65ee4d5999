"""`zaalgids footfall`: take counts away, and forget old ones, from the server's own machine (by a timer, say)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from runtime.clocks import utc_now
from runtime.durable_files import READABLE_BY_ALL, write_durably
from tour_server.catalogue.drafts import Drafts
from tour_server.command_server import CommandServer, about_server, pass_opened
from tour_server.crowd.export import DatesError, as_csv, day_start, day_tables, requested_days
from tour_server.crowd.parquet import NoParquetError, as_parquet
from tour_server.crowd.retention import delete_minutes_before
from tour_server.data_owner import as_caller, durable_file_of_caller
from tour_server.database import Database
from tour_server.publishing.releases import published_museum

KEPT_DAYS = 31  # at least: today's number learns from the last weeks


@click.group()
@about_server
@click.pass_context
def footfall(
    context: click.Context, server: CommandServer, settings: Path | None, data: str | None
) -> None:
    """Take counts away as a file, and forget old ones."""
    context.obj = lambda: context.with_resource(server.open(settings, data)).database


@footfall.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--from", "first", default="", help="First day, like 2026-07-01.")
@click.option("--to", "last", default="", help="Last day; it must be over.")
@pass_opened
def export(database: Database, file: Path, first: str, last: str) -> None:
    """Write whole days to FILE, .csv or .parquet; small counts are withheld."""
    zone = _zone(database)
    with as_caller():
        if not file.absolute().parent.is_dir():
            raise click.ClickException(f"There is no folder {file.absolute().parent}.")
    try:
        begin, end = requested_days(first, last, _today(zone))
        days = day_tables(database, begin, end, zone)
        if file.suffix == ".parquet":
            content = as_parquet(days)
            with as_caller():
                write_durably(file, content)
        elif file.suffix == ".csv":
            with durable_file_of_caller(file, READABLE_BY_ALL) as written:
                written.writelines(line.encode() for line in as_csv(days))
        else:
            raise click.ClickException(f"{file.name} must end in .csv or .parquet.")
    except (DatesError, NoParquetError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{begin} to {end} are in {file}.")


@footfall.command("forget")
@click.option("--before", required=True, help="A day, like 2025-01-01; what is older goes.")
@pass_opened
def forget_before(database: Database, before: str) -> None:
    """Delete minutes that are older than a day. They don't come back."""
    zone = _zone(database)
    try:
        day = dt.date.fromisoformat(before)
    except ValueError:
        raise click.ClickException(
            f"“{before[:40]}” is no date. Write it like 2025-01-01."
        ) from None
    latest = _today(zone) - dt.timedelta(days=KEPT_DAYS)
    if day > latest:
        raise click.ClickException(
            f"The last {KEPT_DAYS} days are kept: today's numbers learn from them. Choose {latest} or earlier."
        )
    count = delete_minutes_before(database, day_start(day, zone))
    click.echo(f"{count} minutes from before {day} are forgotten.")


def _zone(database: Database) -> str:
    museum = published_museum(database)
    if museum is None:
        drafts = Drafts(database, utc_now)
        museum = None if drafts.empty() else drafts.museum()
    if museum is None:
        raise click.ClickException("There is no museum yet. Import one first.")
    return museum.site.time_zone


def _today(zone: str) -> dt.date:
    return utc_now().astimezone(ZoneInfo(zone)).date()
