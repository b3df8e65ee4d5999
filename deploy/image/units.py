"""Which services the image starts. Whatever is not here and is not a part of systemd itself is off."""

from __future__ import annotations

from pathlib import Path

# unit -> why it runs
ENABLED = {
    "NetworkManager.service": "the network",
    "systemd-timesyncd.service": "the clock",
    "nftables.service": "the firewall",
    "zaalgids-kiosk.service": "the kiosk",
    "zaalgids-screen.service": "its browser",
    "zaalgids-grow.service": "the data partition takes the card's room",
    "zaalgids-ssh.service": "SSH, where the boot partition has a key",
    "zaalgids-wipe.path": "the secrets of the card's file go when the kiosk has taken it",
    "zaalgids-console.service": "a virtual machine's shell",
}
# Units of other parts of deploy/, started where this checkout has them.
ENABLED_WHERE_PRESENT = {
    "zaalgids-bootloader.service": "a trial of the other slot",
    "zaalgids-bootloader-limit.service": "the end of a trial that ends in the emergency shell",
    "zaalgids-bootloader-limit.timer": "the end of a trial that lasts two hours",
    "zaalgids-trial.service": "the end of a trial that nobody marked good",
    "zaalgids-restart.path": "a restart that the kiosk asks for",
}
# unit -> why it never runs
MASKED = {
    "ssh.service": "our own unit starts SSH, with keys alone",
    "ssh.socket": "likewise",
    "rauc-mark-good.service": "a slot is good when the kiosk's health check says so",
    "getty@.service": "no text console behind the screen",
    "serial-getty@.service": "no serial console on a kiosk",
    "getty.target": "it would ask for both",
    "NetworkManager-wait-online.service": "a kiosk works without a network",
    "systemd-firstboot.service": "it would ask questions",
    "systemd-machine-id-commit.service": "the initramfs keeps the identity on the data partition",
    "systemd-remount-fs.service": "the root stays read-only",
    "e2scrub_all.timer": "there is no LVM",
    "e2scrub_reap.service": "likewise",
    "dpkg-db-backup.timer": "packages don't change",
    "apt-daily.timer": "likewise",
    "apt-daily-upgrade.timer": "likewise",
    "ctrl-alt-del.target": "a keyboard at the kiosk restarts nothing",
    "sleep.target": "a kiosk does not sleep",
    "suspend.target": "likewise",
    "hibernate.target": "likewise",
}
# Units of deploy/systemd that belong to a kiosk; the others are the server's.
OF_A_KIOSK = (
    "zaalgids-kiosk",
    "zaalgids-screen",
    "zaalgids-trial",
    "zaalgids-restart",
    "zaalgids-wipe",
)
PLACES = ("etc/systemd/system", "usr/lib/systemd/system", "lib/systemd/system")


def unit_file(root: Path, name: str) -> Path | None:
    """Return where a root has a unit, None where it has none."""
    return next((file for place in PLACES if (file := root / place / name).is_file()), None)


def units_to_enable(root: Path) -> list[str]:
    """Return the units that this root starts. Raises FileNotFoundError for one that it needs and lacks."""
    for name in ENABLED:
        if unit_file(root, name) is None:
            raise FileNotFoundError(f"The root has no unit {name}.")
    return [*ENABLED, *(name for name in ENABLED_WHERE_PRESENT if unit_file(root, name))]
