"""The installer refuses what can't work before it changes anything, and says which Debian packages it wants."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def tried(*words: str) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(DEPLOY / "install.sh"), *words]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "say which: server, kiosk or uninstall"),
        (["servr"], "say which"),
        (["server", "--nmae", "x"], "unknown option --nmae"),
        (["server", "--wheel"], "--wheel needs a word after it"),
        (["server", "--name", "a b"], "'a b' is no name or address"),
        (["server", "--name", "a;reboot"], "is no name or address"),
        (["server", "--site", "Het Huis"], "is no museum's key"),
        (["server", "--patience", "long"], "is a number of seconds"),
        (["server", "--backup-folder", "backups"], "is a whole path"),
        (["server", "--backup-folder", '/mnt/"x'], "can't hold"),
        (["server", "--certificate", "/nowhere"], "'/nowhere' is none of them"),
    ],
)
def test_a_command_line_is_refused_in_words(words: list[str], said: str) -> None:
    done = tried(*words)
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stdout == ""


def packages(*words: str) -> set[str]:
    done = tried("server", "--print-packages", *words)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_a_server_brings_what_it_was_asked_for() -> None:
    everything = packages("--name", "guide.museum.org")
    assert everything > {"postgresql", "mosquitto", "nginx-light", "certbot", "unattended-upgrades"}
    for word, left_out in (
        ("--sqlite", {"postgresql"}),
        ("--no-mosquitto", {"mosquitto"}),
        ("--no-proxy", {"nginx-light", "certbot"}),
        ("--no-machine", {"unattended-upgrades", "logrotate", "nftables"}),
    ):
        assert not packages("--name", "guide.museum.org", word) & left_out


@pytest.mark.parametrize(
    ("names", "public"),
    [
        ("guide.museum.org", True),
        ("guide.museum.org,www.museum.org", True),
        ("guide.museum.org,10.0.0.7", False),
        ("guide.museum.org,guide.local", False),
        ("10.0.0.7", False),
        ("fd00::7", False),
        ("hall", False),
        ("museum.home.arpa", False),
    ],
)
def test_a_name_decides_who_signs(names: str, public: bool) -> None:
    assert ("certbot" in packages("--name", names)) is public
    assert "certbot" in packages("--name", names, "--certificate", "public")
    assert "certbot" not in packages("--name", names, "--certificate", "own")


def test_each_script_is_read_by_the_shell() -> None:
    scripts = [
        *(DEPLOY / "lib").glob("*.sh"),
        *(DEPLOY / "server").glob("*.sh"),
        *(DEPLOY / "mosquitto").glob("*.sh"),
        *(DEPLOY / name for name in ("install.sh", "server/web-certificate", "container/broker")),
    ]
    assert len(scripts) > 10
    for script in scripts:
        done = subprocess.run(["sh", "-n", str(script)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
