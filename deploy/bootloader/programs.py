"""Runs programs of the system."""

from __future__ import annotations

import subprocess

from deploy.bootloader.boot_state import BootloaderError


def run(*command: str) -> str:
    """Return what a program printed. Raises BootloaderError when it fails."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise BootloaderError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout.strip()


def is_restarting() -> bool:
    """Tell whether the machine goes down to start again, and not to stay off."""
    return "reboot.target" in run("systemctl", "list-jobs", "--plain", "--no-legend")


def restart() -> None:
    """Restart the machine in order, and don't wait for it."""
    run("systemctl", "--no-block", "reboot")
