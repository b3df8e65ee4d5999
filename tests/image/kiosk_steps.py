"""The steps with a kiosk in the machine, and a real tour server and Mosquitto on the host."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
import time
import tomllib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import tomli_w
from click.testing import CliRunner

from contract.prepared_kiosk import FILE_NAME
from device.updates.software_updates import TRIES
from tests.image.bench import OTHER, Bench, LeftOutError, expect, say
from tests.image.machine import SCREEN, Machine
from tests.journeys.test_a_spare_takes_a_place import LINE, ClaimedHouse, DeskAtAServer
from tests.waiting import until
from tour_server.updates.bundle_store import ENDING, FOLDER
from zaalgids.commands.command_line import zaalgids

HOST = "10.0.2.2"  # the host, as QEMU's user network calls it
LET_OUT = (8444, 8883)  # the ports that the image's firewall lets its kiosk reach
NAME = "hall-1"
SETTINGS = {
    "claimed": True,
    "data": "/var/lib/zaalgids/kiosk",
    "claim": {"seconds": 2.0, "state_seconds": 5.0},
    "bundle_seconds": 5.0,
    "own_speech_megabytes": 0,
    "updates": {"kilobytes_per_second": 1_000_000},  # no visitor is disturbed here
    "screen": {"port": 8090},
    # At ten pictures a second an emulated processor would do nothing else.
    "eyes": [
        {
            "camera": {"type": "virtual-doorway", "fps": 2.0},
            "recognise": False,
            "count": True,
            "line": LINE,
        }
    ],
}
ASK_SECONDS = 5.0
ASK = (
    'python3 -c "import urllib.request as u;'
    "print(u.urlopen('http://127.0.0.1:8090/health',timeout=20).read().decode())\""
)


def claims(bench: Bench) -> None:
    """A card with a prepared file is claimed by itself, gets its content and shows it, and loses its token."""
    machine = _machine_with_kiosk(bench)
    if bench.house is None:
        folder = Path(tempfile.mkdtemp(prefix="house-", dir=bench.work))
        bench.house = ClaimedHouse(folder, HOST, LET_OUT, software_trial_minutes=1)
    card = bench.house.card("hall", "--name", NAME, "--room", "hal")
    machine.put(tomli_w.dumps(SETTINGS), "/etc/zaalgids/kiosk.toml", "zaalgids")
    machine.power_off()
    machine.disk.copy_in(1, card / FILE_NAME, FILE_NAME)
    token = str(tomllib.loads((card / FILE_NAME).read_text(encoding="utf-8"))["token"]).encode()
    expect(machine.disk.holds(1, token), "the card has no token")
    began = time.monotonic()
    bench.up()
    known = wait_for(machine, lambda health: health.get("name") == NAME, 600)
    say(f"claimed as {NAME} {time.monotonic() - began:.0f} s after the card went in")
    health = wait_for(machine, works, 900)
    say(f"connected and with content after {time.monotonic() - began:.0f} s: {_short(health)}")
    expect(known, "the kiosk said nothing")
    if SCREEN not in machine.runs_without:
        wait_for(machine, _shows_works, 1800)
        say(f"its screen shows the works {time.monotonic() - began:.0f} s after it was switched on")
    until(
        lambda: not machine.disk.holds(1, token),
        120 * bench.slowness,
        lambda: machine.run("journalctl -u zaalgids-wipe -n 20 --no-pager -o cat")[1],
    )
    say("the token is nowhere on the card's boot partition any more")


def counts(bench: Bench) -> None:
    """A minute that was counted reaches the server."""
    house = claimed(bench)
    before, began = bins(house), time.monotonic()
    machine = bench.up()

    def why() -> str:
        said = machine.run("journalctl -u zaalgids-kiosk -n 60 --no-pager -o cat")[1]
        return f"no minute reached the server: {ask(machine)}\n{said}"

    until(lambda: bins(house) > before, 300 * bench.slowness, why)
    say(
        f"{bins(house)} minutes are on the server; the next came after {time.monotonic() - began:.0f} s"
    )


def shows(bench: Bench) -> None:
    """The screen shows the works to choose from, because this kiosk's eye only counts; its picture is kept."""
    claimed(bench)
    machine = bench.up()
    wait_for(machine, _shows_works, 1800)
    time.sleep(20 * bench.slowness)  # a page that is drawn by a slow processor
    picture = bench.image.parent / "screen.png"
    machine.picture(picture)
    until(picture.exists, 60, "QEMU kept no picture of the screen")
    say(f"its picture: {picture}; {machine.must('systemd-analyze time')}")
    listening = machine.must("ss -Hltn").splitlines()
    expect(
        all(line.split()[3].startswith(("127.0.0.1:", "[::1]:")) for line in listening),
        f"somebody from outside can reach {listening}",
    )
    say(f"it listens to nobody but itself: {[line.split()[3] for line in listening]}")


def takes_ordered_software(bench: Bench) -> None:
    """Software that the desk sends is installed, tried for a minute and kept by the kiosk alone."""
    house, machine = claimed(bench), bench.up()
    old, began = machine.slot, time.monotonic()
    kept = bins(house)
    machine.must(f"systemctl stop {SCREEN}")  # the new slot starts it, and its trial asks for it
    order(bench, "newer")
    took = machine.wait_for_reset(3600)
    machine.boot()
    expect(machine.slot == OTHER[old], f"slot {machine.slot} is tried")
    until(
        lambda: bench.status()["committed"] == machine.slot,
        1800 * bench.slowness,
        lambda: f"{bench.status()} {machine.run('journalctl -n 40 --no-pager -o cat')[1]}",
    )
    good = time.monotonic() - began
    until(
        lambda: order_step(house)[0] == "good", 300 * bench.slowness, lambda: str(order_step(house))
    )
    until(lambda: bins(house) > kept, 300 * bench.slowness, "no minute came from the new slot")
    say(
        f"fetched, installed and restarted in {took:.0f} s, kept after {good:.0f} s; the server says good"
    )


def gives_ordered_software_back(bench: Bench) -> None:
    """Software that the desk sends and that does not start is given back, and the desk is told."""
    house, machine = claimed(bench), bench.up()
    wait_for(machine, works, 900)
    old = machine.slot
    order(bench, "newer-broken")
    for _try in range(TRIES):  # a power cut may have ended the first
        machine.wait_for_reset(3600)
        machine.start()
        expect(machine.slot == OTHER[old], f"slot {machine.slot} is tried")
        machine.wait_for_reset(600)
        machine.boot()
        expect(machine.slot == old, f"slot {machine.slot} runs")
    bench.check_works(old)
    until(
        lambda: order_step(house)[0] == "rolled-back",
        900 * bench.slowness,
        lambda: str(order_step(house)),
    )
    page = DeskAtAServer(house.address).get("/desk/kiosk-software")
    expect(NAME in page, page)
    say(f"slot {old} is back, and the server says rolled-back")


def order(bench: Bench, name: str, change: Callable[[Path], None] | None = None) -> str:
    """Add a bundle at the server, and send it to the kiosk at once. Returns its SHA-256.

    `change`: what somebody does to the server's file in between.
    """
    house, file = bench.house, bench.bundles and bench.bundles.ordered(name)
    assert house
    assert file
    command = ["add-software", str(file), "--settings", str(house.folder / "server.toml")]
    done = CliRunner().invoke(zaalgids, command)
    expect(done.exit_code == 0, done.output)
    with file.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    if change:
        change(house.data / FOLDER / f"{sha256}{ENDING}")
    desk = DeskAtAServer(house.address)
    desk.send(f"/desk/kiosk-software/bundle/{sha256}/send", kiosk=NAME)
    expect(order_step(house)[0] != "no order", "the desk sent nothing")
    return sha256


def order_step(house: ClaimedHouse) -> tuple[str, str, str]:
    """Return how far the kiosk says it is with the newest order, and why, as a key and in words."""
    sql = "SELECT step, reason, words FROM software_order ORDER BY asked_at DESC LIMIT 1"
    (step, reason, words), *_ = [*ask_server(house, sql), ("no order", "", "")]
    return str(step), str(reason), str(words)


def cut_content(bench: Bench) -> None:
    """The power is cut at random moments of a content switch: a working kiosk, and no minute lost."""
    house = claimed(bench)
    desk = DeskAtAServer(house.address)
    for number in range(bench.kills):
        machine = bench.up()
        health = wait_for(machine, works, 900)
        before = health.get("release")
        desk.send("/desk/publish/again/1", "/desk/publish")
        after = bench.rng.uniform(0, 20)
        time.sleep(after)
        machine.kill()
        began = time.monotonic()
        bench.up()
        health = wait_for(machine, works, 900)
        seconds = time.monotonic() - began
        say(
            f"kill {number + 1} after {after:.1f} s: works again after {seconds:.0f} s; "
            f"release {before} before, {health.get('release')} after"
        )
    missing = gaps(house)
    expect(not missing, f"numbers of minutes that the server lacks: {missing}")
    say(f"{bins(house)} minutes are on the server, and no number is missing between them")


def offline(bench: Bench) -> None:
    """The kiosk works without its network, and a year later; what it counted comes when the network does."""
    house = claimed(bench)
    bench.close()
    before = bins(house)
    later = time.strftime("%Y-%m-%dT10:00:00", time.gmtime(time.time() + 366 * 86_400))
    with bench.make_machine(clock=later, has_network=False) as machine:
        machine.boot()
        health = wait_for(machine, lambda health: bool(health.get("ready")), 900)
        time.sleep(90)
        say(f"a year later and offline: {_short(health)}")
        machine.power_off()
    expect(bins(house) == before, "minutes came without a network")
    machine = bench.up()
    # It starts at the latest time that it knew, and no server of the time is here: the next steps are of today.
    machine.must(f"date -s @{int(time.time())} && touch /var/lib/systemd/timesync/clock")
    wait_for(machine, works, 900)
    until(
        lambda: bins(house) > before,
        300 * bench.slowness,
        "the minutes of the time without a network did not come",
    )
    say(f"back with its network: {bins(house) - before} minutes came")


def hangs(bench: Bench) -> None:
    """A kiosk's process that hangs is started again."""
    machine = _machine_with_kiosk(bench)
    wait_for(machine, lambda health: bool(health), 600)
    old = machine.must("systemctl show -P MainPID zaalgids-kiosk")
    limit = machine.must("systemctl show -P WatchdogUSec zaalgids-kiosk")
    expect(limit not in ("0", "infinity"), "zaalgids-kiosk.service has no WatchdogSec")
    machine.must(f"kill -STOP {old}")
    began = time.monotonic()

    def is_new() -> bool:
        return machine.must("systemctl show -P MainPID zaalgids-kiosk") not in (old, "0")

    until(is_new, 300 * bench.slowness, "the kiosk was not started again")
    wait_for(machine, lambda health: bool(health), 600)
    say(
        f"started again, and answers, {time.monotonic() - began:.0f} s after it hung (limit {limit})"
    )


def _machine_with_kiosk(bench: Bench) -> Machine:
    machine = bench.up()
    if machine.run("test -x /opt/zaalgids/venv/bin/zaalgids")[0]:
        raise LeftOutError("this image has no kiosk")
    return machine


def claimed(bench: Bench) -> ClaimedHouse:
    """Return the museum whose kiosk the machine is, which is claimed where it isn't yet, and started."""
    if bench.house is None:
        claims(bench)
    assert bench.house
    bench.up()
    return bench.house


def ask(machine: Machine) -> dict[str, Any]:
    """Return what the kiosk's page of health says; empty while it does not answer."""
    status, said = machine.run(ASK)
    if status:
        return {}
    health: dict[str, Any] = json.loads(said.splitlines()[-1])
    return health


def wait_for(machine: Machine, true: Any, seconds: float) -> dict[str, Any]:
    """Wait until the health is as `true` wants it, and return it. Asking takes an emulated processor seconds."""
    health: dict[str, Any] = {}

    def is_so() -> bool:
        nonlocal health
        if health:
            time.sleep(ASK_SECONDS)
        health = ask(machine)
        return bool(true(health))

    def why() -> str:
        journal = machine.run("journalctl -u zaalgids-kiosk -n 30 --no-pager -o cat")[1]
        return f"{health}\n{journal}"

    until(is_so, seconds * machine.slowness, why)
    return health


def works(health: dict[str, Any]) -> bool:
    """Tell whether a kiosk has its broker and its content."""
    return bool(health.get("connected") and health.get("ready"))


def _shows_works(health: dict[str, Any]) -> bool:
    return health.get("machine", {}).get("screen") == "choose"


def _short(health: dict[str, Any]) -> dict[str, Any]:
    return {
        key: health[key]
        for key in ("name", "ready", "connected", "release", "trouble")
        if key in health
    }


def bins(house: ClaimedHouse) -> int:
    """Return how many minutes the server has."""
    return ask_server(house, "SELECT count(*) FROM footfall")[0][0]


def gaps(house: ClaimedHouse) -> list[tuple[str, int]]:
    """Return the numbers of minutes that are missing below the highest of each epoch."""
    found = []
    sql = "SELECT epoch, sequence FROM footfall ORDER BY epoch, sequence"
    seen: dict[str, set[int]] = {}
    for epoch, sequence in ask_server(house, sql):
        seen.setdefault(epoch, set()).add(sequence)
    for epoch, numbers in seen.items():
        found += [(epoch, one) for one in range(min(numbers), max(numbers)) if one not in numbers]
    return found


def ask_server(house: ClaimedHouse, sql: str) -> list[Any]:
    """Run a statement on the server's database, and return its rows."""
    with closing(sqlite3.connect(house.data / "zaalgids.db")) as database, database:
        return database.execute(sql).fetchall()
