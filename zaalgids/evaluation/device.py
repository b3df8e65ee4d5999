"""`zaalgids evaluate device`: what the machine on which it runs can do. It needs neither camera nor network."""

from __future__ import annotations

import json
from typing import Any

import click

from device.health.machine import temperature
from models.inference import NoInferenceError
from models.model_file import MissingModelError
from zaalgids.evaluation import device_speed
from zaalgids.evaluation.machine_facts import cores, machine_name, memory_mb, peak_mb

NOT_KNOWN = "not known"


@click.command("device")
@click.option(
    "--works",
    type=click.IntRange(1, 10_000),
    default=100,
    show_default=True,
    help="How many works it recognises among.",
)
@click.option(
    "--frames",
    type=click.IntRange(2, 10_000),
    default=60,
    show_default=True,
    help="How many frames are recognised, and as many are counted in.",
)
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
def device(works: int, frames: int, as_json: bool) -> None:
    """Measure this machine: frames a second, milliseconds by step, memory, temperature."""
    device_speed.as_a_kiosk()
    try:
        result = measure(works, frames)
    except (MissingModelError, NoInferenceError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(result) if as_json else _table(result, peak_mb()))


def measure(works: int, frames: int) -> dict[str, Any]:
    """Returns the command's JSON. What is not known is None. Progress is said on standard error.

    `frames_per_second`: frames that one processor recognises and counts in a second, each frame in full. Raises
    MissingModelError, NoInferenceError.
    """
    recognition = device_speed.recognition_ms(works, frames, _say)
    footfall = device_speed.footfall_ms(frames, _say)
    speech = device_speed.speech_realtime_factor(_say)
    celsius = temperature()  # after the work, when it is hot
    if celsius is None:
        _say("This machine has no sensor of its temperature, or doesn't show it.")
    return {
        "machine": machine_name(),
        "cores": cores(),
        "memory_mb": memory_mb(),
        "temperature": celsius,
        "recognition_ms": recognition,
        "footfall_ms": footfall,
        "frames_per_second": round(1000 / (recognition[device_speed.ALL] + footfall), 2),
        "speech_realtime_factor": speech,
    }


def _say(words: str) -> None:
    click.echo(words, err=True)


def _table(result: dict[str, Any], peak: int | None) -> str:
    """Returns the result as lines of text. `peak`: the most memory that this program has used, MB."""
    steps = {name: ms for name, ms in result["recognition_ms"].items() if name != device_speed.ALL}
    rows = [
        ("machine", result["machine"]),
        ("cores", result["cores"]),
        ("memory", _with_unit(result["memory_mb"], "MB")),
        ("used by this program, at most", _with_unit(peak, "MB")),
        ("temperature", _with_unit(result["temperature"], "°C")),
        ("recognition, a frame", f"{result['recognition_ms'][device_speed.ALL]} ms"),
        *((f"  {name.replace('_', ' ')}", f"{ms} ms") for name, ms in steps.items()),
        ("counting, a frame", f"{result['footfall_ms']} ms"),
        ("frames recognised and counted", f"{result['frames_per_second']} a second"),
        (
            "speech, a second of it",
            _with_unit(result["speech_realtime_factor"], "s of computing"),
        ),
    ]
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:{width}}  {value}" for name, value in rows)


def _with_unit(value: float | None, unit: str) -> str:
    return NOT_KNOWN if value is None else f"{value} {unit}"
