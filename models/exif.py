"""Which way up a camera was held: the one field of EXIF that recognition needs.

Read here because decoders differ in when they heed it (OpenCV does for JPEG, and not for pictures with alpha).
Nothing else is read from EXIF, and nothing of it is kept: it may say where and by whom.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

ByteOrder = Literal["little", "big"]
_ORIENTATION_TAG = 0x0112
_ENTRY_BYTES = 12


def orientation(block: bytes) -> int:
    """The orientation, 1 to 8, of a TIFF-shaped EXIF block (CIPA DC-008, 4.6.4); 1 where it says nothing."""
    order: ByteOrder = "little" if block[:2] == b"II" else "big"

    def whole(at: int, length: int) -> int:
        return int.from_bytes(block[at : at + length], order)

    if block[:2] not in (b"II", b"MM") or whole(2, 2) != 42:
        return 1
    directory = whole(4, 4)
    for entry in range(min(whole(directory, 2), 512)):
        at = directory + 2 + entry * _ENTRY_BYTES
        if whole(at, 2) == _ORIENTATION_TAG:
            value = whole(at + 8, 2)
            return value if 1 <= value <= 8 else 1
    return 1


def upright(picture: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """`picture` (uint8, height × width × 3) turned as its EXIF `orientation` (1 to 8) asks."""
    turned = picture
    if orientation in (5, 6, 7, 8):
        turned = turned.transpose(1, 0, 2)
    if orientation in (2, 3, 6, 7):
        turned = turned[:, ::-1]
    if orientation in (3, 4, 7, 8):
        turned = turned[::-1]
    return np.ascontiguousarray(turned)
