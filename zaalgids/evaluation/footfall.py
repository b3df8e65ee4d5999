"""`zaalgids evaluate footfall`: what the kiosk would count in a video of a museum's own doorway."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import click

from device.footfall.line import CountingLine, LineError, ReferencePoint, parse_line
from device.footfall.view import CameraView
from device.footfall.zone import CountingZone, ZoneError
from models.inference import NoInferenceError
from models.model_file import MissingModelError
from zaalgids.evaluation.footfall_report import page
from zaalgids.evaluation.footfall_run import VideoError, evaluate


def _line(_context: click.Context, _parameter: click.Parameter, text: str) -> CountingLine:
    """Parse --line. Raises click.BadParameter."""
    try:
        return parse_line(text)
    except LineError as error:
        raise click.BadParameter(str(error)) from error


def _zone(
    _context: click.Context, _parameter: click.Parameter, text: str | None
) -> CountingZone | None:
    """Parse --zone. Raises click.BadParameter."""
    if text is None:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
        if len(numbers) % 2:
            raise click.BadParameter(f"{text!r} is not a zone: an x has no y.")
        return CountingZone("zone", tuple(zip(numbers[::2], numbers[1::2], strict=True)))
    except ZoneError as error:
        raise click.BadParameter(str(error)) from error
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is not a zone. Write x,y for each corner.") from error


def _person(
    _context: click.Context, _parameter: click.Parameter, text: str | None
) -> tuple[float, float] | None:
    """Parse --person. Raises click.BadParameter."""
    if text is None:
        return None
    try:
        width, height = (float(part) for part in text.split(","))
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is not a size. Write width,height.") from error
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise click.BadParameter(f"{text!r} is not a size: both must be above 0.")
    return width, height


@click.command("footfall")
@click.argument("video", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--line",
    required=True,
    callback=_line,
    metavar="x1,y1,x2,y2",
    help="Two ends in pixels, y down; it may reach past the picture. `in` is from the left hand to the right "
    "of someone who looks from the first end to the second.",
)
@click.option(
    "--point",
    type=click.Choice([point.value for point in ReferencePoint]),
    default=ReferencePoint.FOOT.value,
    show_default=True,
    help="What of a person must cross: the middle of the box's lower edge, or its centre.",
)
@click.option(
    "--view",
    type=click.Choice([view.value for view in CameraView]),
    default=CameraView.AUTO.value,
    show_default=True,
    help="From where people are seen: above is straight down from a ceiling; auto finds out from the video.",
)
@click.option(
    "--person",
    callback=_person,
    metavar="W,H",
    help="Width and height of a person in the middle of a picture from above, in pixels; learnt from the video "
    "without it.",
)
@click.option(
    "--zone",
    callback=_zone,
    metavar="x,y,x,y,x,y",
    help="Also count who is in view in this area: its corners, in pixels. Of stays, those that have ended are told.",
)
@click.option("--from", "first", type=click.IntRange(min=0), help="First frame, counted from 0.")
@click.option("--to", "last", type=click.IntRange(min=0), help="Last frame, itself included.")
@click.option("--threads", type=click.IntRange(1, 64), default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Also write a page that shows every crossing, drawn; no picture of anyone is in it.",
)
def footfall(
    video: Path,
    line: CountingLine,
    point: str,
    view: str,
    person: tuple[float, float] | None,
    zone: CountingZone | None,
    first: int | None,
    last: int | None,
    threads: int,
    as_json: bool,
    report: Path | None,
) -> None:
    """Count crossings in a video."""
    if first is not None and last is not None and last < first:
        raise click.BadParameter(f"--to {last} is before --from {first}.")
    try:
        run = evaluate(
            video,
            line,
            ReferencePoint(point),
            first,
            last,
            threads,
            zone,
            CameraView(view),
            person,
        )
    except (VideoError, MissingModelError, NoInferenceError) as error:
        raise click.ClickException(str(error)) from error
    if report is not None:
        html = page(video.name, line, run.counts, run.size, run.first, run.fps, run.crossings)
        report.write_text(html, encoding="utf-8")
    click.echo(json.dumps(run.counts) if as_json else _table(run.counts))


def _table(counts: dict[str, Any]) -> str:
    """Returns the counts as text."""
    lines = [f"{one['frame']:>8}  {one['direction']}" for one in counts["crossings"]]
    lines.append(
        f"In {counts['in']}, out {counts['out']}, in {counts['frames']} frames of "
        f"{counts['ms_median']} ms (median), {counts['ms_p95']} ms (95 %)."
    )
    if "zone" in counts:
        zone = counts["zone"]
        stays = ", ".join(f"{seconds} s" for seconds in zone["stays"]) or "none"
        lines.append(
            f"In the zone {zone['in_view_mean']} on average, {zone['in_view_max']} at most; stays: {stays}."
        )
    return "\n".join(lines)
