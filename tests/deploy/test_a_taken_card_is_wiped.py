"""A real systemd runs zaalgids-wipe as it is shipped: it rewrites the file of a boot partition that is read-only."""

from __future__ import annotations

import hashlib

import pytest

from contract.prepared_kiosk import FILE_NAME, PreparedKiosk, PreparedWifi, prepared_text
from tests.deploy.real_systemd import KIOSK_ACCOUNT, real_systemd
from tests.waiting import until

pytestmark = [pytest.mark.real_systemd, pytest.mark.long, pytest.mark.timeout(400)]

PREPARED = PreparedKiosk(
    server="https://museum.example:8444",
    authority="0" * 64,
    token="lets one kiosk in",
    wifi=PreparedWifi(name="Museum", password="four quiet rooms"),
)
IDENTITY = "/var/lib/zaalgids/kiosk/identity"
FILE = f"/boot/firmware/{FILE_NAME}"
MOUNT = f"mkdir -p /boot/firmware && mount -t tmpfs tmpfs /boot/firmware && cp /prepared {FILE}"


def test_the_kiosk_asks_and_the_file_loses_its_secrets() -> None:
    with real_systemd() as prepared:
        prepared.write("prepared", prepared_text(PREPARED))
        owner = (KIOSK_ACCOUNT, KIOSK_ACCOUNT)
        name = hashlib.sha256(PREPARED.token.encode()).hexdigest()
        prepared.write("request", f"secrets {name}", 0o600, owner)
        for unit in ("zaalgids-wipe.service", "zaalgids-wipe.path"):
            prepared.install(unit)
        with prepared as systemd:
            systemd.run("sh", "-c", f"{MOUNT} && mount -o remount,ro /boot/firmware")
            systemd.run("install", "-d", "-o", "zaalgids", "-m", "0700", IDENTITY)
            systemd.run("systemctl", "start", "zaalgids-wipe.path")
            systemd.run("cp", "-p", "/request", f"{IDENTITY}/wipe")
            until(
                lambda: systemd.run("ls", IDENTITY) == "",
                60,
                lambda: systemd.run("systemctl", "status", "zaalgids-wipe.service", check=False),
            )
            until(
                lambda: "joined = true" in systemd.run("cat", FILE),
                60,
                lambda: systemd.run("tail", "-40", "/run/units.log", check=False),
            )
            left = systemd.run("cat", FILE)
            assert PREPARED.server in left
            assert PREPARED.token not in left
            assert "four quiet rooms" not in left
            until(lambda: " ro," in systemd.run("grep", "/boot/firmware", "/proc/mounts"), 30)
