"""A real systemd starts our units as they are shipped, and they do their work with the rights that they have left."""

from __future__ import annotations

import grp
import json
import pwd
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.real_systemd import KIOSK_ACCOUNT, ROOT, RealSystemd, real_systemd
from tests.waiting import until

pytestmark = [pytest.mark.real_systemd, pytest.mark.long, pytest.mark.timeout(400)]

READABLE = ("sh", "-c", 'runuser -u "$0" -- find /var/lib/zaalgids /etc/zaalgids -type f -readable')
# Says CONNECT in MQTT 3.1.1 over TLS, and prints what comes back as bytes; CONNACK is 20 02 00 00.
CONNECT = (
    r"(printf '\020\020\0\4MQTT\4\2\0\74\0\4test'; sleep 2) | timeout 5 openssl s_client -quiet -no_ign_eof"
    " -connect localhost:8883 -CAfile /etc/mosquitto/zaalgids/ca.crt -verify_return_error {} 2>&1 | od -An -tx1 -v"
)
BROKER_FILES = {"ca.crt": 0o644, "crl.pem": 0o644, "localhost.crt": 0o644, "localhost.key": 0o640}
MOSQUITTO = Path("/lib/systemd/system/mosquitto.service")  # Debian's
SERVER = """data = "/var/lib/zaalgids/server"
port = 8080
"""
KIOSK = """name = "kiosk-1"
data = "/var/lib/zaalgids/kiosk"
server = "http://127.0.0.1:8080"
broker = "mqtt://127.0.0.1:1883"
"""
CAMERA = """[[eyes]]
camera = { type = "virtual-doorway" }
recognise = true
count = true
line = [320.0, 0.0, 320.0, 480.0]
"""
# A screen without a graphics card: cage draws into memory.
NO_CARD = """Environment=WLR_BACKENDS=headless WLR_RENDERER=pixman
[Unit]
ConditionPathExists=
"""


@pytest.fixture
def prepared() -> Iterator[RealSystemd]:
    with real_systemd() as systemd:
        yield systemd


def health(systemd: RealSystemd, port: int) -> dict[str, Any]:
    said = systemd.run("curl", "-s", "-m", "5", f"http://127.0.0.1:{port}/health", check=False)
    found: dict[str, Any] = json.loads(said) if said.startswith("{") else {}
    return found


def wait(systemd: RealSystemd, true: Callable[[], Any]) -> None:
    until(true, 120, lambda: systemd.run("tail", "-40", "/run/units.log", check=False))


def status(systemd: RealSystemd, unit: str) -> dict[str, str]:
    """Returns what the kernel says of a unit's main process."""
    text = systemd.run("cat", f"/proc/{systemd.main_process(unit)}/status")
    return dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)


def test_server_and_kiosk_serve_and_count(prepared: RealSystemd) -> None:
    prepared.write("etc/zaalgids/server.toml", SERVER, 0o640, (0, KIOSK_ACCOUNT))
    prepared.write("etc/zaalgids/kiosk.toml", KIOSK + CAMERA, 0o640, (KIOSK_ACCOUNT, KIOSK_ACCOUNT))
    for unit in ("zaalgids-server.service", "zaalgids-kiosk.service"):
        prepared.install(unit)
    with prepared as systemd:
        systemd.run("systemctl", "start", "--no-block", "zaalgids-server", "zaalgids-kiosk")
        wait(systemd, lambda: health(systemd, 8080))
        wait(systemd, lambda: health(systemd, 8090).get("connected"))
        # Its detector runs, in memory that can't be written and executed at once, and it is not blind.
        wait(systemd, lambda: counts(health(systemd, 8090)))
        for unit in ("zaalgids-server.service", "zaalgids-kiosk.service"):
            said = status(systemd, unit)
            assert said["CapBnd"] == said["CapEff"] == "0" * 16, unit
            assert (said["NoNewPrivs"], said["Seccomp"]) == ("1", "2"), unit
            assert said["Uid"].split()[0] == str(KIOSK_ACCOUNT), unit
        for other in ("nobody", "zaalgids-screen"):
            found = systemd.run(*READABLE, other, check=False)
            assert found == "", f"{other} may read what belongs to server and kiosk"


def counts(found: dict[str, Any]) -> bool:
    """Returns whether its cameras give pictures and none is blind: its detector has run on them."""
    return bool(found) and found["uptime_seconds"] > 8 and found["blind"] == {}


def test_a_kiosk_that_hangs_is_started_again(prepared: RealSystemd) -> None:
    prepared.write("etc/zaalgids/kiosk.toml", KIOSK, 0o640, (KIOSK_ACCOUNT, KIOSK_ACCOUNT))
    prepared.install("zaalgids-kiosk.service", "WatchdogSec=60\n")  # as shipped, but sooner
    unit = "zaalgids-kiosk.service"
    with prepared as systemd:
        systemd.run("systemctl", "start", unit)
        wait(systemd, lambda: health(systemd, 8090))
        first = systemd.main_process(unit)
        systemd.run("kill", "-STOP", str(first))
        wait(systemd, lambda: systemd.main_process(unit) not in (0, first))
        wait(systemd, lambda: health(systemd, 8090))


@pytest.mark.browser
@pytest.mark.cage
def test_the_screen_shows_the_page_and_its_browser_keeps_its_own_sandbox(
    prepared: RealSystemd,
) -> None:
    script = (ROOT / "deploy" / "zaalgids-screen").read_text(encoding="utf-8")
    prepared.write("opt/zaalgids/bin/zaalgids-screen", script, 0o755)
    policy = (ROOT / "deploy" / "chromium" / "zaalgids.json").read_text(encoding="utf-8")
    prepared.write("etc/chromium/policies/managed/zaalgids.json", policy, 0o644)
    prepared.write("etc/zaalgids/kiosk.toml", KIOSK, 0o640, (KIOSK_ACCOUNT, KIOSK_ACCOUNT))
    prepared.install("zaalgids-kiosk.service")
    prepared.install("zaalgids-screen.service", NO_CARD)
    with prepared as systemd:
        systemd.run("rm", "-f", "/usr/bin/Xwayland")  # no X server is shipped
        systemd.run("systemctl", "start", "--no-block", "zaalgids-screen")
        wait(systemd, lambda: health(systemd, 8090).get("watched"))
        own = systemd.run("readlink", "/proc/1/ns/user")
        pages = systemd.run("pgrep", "-f", "type=renderer").split()
        assert pages
        for page in pages:
            assert systemd.run("readlink", f"/proc/{page}/ns/user") != own
            assert systemd.run("sh", "-c", f"ls /proc/{page}/root | head -1") == ""
        main = status(systemd, "zaalgids-screen.service")
        assert (main["CapBnd"], main["NoNewPrivs"], main["Seccomp"]) == ("0" * 16, "1", "2")


@pytest.mark.mosquitto
def test_mosquitto_takes_a_kiosk_by_its_certificate_and_never_is_root(
    prepared: RealSystemd, tmp_path: Path
) -> None:
    subprocess.run(
        ["sh", ROOT / "deploy/mosquitto/certificates.sh", tmp_path, "localhost", "tour-server", "hall-1"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    broker = grp.getgrnam("mosquitto").gr_gid
    for name, mode in BROKER_FILES.items():
        prepared.write(
            f"etc/mosquitto/zaalgids/{name.replace('localhost', 'broker')}",
            (tmp_path / name).read_text(encoding="utf-8"),
            mode,
            (0, broker if name.endswith(".key") else 0),
        )
    for name in ("hall-1.crt", "hall-1.key"):
        prepared.write(f"root/{name}", (tmp_path / name).read_text(encoding="utf-8"), 0o600)
    deploy = ROOT / "deploy" / "mosquitto"
    access, settings, limits = (
        (deploy / name).read_text(encoding="utf-8")
        for name in ("zaalgids.acl", "zaalgids.conf", "limits.conf")
    )
    prepared.write("etc/mosquitto/zaalgids.acl", access, 0o640, (0, broker))
    prepared.write("etc/mosquitto/conf.d/zaalgids.conf", settings, 0o644)
    prepared.write("etc/systemd/system/mosquitto.service", MOSQUITTO.read_text(), 0o644)
    prepared.write("etc/systemd/system/mosquitto.service.d/zaalgids.conf", limits, 0o644)
    with prepared as systemd:
        systemd.run("systemctl", "start", "mosquitto")  # returns when Mosquitto says it is ready
        said = status(systemd, "mosquitto.service")
        assert said["CapBnd"] == said["CapEff"] == "0" * 16
        assert said["Uid"].split()[0] == str(pwd.getpwnam("mosquitto").pw_uid)
        for shown, taken in (("-cert /root/hall-1.crt -key /root/hall-1.key", True), ("", False)):
            answer = systemd.run("sh", "-c", CONNECT.format(shown), check=False)
            assert ("20 02 00 00" in " ".join(answer.split())) is taken, answer
