"""`TwinPair`: two references of different works that explain each other, and the places where they differ.

Two works of one series may share all but a detail, as may two states of a print, or a work and its copy. Each
explains a photograph of the other as well as its own. Only the places where they differ tell them apart
(models/twin_choice.py). They are found once, when references are put together (models/twin_search.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]  # x, y, w, h in shares of the first reference, 0 to 1

# Side of the square colour picture of a reference. A detail of 3 % of the work's width is 8 pixels wide in it.
COLOUR_PX = 256
_JPEG_QUALITY = 92  # about 20 kB a picture; the difference that decides is larger than its errors


@dataclass(frozen=True, slots=True)
class TwinPair:
    """Two references (rows) of different works that explain each other.

    `places`: where they differ, the clearest first; empty where they differ in nothing that light could not do.
    `pictures`: JPEG bytes (uint8) of the first reference and of the second laid upon it, COLOUR_PX × COLOUR_PX.
    `corners`: of the second in the first, 4 × 2, in shares of the first's size.
    """

    first: int
    second: int
    places: tuple[Box, ...]
    pictures: tuple[NDArray[np.uint8], NDArray[np.uint8]]
    corners: NDArray[np.float32]


def twins_by_work(works: Sequence[str], pairs: Sequence[TwinPair]) -> dict[str, list[str]]:
    """Returns, of each work that has twins, the works that they are of, each once, in the order of `pairs`.

    `works`: of each reference, by its row.
    """
    found: dict[str, dict[str, None]] = {}
    for pair in pairs:
        one, other = works[pair.first], works[pair.second]
        found.setdefault(one, {})[other] = None
        found.setdefault(other, {})[one] = None
    return {work: list(others) for work, others in found.items()}


def compressed_square(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Returns a picture (uint8 BGR) as the JPEG bytes of a COLOUR_PX square, whatever its proportions."""
    square = cv2.resize(picture, (COLOUR_PX, COLOUR_PX), interpolation=cv2.INTER_AREA)
    return compressed(np.asarray(square, np.uint8))


def compressed(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Returns the JPEG bytes of a picture (uint8 BGR)."""
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return np.asarray(data, np.uint8).ravel()


def decompressed(data: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Returns the picture (uint8 BGR) of `compressed` bytes. Raises ValueError for other bytes."""
    picture = cv2.imdecode(data, cv2.IMREAD_COLOR) if len(data) else None
    if picture is None or picture.shape != (COLOUR_PX, COLOUR_PX, 3):
        raise ValueError("not a picture of a reference")
    return np.asarray(picture, np.uint8)


def to_arrays(pairs: Sequence[TwinPair]) -> dict[str, NDArray[Any]]:
    """Returns `pairs` as arrays for a feature file; without pairs there are none."""
    if not pairs:
        return {}
    pictures = [picture for pair in pairs for picture in pair.pictures]
    places = [box for pair in pairs for box in pair.places]
    return {
        "twin_rows": np.array([(pair.first, pair.second) for pair in pairs], np.int32),
        "twin_corners": np.stack([pair.corners for pair in pairs]).astype(np.float32),
        "twin_places": np.array(places, np.float32).reshape(-1, 4),
        "twin_first_place": _starts(len(pair.places) for pair in pairs),
        "twin_pictures": np.concatenate(pictures),
        "twin_first_byte": _starts(len(picture) for picture in pictures),
    }


def from_arrays(arrays: Mapping[str, Any], references: int) -> tuple[TwinPair, ...]:
    """Returns the pairs that `to_arrays` wrote; none from a file without them.

    `references`: how many the file has. Raises KeyError, TypeError or ValueError for arrays that do not fit each
    other.
    """
    if "twin_rows" not in arrays:
        return ()
    rows = np.asarray(arrays["twin_rows"])
    corners, places = np.asarray(arrays["twin_corners"]), np.asarray(arrays["twin_places"])
    place_at, byte_at = (
        np.asarray(arrays[name]) for name in ("twin_first_place", "twin_first_byte")
    )
    data = np.asarray(arrays["twin_pictures"])
    fits = (
        rows.shape == (len(rows), 2)
        and corners.shape == (len(rows), 4, 2)
        and places.shape == (len(places), 4)
        and _are_starts(place_at, len(rows), len(places))
        and _are_starts(byte_at, 2 * len(rows), len(data))
        and data.ndim == 1
        and bool(((rows >= 0) & (rows < references)).all())
        and bool(np.isfinite(corners).all())
    )
    if not fits:
        raise ValueError("the twins do not fit each other")
    pictures = [data[byte_at[n] : byte_at[n + 1]] for n in range(2 * len(rows))]
    return tuple(
        TwinPair(
            int(first),
            int(second),
            tuple(_box(box) for box in places[place_at[n] : place_at[n + 1]]),
            (pictures[2 * n], pictures[2 * n + 1]),
            corners[n],
        )
        for n, (first, second) in enumerate(rows)
    )


def _box(row: NDArray[np.float32]) -> Box:
    x, y, width, height = (float(value) for value in row)
    return x, y, width, height


def _starts(lengths: Any) -> NDArray[np.int64]:
    return np.cumsum([0, *lengths], dtype=np.int64)


def _are_starts(starts: NDArray[Any], parts: int, length: int) -> bool:
    return (
        starts.shape == (parts + 1,)
        and int(starts[0]) == 0
        and int(starts[-1]) == length
        and bool((np.diff(starts) >= 0).all())
    )
