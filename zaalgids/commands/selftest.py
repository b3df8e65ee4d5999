"""`zaalgids device selftest`: try each part of this kiosk, with a word on what to do. It includes `evaluate device`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import click
import msgspec

from contract.selftest import VERSIONS, CheckState, SelftestCheck, SelftestReport, worst
from device.claim.identity_store import FOLDER, IdentityStore
from device.desk_link import as_it_runs
from device.kiosk_run import with_identity
from device.selftest.camera_check import FIRST_FRAME_SECONDS, MEASURE_SECONDS
from device.selftest.finding import attention, failed, well
from device.selftest.running_kiosk import RunningKiosk, page_address
from device.selftest.selftest import SelftestParts, Trial, run_selftest
from device.settings import KioskSettings, read_kiosk_settings
from models.inference import NoInferenceError
from models.model_file import MissingModelError
from runtime.durable_files import READABLE_BY_OWNER, write_durably
from runtime.settings_file import SettingsError
from zaalgids.commands.configuration_error import ConfigurationError
from zaalgids.evaluation import device_speed
from zaalgids.evaluation.device import measure
from zaalgids.evaluation.machine_facts import cores, machine_name
from zaalgids.evaluation.own_picture import recognise_own_pictures
from zaalgids.processes import ask

LOWEST_PRIORITY = 19
ANSWER_SECONDS = 2 * (FIRST_FRAME_SECONDS + MEASURE_SECONDS) + 5.0  # a kiosk has two cameras
WORKS, FRAMES = 100, 60  # as `evaluate device` has them
QUICK_WORKS, QUICK_FRAMES = 12, 6
MIN_FRAMES_A_SECOND = 3.0  # recognised and counted; below, a work is not named within a second
MOST_NAMED = 0.75  # of the pictures; on the machine of the developers 7 of 8 are
EXIT_STATUS = {CheckState.WELL: 0, CheckState.ATTENTION: 0, CheckState.FAILED: 1}
SIGNS = {
    CheckState.WELL: "well",
    CheckState.ATTENTION: "LOOK",
    CheckState.FAILED: "FAILED",
    CheckState.NOT_KNOWN: "-",
}


@click.command("selftest")
@click.option("--settings", type=click.Path(path_type=Path), help="The kiosk's TOML file.")
@click.option("--data", help="The kiosk's folder, instead of the settings'.")
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write the JSON to a file, to be sent."
)
@click.option(
    "--quick", is_flag=True, help="Measure few frames: half a minute less on a small board."
)
@click.option("--from-kiosk", is_flag=True, hidden=True)
def selftest(
    settings: Path | None,
    data: str | None,
    out: Path | None,
    *,
    as_json: bool,
    quick: bool,
    from_kiosk: bool,
) -> None:
    """Try each part of this kiosk and say what to do. Nothing sounds, and a visitor notices nothing.

    The kiosk may run meanwhile: then it is asked what it sees. The report has no name, address, picture or secret in
    it and may be sent on. The exit status is 1 when a part has failed.
    """
    try:
        chosen = _from_kiosk() if from_kiosk else _settings(settings, data)
    except SettingsError as error:
        raise ConfigurationError(str(error)) from error
    if from_kiosk:  # which serves visitors meanwhile
        with suppress(OSError):  # a sandbox may forbid it; then it goes on as it is
            os.nice(LOWEST_PRIORITY)
    device_speed.as_a_kiosk()
    report = run_selftest(
        SelftestParts(
            settings=chosen,
            data=Path(chosen.data),
            kiosk=RunningKiosk(
                page_address(chosen.screen), lambda address: ask(address, ANSWER_SECONDS)
            ),
            works=_works(quick),
            machine=machine_name(),
            cores=cores(),
            say=lambda part: click.echo(f"{part} …", err=True),
        )
    )
    if out is not None:
        try:
            write_durably(out, VERSIONS.encode(report), READABLE_BY_OWNER)
        except OSError as error:
            raise click.ClickException(f"{out} can't be written: {error.strerror}.") from error
    click.echo(VERSIONS.encode(report).decode() if as_json else report_text(report))
    sys.exit(EXIT_STATUS[worst(report)])


def report_text(report: SelftestReport) -> str:
    """Returns the report for people: a line for each part, and below it what to do."""
    width = max(len(one.part) for one in report.checks)
    lines = [
        f"{report.machine}, {report.cores} cores, Zaalgids {report.software}",
        "",
    ]
    for one in report.checks:
        lines.append(f"{one.part:{width}}  {SIGNS[one.state]:6}  {one.words}")
        if one.advice:
            lines.append(f"{'':{width}}          → {one.advice}")
        if one.values:
            known = ", ".join(f"{name} {value:g}" for name, value in one.values.items())
            lines.append(f"{'':{width}}          {known}")
    return "\n".join(lines)


def _settings(file: Path | None, data: str | None) -> KioskSettings:
    """Returns the settings of the kiosk, with who it is by its claim, and the desk's. Raises SettingsError."""
    chosen = read_kiosk_settings(file, os.environ, data=data)
    store = IdentityStore(Path(chosen.data) / FOLDER)
    identity = store.read() if chosen.claimed else None
    if identity is not None:
        chosen = with_identity(chosen, identity, store)
    return as_it_runs(chosen, Path(chosen.data))


def _from_kiosk() -> KioskSettings:
    """Returns the settings that the running kiosk writes to this program's input. Raises SettingsError."""
    try:
        return msgspec.json.decode(sys.stdin.buffer.read(), type=KioskSettings)
    except msgspec.DecodeError as error:
        raise SettingsError("The kiosk's settings are not understood.") from error


def _works(quick: bool) -> list[Trial]:
    def say(words: str) -> None:
        click.echo(f"  {words}", err=True)

    works, frames = (QUICK_WORKS, QUICK_FRAMES) if quick else (WORKS, FRAMES)
    return [
        ("recognition", lambda: _with_models("recognition", lambda: _own_pictures(say))),
        ("speed", lambda: _with_models("speed", lambda: _speed(works, frames))),
    ]


def _with_models(part: str, trial: Callable[[], SelftestCheck]) -> SelftestCheck:
    try:
        return trial()
    except (MissingModelError, NoInferenceError):
        return failed(
            part,
            "A model or the library that runs it is missing.",
            "Install the kiosk's software again, with the extra kiosk.",
        )


def _own_pictures(say: Callable[[str], None]) -> SelftestCheck:
    found = recognise_own_pictures(say)
    values = {"named": found.named, "shown": found.shown, "mean_ms": found.mean_ms}
    words = f"It names {found.named} of {found.shown} pictures, {found.mean_ms:.0f} ms each."
    if found.named < MOST_NAMED * found.shown:
        return failed(
            "recognition", words, "Install the kiosk's software again: its models differ.", values
        )
    return well("recognition", words, values)


def _speed(works: int, frames: int) -> SelftestCheck:
    """Measure what `zaalgids evaluate device` does."""
    found = measure(works, frames)
    values: dict[str, float | None] = {
        "works": works,
        "frames": frames,
        "footfall_ms": found["footfall_ms"],
        "frames_per_second": found["frames_per_second"],
        "speech_realtime_factor": found["speech_realtime_factor"],
        **{f"recognition_{step}_ms": ms for step, ms in found["recognition_ms"].items()},
    }
    rate = found["frames_per_second"]
    words = f"It recognises and counts {rate:.1f} frames a second."
    if rate < MIN_FRAMES_A_SECOND:
        return attention(
            "speed",
            words,
            "Let this kiosk recognise or count, not both, or take a faster board.",
            values,
        )
    return well("speed", words, values)
