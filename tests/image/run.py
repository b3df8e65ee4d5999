"""`make test-image` and `make soak-image`: a kiosk's whole machine in QEMU, step by step.

Takes what `make image` and `make bundle` have made. Each step prints what it saw and its seconds; the first one that
fails ends the run with the end of the machine's serial log; with `--go-on` the others follow on a fresh card.
`--only STEP` begins with a fresh card, too. The steps that need no museum run beside the others, on a machine of their
own, and what they said is printed at the end.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from tests.image import kiosk_steps, network_steps, pi_steps, system_steps
from tests.image.bench import Bench, LeftOutError
from tests.image.bundles import Bundles
from tests.image.machine import KIOSK, SCREEN
from tests.image.uboot_machine import VIRT_UBOOT

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = {
    "qemu-system-aarch64": "qemu-system-arm",
    str(VIRT_UBOOT): "u-boot-qemu",
    "mkenvimage": "u-boot-tools",
    "rauc": "rauc",
    "mcopy": "mtools",
    "unsquashfs": "squashfs-tools",
    "sfdisk": "fdisk",
    "mke2fs": "e2fsprogs",
    "openssl": "openssl",
}
STEPS: dict[str, Callable[[Bench], None]] = {
    "pi": pi_steps.starts_on_a_pi,
    "boot": system_steps.boots,
    "claim": kiosk_steps.claims,
    "bin": kiosk_steps.counts,
    "screen": kiosk_steps.shows,
    "ordered": kiosk_steps.takes_ordered_software,
    "ordered-broken": kiosk_steps.gives_ordered_software_back,
    "cut-content": kiosk_steps.cut_content,
    "hung-kiosk": kiosk_steps.hangs,
    "offline-year": kiosk_steps.offline,
    "false-server": network_steps.meets_a_false_server,
    "hostile-orders": network_steps.refuses_orders,
    "update": system_steps.updates,
    "cut-update": system_steps.cut_updates,
    "full-disk": system_steps.full_disk,
    "read-only-disk": system_steps.read_only_disk,
    "clock": system_steps.wrong_clock,
    "given-up": system_steps.is_given_up,
    "broken": system_steps.broken,
    "hostile-bundles": system_steps.refuses,
    "cut-rest": system_steps.cut_at_rest,
    "panic": system_steps.panic,
}
WITH_SCREEN = {"boot", "claim", "bin", "screen", "ordered"}
WITHOUT_KIOSK = {"given-up", "broken", "hostile-bundles", "cut-rest", "panic"}
# Making the bundles takes minutes, and these steps install none.
WITHOUT_BUNDLES = {"pi", "boot", "claim", "bin", "screen", "cut-rest", "cut-content", "panic"}
WITHOUT_BUNDLES |= {"hung-kiosk", "offline-year", "false-server", "read-only-disk", "clock"}
BESIDE = ("pi", "update", "given-up", "broken", "hostile-bundles", "cut-rest", "panic")
SOAK = ("boot", "claim", "update", "cut-update", "cut-rest", "cut-content")


def main() -> int:
    """Run the steps. Returns 0 when all passed, 1 when one failed, 2 when some had to be left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--image", type=Path, default=ROOT / "build/image", help="the image's folder"
    )
    parser.add_argument("--work", type=Path, help="where the card is copied to (some gigabytes)")
    parser.add_argument("--only", choices=STEPS, action="append", help="run this step alone")
    parser.add_argument("--kills", type=int, default=3, help="how often the power is cut, each way")
    parser.add_argument("--trial", type=float, default=60, help="seconds until a slot is good")
    parser.add_argument(
        "--slowness", type=float, default=1, help="how many times longer a wait may be: a busy host"
    )
    parser.add_argument("--go-on", action="store_true", help="try the others when a step failed")
    parser.add_argument("--soak", action="store_true", help="the power cuts alone")
    parser.add_argument(
        "--seed", type=int, default=random.randrange(10**6), help="repeats the moments"
    )
    arguments = parser.parse_args()
    for program, package in PROGRAMS.items():
        if not shutil.which(program) and not Path(program).is_file():
            sys.exit(f"test-image needs the Debian package {package}")
    names = arguments.only or (
        SOAK if arguments.soak else [one for one in STEPS if one not in BESIDE]
    )
    is_whole = not arguments.only and not arguments.soak
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="zaalgids-image-", dir=arguments.work) as work,
        _beside() if is_whole else nullcontext(None) as beside,
    ):
        status = _run(arguments, list(names), Path(work))
        if beside is not None:
            both = {status, beside()}
            status = 1 if both - {0, 2} else max(both)
    print(f"test-image: {(time.monotonic() - began) / 60:.0f} minutes in all")
    return status


@contextmanager
def _beside() -> Iterator[Callable[[], int]]:
    """Run the steps that need no museum in a process of its own. Yields what waits for it and prints what it said."""
    command = [sys.executable, "-m", "tests.image.run", *sys.argv[1:]]
    for name in BESIDE:
        command += ["--only", name]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        running = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, cwd=ROOT)

        def ends() -> int:
            status = running.wait()
            said.seek(0)
            print(said.read(), flush=True)
            return status

        try:
            yield ends
        finally:
            running.send_signal(signal.SIGINT)  # it ends its machine
            running.wait()


def _run(arguments: argparse.Namespace, names: list[str], work: Path) -> int:
    image = arguments.image
    print(f"== a card from {image}, and its bundles (seed {arguments.seed})", flush=True)
    bundles = None
    if not WITHOUT_BUNDLES.issuperset(names):
        bundles = Bundles(
            image / "zaalgids-kiosk.raucb",
            image / "development-certificate.pem",
            image / "development-key.pem",
            work,
        )
    rng = random.Random(arguments.seed)
    bench = Bench(
        image / "zaalgids-kiosk.img",
        bundles,
        work,
        arguments.kills,
        arguments.trial,
        arguments.slowness,
        rng,
    )
    began = time.monotonic()
    failed: list[str] = []
    left_out: list[str] = []
    try:
        for name in names:
            print(f"== {name}: {(STEPS[name].__doc__ or '').splitlines()[0]}", flush=True)
            since = time.monotonic()
            try:
                bench.leave_out(_left_out(name))
                STEPS[name](bench)
            except LeftOutError as why:
                left_out.append(name)
                print(f"   LEFT OUT: {why}", flush=True)
            except Exception:
                print(
                    f"== {name} FAILED after {time.monotonic() - since:.0f} s; the serial log's end:"
                )
                print(bench.machine.log_end(), flush=True)
                if not arguments.go_on:
                    raise
                traceback.print_exc(file=sys.stdout)
                failed.append(name)
                bench.end()
                bench.house = None
                bench.fresh_card()
            print(f"   {name}: {time.monotonic() - since:.0f} s", flush=True)
    finally:
        bench.end()
    took = (time.monotonic() - began) / 60
    print(
        f"test-image: {len(names) - len(left_out) - len(failed)} passed in {took:.0f} minutes"
        + (f"; left out: {', '.join(left_out)}" if left_out else "")
        + (f"; failed: {', '.join(failed)}" if failed else "")
    )
    return 1 if failed else 2 if left_out else 0


def _left_out(step: str) -> frozenset[str]:
    """Return the units that a step does without, so that an emulated processor has an hour's work and no more."""
    if step in WITHOUT_KIOSK:
        return frozenset({KIOSK, SCREEN})
    return frozenset() if step in WITH_SCREEN else frozenset({SCREEN})


if __name__ == "__main__":
    sys.exit(main())
