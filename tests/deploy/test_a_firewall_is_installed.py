"""What install.sh makes of deploy/firewall on a machine: its own ports are let through, a technician's rules stay."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
ACCOUNTS = ("zaalgids", "zaalgids-screen", "mosquitto")

pytestmark = pytest.mark.nftables


class Machine:
    """A folder with the files that the installer reads and writes; nothing of this machine is changed.

    `sshd`, `systemctl` and `dpkg-query` are small programs of the test; nft is asked whether it takes the rules.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rules = folder / "etc/nftables.conf"
        for name in ("bin", "etc/zaalgids", "identity"):
            (folder / name).mkdir(parents=True)
        self.settings = folder / "etc/zaalgids/kiosk.toml"
        self.settings.write_text((DEPLOY / "kiosk.toml").read_text("utf-8"), "utf-8")
        self.program("sshd", "exit 1")
        self.program("dpkg-query", "exit 1")
        self.program("systemctl", f'echo "$@" >> {folder}/asked')
        # The accounts of a kiosk are not on this machine: only their names are taken out of the rules that are tried.
        self.program(
            "nft",
            f'sed \'s/meta skuid "[a-z_-]*"/meta skuid 0/\' "$3" > {folder}/tried'
            f" && exec /usr/sbin/nft --check --file {folder}/tried",
        )

    def program(self, name: str, text: str) -> None:
        file = self.folder / "bin" / name
        file.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
        file.chmod(0o755)

    def install(self, part: str, browser: str = "yes") -> str:
        """Returns what was said."""
        script = (DEPLOY / "lib/firewall.sh").read_text("utf-8")
        for place in ("/etc/nftables.conf", "/etc/zaalgids/", "/boot/firmware/"):
            script = script.replace(place, f"{self.folder}{place}")
        script = script.replace("/var/lib/zaalgids/kiosk/identity", f"{self.folder}/identity")
        words = f'set -eu\nhere={DEPLOY}\nbrowser={browser}\n. "$here/lib/common.sh"\n{script}\n'
        done = subprocess.run(
            ["sh", "-c", f"{words}systemd_runs() {{ true; }}\nset_up_firewall {part}"],
            capture_output=True,
            text=True,
            env={**os.environ, "PATH": f"{self.folder}/bin:{os.environ['PATH']}"},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ports(self, name: str) -> set[int]:
        """Returns a list of the rules that were installed."""
        found = re.search(rf"^define {name} = \{{(.*)\}}$", self.rules.read_text("utf-8"), re.M)
        assert found
        return {int(port) for port in found[1].split(",")}

    def asked(self) -> list[str]:
        """Returns what systemd was asked to do."""
        return (self.folder / "asked").read_text("utf-8").splitlines()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_kiosk_is_guarded_from_now_on(machine: Machine) -> None:
    said = machine.install("kiosk")
    assert "lets in the camera session" in said
    assert machine.ports("LET_IN") == {8443}
    assert machine.ports("SERVER") == {443, 8444, 8883}
    assert machine.asked() == ["enable --quiet nftables", "restart nftables"]
    # Debian's updates are fetched by the machine itself.
    assert re.search(r'^ *meta skuid "_apt" tcp dport', machine.rules.read_text("utf-8"), re.M)


def test_who_came_by_ssh_is_not_shut_out(machine: Machine) -> None:
    machine.program("sshd", 'printf "port 22\\nport 2222\\n"')
    machine.install("kiosk")
    assert machine.ports("LET_IN") == {22, 2222, 8443}


def test_a_screen_of_another_machine_is_let_in(machine: Machine) -> None:
    machine.install("kiosk", browser="no")
    assert machine.ports("LET_IN") == {8090, 8443}
    assert 'skuid "zaalgids-screen"' not in machine.rules.read_text("utf-8")


@pytest.mark.parametrize(
    ("server", "broker", "ports"),
    [
        ("http://guide.museum.example:8080", "mqtt://guide.museum.example:1884", {8080, 1884}),
        ("http://guide.museum.example", "mqtt://10.0.0.7", {80, 1883}),
        ("https://[fd00::7]", "mqtts://[fd00::7]:9883", {9883}),
        ("https://guide.museum.example/", "mqtts://guide.museum.example", set()),
    ],
)
def test_its_server_stands_on_other_ports(
    machine: Machine, server: str, broker: str, ports: set[int]
) -> None:
    machine.settings.write_text(f'name = "hall-1"\nserver = "{server}"\nbroker = "{broker}"\n')
    machine.install("kiosk")
    assert machine.ports("SERVER") == {443, 8444, 8883} | ports


def test_a_claimed_kiosk_keeps_its_way_to_the_server(machine: Machine) -> None:
    identity = '{"content":"https://10.0.0.7:9444","broker":"mqtts://10.0.0.7:9883"}'
    (machine.folder / "identity/identity.json").write_text(identity)
    machine.install("kiosk")
    assert machine.ports("SERVER") == {443, 8444, 8883, 9444, 9883}


def test_what_a_technician_changed_stays(machine: Machine) -> None:
    machine.install("kiosk")
    changed = machine.rules.read_text("utf-8").replace("{ 8443 }", "{ 8443, 5000 }")
    machine.rules.write_text(changed, "utf-8")
    assert "stay as they are" in machine.install("kiosk")
    assert machine.rules.read_text("utf-8") == changed


def test_rules_of_before_are_kept(machine: Machine) -> None:
    machine.rules.write_text("flush ruleset\n")
    machine.install("kiosk")
    assert Path(f"{machine.rules}.before-zaalgids").read_text() == "flush ruleset\n"


def test_rules_that_nft_refuses_are_not_installed(machine: Machine) -> None:
    machine.program("nft", "echo 'no such family' >&2; exit 1")
    assert "No firewall" in machine.install("kiosk")
    assert not machine.rules.exists()


def test_a_server_on_a_kiosks_machine_lets_visitors_in(machine: Machine) -> None:
    machine.install("kiosk")
    machine.install("server")
    assert machine.ports("LET_IN") == {22, 80, 443, 8443, 8444, 8883}
    assert Path(f"{machine.rules}.of-the-kiosk").exists()
    assert "stay" in machine.install("server")


def test_a_kiosk_on_the_servers_machine_takes_nothing_away(machine: Machine) -> None:
    machine.install("server")
    before = machine.rules.read_bytes()
    assert "Add 8443" in machine.install("kiosk")
    assert machine.rules.read_bytes() == before
