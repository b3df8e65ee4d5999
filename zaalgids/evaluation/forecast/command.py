"""`zaalgids evaluate forecast`: how right forecasts of a museum's own counts would have been, by rolling origins."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click

from tour_server.forecast import step_models, tree_model
from tour_server.forecast.candidates import NEEDS_EXTRA
from tour_server.forecast.holiday_calendar import UnknownHolidaysError
from tour_server.forecast.judged_past import JudgedHorizon, JudgedPast, judge
from tour_server.forecast.panel import Cadence
from tour_server.forecast.series_file import SeriesError, read_series

USUAL_HORIZONS = "1,7,28"
MONTHLY_HORIZONS = "1,3,12"


@click.command("forecast")
@click.argument(
    "series",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="SERIES.csv",
)
@click.option(
    "--horizons",
    metavar="N,N…",
    help=f"Days ahead, or months of monthly counts. Without it {USUAL_HORIZONS}, of months {MONTHLY_HORIZONS}.",
)
@click.option(
    "--holdout-days",
    type=click.IntRange(min=1),
    default=365,
    show_default=True,
    help="The last days, which no model is fitted to.",
)
@click.option(
    "--place",
    help="Whose public holidays count: NL, DE-BY, none. Without it, those that the counts follow.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON on standard output.")
def forecast(
    series: Path, horizons: str | None, holdout_days: int, place: str | None, as_json: bool
) -> None:
    """Forecast the last year of SERIES.csv (`time,count[,series]`) from rolling origins, and compare.

    The counts are by the hour, day or month, which is found out. What is missing is a gap, never a zero.
    A horizon of one day is tomorrow, forecast before today's doors open.
    """
    began = time.perf_counter()
    if not (tree_model.is_installed() and step_models.is_installed()):
        click.echo(NEEDS_EXTRA, err=True)
    try:
        panel = read_series(series)
        usual = MONTHLY_HORIZONS if panel.cadence is Cadence.MONTHLY else USUAL_HORIZONS
        judged = judge(
            panel,
            _horizons(horizons or usual),
            holdout_days,
            "" if place == "none" else place,
            progress=_quiet if as_json else _say,
        )
    except (SeriesError, UnknownHolidaysError) as error:
        raise click.ClickException(str(error)) from error
    seconds = round(time.perf_counter() - began, 1)
    if as_json:
        click.echo(json.dumps(_as_json(judged, seconds)))
        return
    _print(judged, seconds)


def _horizons(text: str) -> list[int]:
    try:
        found = [int(part) for part in text.split(",")]
    except ValueError as error:
        raise click.BadParameter("write 1,7,28", param_hint="--horizons") from error
    if not found or min(found) < 1 or max(found) > 366:
        raise click.BadParameter("horizons are 1 to 366", param_hint="--horizons")
    return sorted(set(found))


def _quiet(done: int, of: int) -> None:
    """Say nothing."""


def _say(done: int, of: int) -> None:
    click.echo(f"{done} of {of} parts", err=True)


def _as_json(judged: JudgedPast, seconds: float) -> dict[str, object]:
    return {
        "rows": [_row(row) for row in judged.rows],
        "seconds": seconds,
        "cadence": judged.cadence.value,
        "series": judged.series,
        "holidays": judged.place,
        "from": judged.first,
        "to": judged.last,
        "apart": {"months": judged.months_apart, "rows": [_row(row) for row in judged.apart]},
    }


def _row(row: JudgedHorizon) -> dict[str, object]:
    result = row.result
    return {
        "horizon": row.horizon,
        "wape": round(result.wape, 5),
        "wape_seasonal_naive": round(result.naive_wape, 5),
        "coverage_80": round(result.coverage, 4),
        "model": next(iter(result.chosen)),
        "chosen": result.chosen,
        "candidates": {name: round(wape, 5) for name, wape in result.errors.items()},
        "naive_steps_back": row.naive_back,
        "targets": result.targets,
    }


def _print(judged: JudgedPast, seconds: float) -> None:
    click.echo(
        f"{judged.series} series, {judged.cadence.value}, {judged.first} to {judged.last} held out;"
        f" holidays: {judged.place or 'none found'}"
    )
    for row in judged.rows:
        _print_row(row)
    if judged.apart:
        click.echo(
            f"Told apart, because they are unlike all others: {', '.join(judged.months_apart)}"
        )
        for row in judged.apart:
            _print_row(row)
    click.echo(f"{seconds} s")


def _print_row(row: JudgedHorizon) -> None:
    result = row.result
    better = 1 - result.wape / result.naive_wape
    chosen = ", ".join(f"{name} {count}" for name, count in result.chosen.items())
    click.echo(
        f"{row.horizon:4d} ahead: WAPE {result.wape:.2%}, seasonal naive {result.naive_wape:.2%}"
        f" ({better:.1%} under it), 80 % bands hold {result.coverage:.1%}; chosen: {chosen}"
    )
    for name, wape in sorted(result.errors.items(), key=lambda one: one[1]):
        click.echo(f"           {name:16s} {wape:.2%}")
