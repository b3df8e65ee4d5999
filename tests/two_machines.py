"""Two machines on one network, as two network namespaces of this machine. Needs root and `ip` (iproute2).

Whatever is made inside `with machines.at(HOUSE):` belongs to that machine: sockets, child processes and threads. Its
ports are free, and nothing outside the two can reach it.
"""

from __future__ import annotations

import ctypes
import functools
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HOUSE, STREET = "house", "street"
ADDRESSES = {HOUSE: "10.9.0.1", STREET: "10.9.0.2"}
_CLONE_NEWNET = 0x40000000  # <linux/sched.h>
_LIBC = ctypes.CDLL(None, use_errno=True)


@functools.cache
def can_be_had() -> bool:
    """Returns whether this machine can make network namespaces."""
    if os.geteuid() or not shutil.which("ip"):
        return False
    try:
        with two_machines():
            return True
    except subprocess.CalledProcessError:
        return False


class TwoMachines:
    """Two machines that reach each other by ADDRESSES."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    @contextmanager
    def at(self, machine: str) -> Iterator[str]:
        """Move this thread to a machine for the time of the block. Gives the machine's address."""
        with Path("/proc/thread-self/ns/net").open("rb") as before:
            with Path(f"/run/netns/{self._names[machine]}").open("rb") as there:
                _enter(there.fileno())
            try:
                yield ADDRESSES[machine]
            finally:
                _enter(before.fileno())


@contextmanager
def two_machines() -> Iterator[TwoMachines]:
    """Make the two machines, and take them away at the end. Raises CalledProcessError."""
    mark = secrets.token_hex(3)
    names = {machine: f"zg-{machine}-{mark}" for machine in (HOUSE, STREET)}
    ends = {HOUSE: f"zgh{mark}", STREET: f"zgs{mark}"}
    try:
        for name in names.values():
            _ip("netns", "add", name)
            _ip("-n", name, "link", "set", "lo", "up")
        _ip(
            "-n",
            names[HOUSE],
            "link",
            "add",
            ends[HOUSE],
            "type",
            "veth",
            "peer",
            "name",
            ends[STREET],
        )
        _ip("-n", names[HOUSE], "link", "set", ends[STREET], "netns", names[STREET])
        for machine, name in names.items():
            _ip("-n", name, "address", "add", f"{ADDRESSES[machine]}/24", "dev", ends[machine])
            _ip("-n", name, "link", "set", ends[machine], "up")
        yield TwoMachines(names)
    finally:
        for name in names.values():
            with suppress(subprocess.CalledProcessError):
                _ip("netns", "delete", name)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def _enter(namespace: int) -> None:
    if _LIBC.setns(namespace, _CLONE_NEWNET):
        number = ctypes.get_errno()
        raise OSError(number, f"setns: {os.strerror(number)}")
