"""A twin of the machine's firmware: reads autoboot.txt as the Raspberry Pi's does, and starts one boot partition.

It knows nothing of our own entries. What it can't show is said in docs/hardware.md.
"""

from __future__ import annotations

import re


def boot_partition(autoboot: str, is_trial: bool) -> int:
    """Return the number of the partition that starts; with the one-shot flag the one below `[tryboot]`.

    Raises ValueError when the file names none, or is longer than the firmware reads.
    """
    if len(autoboot) > 512:
        raise ValueError("the firmware reads 512 bytes of autoboot.txt at most")
    applies, chosen = True, 0
    for line in autoboot.splitlines():
        if header := re.fullmatch(r"\[(\w+)\]", line.strip()):
            applies = header[1] == "all" or (header[1] == "tryboot" and is_trial)
        elif applies and (value := re.fullmatch(r"boot_partition=(\d+)", line.strip())):
            chosen = int(value[1])
    if not chosen:
        raise ValueError("autoboot.txt names no partition: the firmware starts nothing")
    return chosen
