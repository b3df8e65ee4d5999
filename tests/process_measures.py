"""What running processes take, read from /proc: memory, processor time, threads, open files and sockets."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
KB_A_MB = 1024


@dataclass(frozen=True, slots=True)
class ProcessMeasures:
    """The sums over several processes. Memory in megabytes, processor time in seconds since they started."""

    rss_mb: float
    pss_mb: float  # memory that several processes share counts for each by its share
    uss_mb: float  # memory that no other process shares
    cpu_seconds: float
    processes: int
    threads: int
    files: int
    sockets: int


def process_tree(root: int) -> list[int]:
    """Return the identifiers of a process and of all its descendants."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError):
            parents[int(entry.name)] = int(_after_name(entry)[1])
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found)


def lives(pid: int) -> bool:
    """Return False where the process has ended, also where its parent has not asked for its status yet."""
    try:
        return _after_name(Path(f"/proc/{pid}"))[0] != "Z"
    except OSError:
        return False


def measure(pids: Iterable[int]) -> ProcessMeasures:
    """Measure these processes; those that have ended count nothing."""
    rss = pss = uss = cpu = 0.0
    processes = threads = files = sockets = 0
    for pid in pids:
        entry = Path(f"/proc/{pid}")
        with suppress(OSError):
            memory = dict(
                re.findall(r"^(\w+): +(\d+) kB$", (entry / "smaps_rollup").read_text(), re.M)
            )
            stat = _after_name(entry)
            opened = [_target(one) for one in (entry / "fd").iterdir()]
            rss += int(memory["Rss"]) / KB_A_MB
            pss += int(memory["Pss"]) / KB_A_MB
            uss += (int(memory["Private_Clean"]) + int(memory["Private_Dirty"])) / KB_A_MB
            cpu += (int(stat[11]) + int(stat[12])) / TICKS_A_SECOND  # proc(5): utime, stime
            threads += int(stat[17])
            files += len(opened)
            sockets += sum(target.startswith("socket:") for target in opened)
            processes += 1
    return ProcessMeasures(rss, pss, uss, cpu, processes, threads, files, sockets)


def cpu_seconds(pids: Iterable[int]) -> float:
    """Return the processor time of these processes so far."""
    total = 0.0
    for pid in pids:
        with suppress(OSError):
            stat = _after_name(Path(f"/proc/{pid}"))
            total += (int(stat[11]) + int(stat[12])) / TICKS_A_SECOND
    return total


def _after_name(entry: Path) -> list[str]:
    """Return the fields of `stat` from the third on; the second, a name in brackets, may hold spaces."""
    return (entry / "stat").read_text().rsplit(")", 1)[1].split()


def _target(link: Path) -> str:
    """Return where a file descriptor leads; an empty string where it was closed meanwhile."""
    try:
        return str(link.readlink())
    except OSError:
        return ""
