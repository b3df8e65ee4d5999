"""deploy/firewall in a kernel's own nftables: one machine has the rules, another tries its ports and is asked."""

from __future__ import annotations

import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.two_machines import ADDRESSES, HOUSE, STREET, TwoMachines

FIREWALL = Path(__file__).resolve().parents[2] / "deploy" / "firewall"
ACCOUNTS = {"zaalgids": 60001, "zaalgids-screen": 60002, "mosquitto": 60003, "someone": 60004}
PROBED = (22, 53, 80, 123, 443, 1883, 5432, 8080, 8090, 8443, 8444, 8883, 9999)
SECONDS = "2"  # until a connection counts as not let through

pytestmark = [pytest.mark.nftables, pytest.mark.two_machines, pytest.mark.long]


@pytest.fixture(params=["kiosk", "server"])
def part(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def guarded(part: str, tmp_path: Path, machines: TwoMachines) -> Iterator[TwoMachines]:
    """Two machines that listen on every probed port; HOUSE has the rules of `part`."""
    with ExitStack() as open_sockets:
        for machine in (HOUSE, STREET):
            with machines.at(machine) as address:
                for port in PROBED:
                    listener = open_sockets.enter_context(socket.socket())
                    listener.bind((address, port))
                    listener.listen()
        with machines.at(HOUSE):
            load(FIREWALL / f"{part}.nft", tmp_path)
        yield machines


def load(rules: Path, folder: Path) -> None:
    """Load rules on a machine that has our accounts. Twice, as after a change of them."""
    accounts = folder / "passwd"
    lines = [f"{name}:x:{number}:{number}::/:/bin/false" for name, number in ACCOUNTS.items()]
    kept = [
        line
        for line in Path("/etc/passwd").read_text(encoding="utf-8").splitlines()
        if line.split(":")[0] not in ACCOUNTS
    ]
    accounts.write_text("\n".join([*kept, *lines]) + "\n", encoding="utf-8")
    script = 'mount --bind "$0" /etc/passwd && nft -f "$1" && nft -f "$1"'
    subprocess.run(
        ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, accounts, rules],
        check=True,
    )


def reached(account: str, address: str) -> set[int]:
    """Returns the probed ports of `address` that an account of this machine reaches."""
    number = str(ACCOUNTS[account])
    asked = {
        port: subprocess.Popen(
            [
                *("setpriv", "--reuid", number, "--regid", number, "--clear-groups"),
                *("timeout", SECONDS, "bash", "-c", f"exec 3<>/dev/tcp/{address}/{port}"),
            ],
            stderr=subprocess.DEVNULL,
        )
        for port in PROBED
    }
    return {port for port, process in asked.items() if process.wait(20) == 0}


def test_others_reach_the_ports_that_are_meant_for_them_alone(
    guarded: TwoMachines, part: str
) -> None:
    with guarded.at(STREET):
        found = reached("someone", ADDRESSES[HOUSE])
    assert found == {"kiosk": {8443}, "server": {22, 80, 443, 8444, 8883}}[part]


@pytest.mark.parametrize(
    ("part", "account", "ports"),
    [
        ("kiosk", "zaalgids", {53, 443, 8444, 8883}),
        ("kiosk", "someone", {53}),
        ("kiosk", "zaalgids-screen", set()),
        ("server", "zaalgids", {53, 80, 443}),
        ("server", "mosquitto", set()),
    ],
    indirect=["part"],
)
def test_an_account_reaches_what_it_needs_alone(
    guarded: TwoMachines, account: str, ports: set[int]
) -> None:
    with guarded.at(HOUSE):
        assert reached(account, ADDRESSES[STREET]) == ports


@pytest.mark.parametrize("part", ["kiosk"], indirect=True)
def test_a_machine_reaches_itself_and_asks_for_names_and_the_time(
    guarded: TwoMachines,
) -> None:
    with guarded.at(HOUSE) as own:
        assert reached("zaalgids-screen", own) == set(PROBED)
        with ExitStack() as open_sockets:
            with guarded.at(STREET) as there:
                time, other = (
                    open_sockets.enter_context(datagrams(there, at)) for at in (123, 9999)
                )
            asking = open_sockets.enter_context(datagrams(own, 0))
            with suppress(OSError):  # the kernel tells the sender that it was refused
                asking.sendto(b"?", (there, 9999))
            asking.sendto(b"?", (there, 123))
            _, came_from = time.recvfrom(10)
            time.sendto(b"!", came_from)
            assert asking.recv(10) == b"!"
            other.setblocking(False)
            with pytest.raises(BlockingIOError):  # it was sent before what has arrived
                other.recv(10)


def datagrams(address: str, port: int) -> socket.socket:
    """Returns a socket of the machine of this thread."""
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.bind((address, port))
    opened.settimeout(10)
    return opened


@pytest.mark.parametrize("part", ["kiosk"], indirect=True)
def test_a_dead_account_leaves_the_earlier_rules(guarded: TwoMachines, tmp_path: Path) -> None:
    """Rules are loaded as a whole or not at all."""
    with guarded.at(HOUSE):
        before = subprocess.run(["nft", "list", "ruleset"], capture_output=True, text=True).stdout
        broken = tmp_path / "broken.nft"
        text = (FIREWALL / "kiosk.nft").read_text(encoding="utf-8")
        broken.write_text(text.replace('"zaalgids"', '"nobody-here"'), encoding="utf-8")
        with pytest.raises(subprocess.CalledProcessError):
            load(broken, tmp_path)
        after = subprocess.run(["nft", "list", "ruleset"], capture_output=True, text=True).stdout
    without = re.compile(r"packets \d+ bytes \d+")
    assert without.sub("", before) == without.sub("", after)
