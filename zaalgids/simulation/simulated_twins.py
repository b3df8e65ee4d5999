"""Simulates twins: two works of one series that differ in a detail, or a work and its copy.

Both explain a photograph of either; only the places where they differ tell them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from zaalgids.simulation.gallery_case import (
    Case,
    CaseQuery,
    CaseReference,
    Picture,
    PictureSupply,
    blob,
    mixed,
    to_picture,
)
from zaalgids.simulation.simulated_gallery import photograph

Random = np.random.Generator
_ONE_ENROLLED = 0.3  # share of pairs of which one is enrolled and the other is a stranger


def twins(supply: PictureSupply, each: int) -> Iterator[Case]:
    """Yields pairs of works that differ in a detail, enrolled both or one, and `each` photographs of either."""
    random = supply.random
    names = list(CHANGES)
    for number in range((each + 1) // 2):
        change = names[number % len(names)]
        name, picture = supply.next()
        first, second = CHANGES[change](picture, supply)
        pair = [(f"{name}, first", first), (f"{name}, second", second)]
        if random.random() < 0.5:
            pair.reverse()
        both = random.random() >= _ONE_ENROLLED
        known = {work for work, _ in (pair if both else pair[:1])}
        for work, image in pair:
            if work in known:
                yield CaseReference(work, supply.museum_picture(image))
        for work, image in pair[: max(0, each - 2 * number)]:
            photo = photograph(image, supply.conditions, random, faults=_faults(random))
            right = (work,) if work in known else ()
            kind = f"twins: {change}" if work in known else f"stranger, twins: {change}"
            yield CaseQuery(right, photo.image, kind)


def _faults(random: Random) -> tuple[str, ...]:
    """Most twins are photographed plainly: a detail must be seen to be told."""
    return (
        (str(random.choice(["far", "shake", "askew", "glare"])),) if random.random() < 0.15 else ()
    )


def _place(picture: Picture, radius: float, random: Random) -> tuple[float, float]:
    """Returns a place (x, y) for a thing of `radius` pixels inside the picture."""
    high, wide = picture.shape[:2]
    x, y = (
        random.uniform(radius, max(radius + 1, wide - radius)),
        random.uniform(radius, max(radius + 1, high - radius)),
    )
    return float(x), float(y)


def _radius(picture: Picture, supply: PictureSupply) -> float:
    return float(0.5 * supply.random.uniform(*supply.settings.detail) * min(picture.shape[:2]))


def with_thing(picture: Picture, middle: tuple[float, float], radius: float, seed: int) -> Picture:
    """Paint a rounded thing (fruit, ball, cup of a `seed`) into the picture, with its shade on the ground."""
    reach = 2.4 * radius
    left, top = (max(0, int(place - reach)) for place in middle)
    right, bottom = (int(place + reach) + 1 for place in middle)
    image = picture.copy()
    within = (middle[0] - left, middle[1] - top)
    image[top:bottom, left:right] = _thing(picture[top:bottom, left:right], within, radius, seed)
    return image


def _thing(picture: Picture, middle: tuple[float, float], radius: float, seed: int) -> Picture:
    random = np.random.default_rng([seed, 17])
    high, wide = picture.shape[:2]
    low = (middle[0] + 0.25 * radius, middle[1] + 0.85 * radius)
    shade = blob((wide, high), low, 0.8 * radius, np.random.default_rng([seed, 18]))
    soft = cv2.GaussianBlur(shade, (0, 0), max(1.0, 0.2 * radius))
    ground = to_picture(picture * (1 - 0.55 * soft[..., None]))
    mask = blob((wide, high), middle, radius, np.random.default_rng([seed, 19]))
    down, across = np.mgrid[:high, :wide].astype(np.float32)
    right, below = (across - middle[0]) / radius, (down - middle[1]) / radius
    tone = np.clip(0.72 - 0.25 * right - 0.3 * below, 0.15, 1.3)[..., None]
    colour = random.uniform(25, 235, 3)
    waves = (right * np.cos(seed) + below * np.sin(seed)) * random.uniform(4, 14)
    body = colour * tone + (np.sin(waves) * random.uniform(0, 26))[..., None]
    spark = np.exp(-((right + 0.35) ** 2 + (below + 0.4) ** 2) / 0.14**2)
    body = body + 120 * spark[..., None]
    return mixed(ground, to_picture(body), mask)


def _moved(picture: Picture, supply: PictureSupply) -> tuple[Picture, Picture]:
    random, radius = supply.random, _radius(picture, supply)
    seed = int(random.integers(1 << 30))
    first = _place(picture, radius, random)
    second = first
    for _ in range(50):
        second = _place(picture, radius, random)
        if np.hypot(first[0] - second[0], first[1] - second[1]) > 1.5 * radius:
            break
    return with_thing(picture, first, radius, seed), with_thing(picture, second, radius, seed)


def _added(picture: Picture, supply: PictureSupply) -> tuple[Picture, Picture]:
    random, radius = supply.random, _radius(picture, supply)
    seed = int(random.integers(1 << 30))
    return picture, with_thing(picture, _place(picture, radius, random), radius, seed)


def _recoloured(picture: Picture, supply: PictureSupply) -> tuple[Picture, Picture]:
    """Another colour of one area, as a robe that is red here and blue there."""
    random, radius = supply.random, 1.2 * _radius(picture, supply)
    mask = _one_colour(picture, random)
    if mask is None:
        mask = blob(picture.shape[1::-1], _place(picture, radius, random), radius, random)
    hsv = cv2.cvtColor(picture, cv2.COLOR_BGR2HSV).astype(np.int32)
    hues = random.choice([30, 60, 90, 120, 150], 2, replace=False)

    def dyed(hue: int) -> Picture:
        other = hsv.copy()
        other[..., 0] = (np.int32(hue) + (hsv[..., 0] // 12)) % 180
        other[..., 1] = np.clip(hsv[..., 1] // 2 + 110, 0, 255)
        other[..., 2] = np.clip(hsv[..., 2] // 2 + 80, 0, 255)
        return mixed(picture, to_picture(cv2.cvtColor(to_picture(other), cv2.COLOR_HSV2BGR)), mask)

    return dyed(int(hues[0])), dyed(int(hues[1]))


def _one_colour(picture: Picture, random: Random) -> NDArray[np.float32] | None:
    """Returns the mask of an area of one colour, such as a robe or a roof; None where a few tries find none."""
    smooth = cv2.medianBlur(picture, 7)
    high, wide = smooth.shape[:2]
    for _ in range(12):
        area = np.zeros((high + 2, wide + 2), np.uint8)
        seed = (int(random.integers(wide)), int(random.integers(high)))
        tolerance = (float(random.uniform(3, 9)),) * 3
        cv2.floodFill(smooth.copy(), area, seed, 0, tolerance, tolerance, 4 | 255 << 8)
        inner = cv2.morphologyEx(area[1:-1, 1:-1], cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
        if 0.012 < np.count_nonzero(inner) / inner.size < 0.2:
            soft = cv2.GaussianBlur(inner.astype(np.float32) / 255, (0, 0), 1.2)
            return np.asarray(soft, np.float32)
    return None


def _removed(picture: Picture, supply: PictureSupply) -> tuple[Picture, Picture]:
    """One area painted over with what is around it."""
    random, radius = supply.random, _radius(picture, supply)
    high, wide = picture.shape[:2]
    places = [_place(picture, radius, random) for _ in range(6)]
    # Something must be there to be painted over.
    masks = [blob((wide, high), place, radius, random) for place in places]
    edges = cv2.Canny(picture, 60, 150)
    mask = max(masks, key=lambda one: float(edges[one > 0.5].sum()))
    small = (max(2, wide // 3), max(2, high // 3))
    hole = (cv2.resize(mask, small) > 0.02).astype(np.uint8)
    ground = cv2.inpaint(
        cv2.resize(picture, small, interpolation=cv2.INTER_AREA), hole, 5, cv2.INPAINT_TELEA
    )
    filled = cv2.resize(ground, (wide, high), interpolation=cv2.INTER_CUBIC)
    grain = random.normal(0, 2.5, (high, wide, 1))
    return picture, mixed(picture, to_picture(filled + grain), mask)


def engraved(picture: Picture, step: float, seed: int) -> Picture:
    """Draw the picture as an engraving: contours, and hatching (every `step` pixels) as dense as it is dark."""
    random = np.random.default_rng([seed, 23])
    grey = cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), (0, 0), 1.2).astype(
        np.float32
    )
    grey = (grey - grey.min()) * (255 / max(1.0, float(np.ptp(grey))))
    high, wide = grey.shape
    down, across = np.mgrid[:high, :wide].astype(np.float32)
    ink = np.zeros((high, wide), np.float32)
    for turn, level in zip(random.uniform(0, np.pi, 3), (170, 115, 65), strict=True):
        phase = (across * np.cos(turn) + down * np.sin(turn)) / step + 0.01 * grey
        ink = np.maximum(ink, np.where((np.sin(phase * 2 * np.pi) > 0.2) & (grey < level), 1, 0))
    edges = cv2.Canny(grey.astype(np.uint8), 60, 140).astype(np.float32) / 255
    ink = cv2.GaussianBlur(np.maximum(ink, edges), (0, 0), 0.7)
    paper = np.array([200, 222, 232], np.float32)
    return to_picture(paper - ink[..., None] * (paper - 30))


def _states(picture: Picture, supply: PictureSupply) -> tuple[Picture, Picture]:
    """Two states of a print: the later one has further hatching in a place and lettering below."""
    random, radius = supply.random, _radius(picture, supply)
    seed = int(random.integers(1 << 30))
    first = engraved(picture, 5.0, seed)
    mask = blob(picture.shape[1::-1], _place(picture, radius, random), radius, random)
    down, across = np.mgrid[: picture.shape[0], : picture.shape[1]].astype(np.float32)
    lines = np.where(np.sin((across - down) / 4.2 * 2 * np.pi / 1.6) > 0, 45, 225)
    darker = np.minimum(first, lines[..., None].astype(np.uint8))
    second = mixed(first, np.asarray(darker, np.uint8), mask)
    if random.random() < 0.6:
        text = "".join(random.choice(list("abcdefghilmnoprstuv "), 22))
        scale = picture.shape[1] / 520
        at = (int(0.1 * picture.shape[1]), int(0.96 * picture.shape[0]))
        cv2.putText(
            second, text, at, cv2.FONT_HERSHEY_COMPLEX_SMALL, scale, (35, 35, 40), 1, cv2.LINE_AA
        )
    return first, second


def _pendants(picture: Picture, supply: PictureSupply) -> tuple[Picture, Picture]:
    """Two of a series in one setting: the same ground, with other figures in the middle of each."""
    random = supply.random
    pair = []
    places = [_place(picture, 0.12 * min(picture.shape[:2]), random) for _ in range(3)]
    for _ in range(2):
        image = picture
        for place in places:
            radius = random.uniform(0.08, 0.15) * min(picture.shape[:2])
            image = with_thing(image, place, radius, int(random.integers(1 << 30)))
        pair.append(image)
    return pair[0], pair[1]


def _copy(picture: Picture, supply: PictureSupply) -> tuple[Picture, Picture]:
    """A faithful copy: a little softer, in slightly other colours, with one thing left out."""
    original = _added(picture, supply)[1]
    random = supply.random
    soft = cv2.bilateralFilter(picture, 7, 28, 5).astype(np.float32)
    return original, to_picture(soft * random.uniform(0.86, 1.1, 3))


def _both_sides(picture: Picture, supply: PictureSupply) -> tuple[Picture, Picture]:
    """Recto and verso of a sheet: the drawing shows through mirrored, with a few strokes of its own."""
    random = supply.random
    recto = engraved(picture, 6.0, int(random.integers(1 << 30)))
    through = cv2.GaussianBlur(recto[:, ::-1], (0, 0), 1.2).astype(np.float32)
    verso = to_picture(232 - (232 - through) * random.uniform(0.25, 0.5))
    radius = _radius(picture, supply)
    for _ in range(3):
        verso = with_thing(
            verso, _place(picture, radius, random), radius, int(random.integers(1 << 30))
        )
    return recto, verso


def _cleaned(picture: Picture, supply: PictureSupply) -> tuple[Picture, Picture]:
    """Before and after cleaning: old varnish yellows and dulls all, and hid one thing."""
    random = supply.random
    clean = _added(picture, supply)[1]
    varnish = np.array(
        [random.uniform(0.42, 0.6), random.uniform(0.68, 0.8), random.uniform(0.8, 0.92)]
    )
    dull = (picture.astype(np.float32) - 128) * random.uniform(0.6, 0.8) + 118
    return clean, to_picture(dull * varnish)


CHANGES: dict[str, Callable[[Picture, PictureSupply], tuple[Picture, Picture]]] = {
    "moved": _moved,
    "added": _added,
    "removed": _removed,
    "recoloured": _recoloured,
    "state of a print": _states,
    "pendants": _pendants,
    "copy": _copy,
    "recto and verso": _both_sides,
    "cleaned": _cleaned,
}
