"""Simulates the same design by another hand: copies, workshop pieces, icons after one model, prints after paintings.

Contours run a little differently, colours and brush are others, parts are shifted and lettering is new. One of the two
is enrolled and the other shown (a stranger), or both are enrolled.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

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
from zaalgids.simulation.simulated_twins import engraved

Random = np.random.Generator
_KINDS = ("other shown", "both enrolled", "other shown", "own shown")


def other_hand(supply: PictureSupply, each: int) -> Iterator[Case]:
    """Yields works, the same designs by another hand, and `each` photographs of either."""
    random = supply.random
    for number in range(each):
        how = _KINDS[number % len(_KINDS)]
        name, picture = supply.next()
        pair = [(f"{name}, one hand", picture), (f"{name}, other hand", redrawn(picture, supply))]
        if random.random() < 0.5:
            pair.reverse()
        enrolled = pair if how == "both enrolled" else pair[:1]
        for work, image in enrolled:
            yield CaseReference(work, supply.museum_picture(image))
        work, image = pair[1] if how == "other shown" else pair[0]
        photo = photograph(image, supply.conditions, random, faults=())
        if how == "other shown":
            yield CaseQuery((), photo.image, "stranger, same design by another hand")
        else:
            yield CaseQuery((work,), photo.image, f"same design, {how}")


def redrawn(picture: Picture, supply: PictureSupply) -> Picture:
    """Draw the picture by another hand."""
    random, settings = supply.random, supply.settings
    image = _other_contours(picture, float(random.uniform(*settings.warp)), random)
    image = _shifted_parts(image, random)
    brush = int(random.integers(4))
    if brush == 0:
        image = to_picture(cv2.medianBlur(cv2.bilateralFilter(image, 11, 55, 9), 7))
    elif brush == 1:
        image = _flat_colours(image, int(random.integers(7, 14)))
    elif brush == 2:
        image = to_picture(cv2.edgePreservingFilter(image, flags=1, sigma_s=18, sigma_r=0.35))
    else:
        image = engraved(image, float(random.uniform(4, 7)), int(random.integers(1 << 30)))
    if brush != 3:
        image = _contours(_other_palette(image, random), random)
    return _lettered(image, random)


def _other_contours(picture: Picture, far: float, random: Random) -> Picture:
    """Warp smoothly, by `far` of the side at most, and change the proportions a little."""
    high, wide = picture.shape[:2]
    down, across = np.mgrid[:high, :wide].astype(np.float32)
    for cells in (4, 9):
        for axis in (across, down):
            shift = random.uniform(-1, 1, (cells, cells)).astype(np.float32)
            smooth = cv2.resize(shift, (wide, high), interpolation=cv2.INTER_CUBIC)
            axis += smooth * far * min(high, wide) * (1.0 if cells == 4 else 0.4)
    warped = cv2.remap(picture, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    stretch = (round(wide * random.uniform(0.92, 1.08)), round(high * random.uniform(0.92, 1.08)))
    return np.asarray(cv2.resize(warped, stretch, interpolation=cv2.INTER_AREA), np.uint8)


def _shifted_parts(picture: Picture, random: Random) -> Picture:
    """Move and turn a few rounded parts by a few hundredths of the side."""
    image, (high, wide) = picture, picture.shape[:2]
    for _ in range(int(random.integers(2, 6))):
        middle = (
            float(random.uniform(0.15, 0.85) * wide),
            float(random.uniform(0.15, 0.85) * high),
        )
        mask = blob((wide, high), middle, random.uniform(0.08, 0.2) * min(high, wide), random)
        soft = cv2.GaussianBlur(mask, (0, 0), 0.015 * min(high, wide))
        turn = cv2.getRotationMatrix2D(middle, random.uniform(-9, 9), random.uniform(0.88, 1.12))
        turn[:, 2] += random.normal(0, 0.018, 2) * min(high, wide)
        moved = cv2.warpAffine(image, turn, (wide, high), borderMode=cv2.BORDER_REFLECT)
        image = mixed(image, to_picture(moved), np.asarray(soft, np.float32))
    return image


def _flat_colours(picture: Picture, count: int) -> Picture:
    """Paint with `count` colours only (k-means), as a poster, a woodcut or a provincial icon."""
    small = cv2.resize(picture, (96, 96), interpolation=cv2.INTER_AREA).reshape(-1, 3)
    until = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 12, 1.0)
    cv2.setRNGSeed(7)
    labels = np.zeros((len(small), 1), np.int32)
    _, _, colours = cv2.kmeans(
        small.astype(np.float32), count, labels, until, 1, cv2.KMEANS_PP_CENTERS
    )
    smooth = cv2.medianBlur(picture, 9).astype(np.float32)
    palette = np.asarray(colours, np.float32)
    distances = [((smooth - colour) ** 2).sum(axis=2) for colour in palette]
    return to_picture(palette[np.argmin(distances, axis=0)])


def _other_palette(picture: Picture, random: Random) -> Picture:
    """Turn and curve the colours, as other pigments and another taste do."""
    hsv = cv2.cvtColor(picture, cv2.COLOR_BGR2HSV).astype(np.float32)
    hsv[..., 0] = (hsv[..., 0] + random.normal(0, 16) + 10 * np.sin(hsv[..., 0] / 180 * 12)) % 180
    hsv[..., 1] *= random.uniform(0.5, 1.25)
    hsv[..., 2] = 255 * (hsv[..., 2] / 255) ** random.uniform(0.65, 1.5)
    turned = np.clip(hsv, 0, (179, 255, 255)).astype(np.uint8)
    return np.asarray(cv2.cvtColor(turned, cv2.COLOR_HSV2BGR), np.uint8)


def _contours(picture: Picture, random: Random) -> Picture:
    """Draw contours of this hand's width, more or less strongly."""
    grey = cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), (0, 0), 1.6)
    edges = cv2.Canny(grey, 40, 110)
    wide = int(random.integers(1, 4))
    line = cv2.dilate(edges, np.ones((wide, wide), np.uint8)).astype(np.float32) / 255
    ink = cv2.GaussianBlur(line, (0, 0), 0.8) * random.uniform(0, 0.7)
    return to_picture(picture * (1 - ink[..., None]))


def _lettered(picture: Picture, random: Random) -> Picture:
    """Write other letters at the top or bottom, on every second picture."""
    if random.random() < 0.5:
        return picture
    image, (high, wide) = picture.copy(), picture.shape[:2]
    text = "".join(random.choice(list("ABCEIMNOPSTXVH "), int(random.integers(4, 12))))
    y = int((0.09 if random.random() < 0.5 else 0.95) * high)
    colour = tuple(float(value) for value in random.uniform(0, 255, 3))
    scale = wide / 600 * random.uniform(0.8, 1.4)
    cv2.putText(
        image, text, (int(0.1 * wide), y), cv2.FONT_HERSHEY_TRIPLEX, scale, colour, 2, cv2.LINE_AA
    )
    return image
