"""A process that computes on pictures keeps the memory that it frees, to use it again for the next picture.

Note: the C library hands every large array back to the kernel when it is freed, and the
next one is given page by page, each page cleared first. On pictures that was a third of the time that finding keypoints
took (docs/decisions/0003). The peak of memory stays the same; the process only keeps it in between.
"""

from __future__ import annotations

import ctypes

# glibc's malloc.h and mallopt(3).
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_MAX_ARRAY_BYTES = 32 * 1024 * 1024  # no array of a frame is larger


def keep_freed_memory() -> bool:
    """Keep freed memory from now on. Returns False where the C library is not glibc; all works there, but slower."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(
        mallopt(_M_MMAP_THRESHOLD, _MAX_ARRAY_BYTES)
        and mallopt(_M_TRIM_THRESHOLD, 4 * _MAX_ARRAY_BYTES)
    )
