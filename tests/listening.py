"""Which addresses running processes listen on, read from /proc."""

from __future__ import annotations

import ipaddress
import re
import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_LISTENS = {"tcp": "0A", "tcp6": "0A", "udp": "07", "udp6": "07"}  # states of <net/tcp_states.h>
_UNCONNECTED = "0000"  # the other side's port of a datagram socket that takes from anybody


def listening(pids: Iterable[int]) -> set[tuple[str, str, int]]:
    """Returns (protocol, address, port) of every socket of these processes that others may send to."""
    pids = list(pids)
    own = {inode for pid in pids for inode in _sockets(pid)}
    found = set()
    for table, state in _LISTENS.items():
        for line in (
            Path(f"/proc/{pids[0]}/net/{table}").read_text(encoding="ascii").splitlines()[1:]
        ):
            fields = line.split()
            local, other = fields[1], fields[2]
            if fields[9] in own and fields[3] == state and other.endswith(_UNCONNECTED):
                address, port = local.split(":")
                found.add((table.rstrip("6"), _address(address), int(port, 16)))
    return found


def _sockets(pid: int) -> set[str]:
    """Returns the inodes of a process's sockets; none where it has ended."""
    found = set()
    with suppress(OSError):
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                if match := re.fullmatch(r"socket:\[(\d+)\]", str(link.readlink())):
                    found.add(match[1])
    return found


def _address(text: str) -> str:
    """Read an address as the kernel prints it: 32-bit words in the byte order of the machine."""
    words = [int(text[at : at + 8], 16) for at in range(0, len(text), 8)]
    raw = struct.pack(f"={len(words)}I", *words)
    return str(ipaddress.ip_address(socket.inet_ntop(
        socket.AF_INET if len(words) == 1 else socket.AF_INET6, raw
    )))  # fmt: skip
