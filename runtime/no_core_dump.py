"""A process whose memory holds pictures of people must never be written to a disk by the kernel.

Note: a limit of 0 for core files is not enough. Where the kernel hands cores to a
program (`core_pattern` begins with `|`, as Debian's systemd-coredump has it) the limit is that program's to respect;
a process that is not dumpable is not handed over at all. Both are set; children inherit the first alone, and hold no
picture.
"""

from __future__ import annotations

import ctypes
import os
import resource

_PR_SET_DUMPABLE = 4  # prctl(2), include/uapi/linux/prctl.h


def forbid_core_dumps() -> None:
    """Make this process leave no core dump and let only root read its memory. Raises OSError."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"prctl: {os.strerror(number)}")
