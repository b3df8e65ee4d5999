"""`python -m tests.bench_shortlist --pictures FOLDER`: how often the shortlist holds a work that is partly covered.

The pictures of FOLDER, filled up with drawn ones to each number of `--references` (300, 10,000), are enrolled. Each
photograph has a work that a hand, a head, a column, the frame's edge or (one work beside another) both cover. A row
tells which share of the works is among the first 8 references: by the embedding alone, by the votes of the index alone,
and by both as the recogniser merges them. `--keep FOLDER` keeps the enrolled features for the next run.

10,000 references take about ten minutes on two processors.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models import decision, local_features, model_file, quad_check, shortlist
from models.crops import select_crops
from models.embedding import Embedder
from models.features import Features, combine_references
from models.picture import read_picture
from zaalgids.evaluation.enrol_pictures import EnrolmentSource, enrolled, processors
from zaalgids.evaluation.picture_list import PICTURE_SUFFIXES
from zaalgids.simulation.gallery_conditions import TEST
from zaalgids.simulation.simulated_gallery import Picture, Random, photograph

SHARES = (0.1, 0.2, 0.3, 0.4, 0.5)
COVERS = ("hand", "head in front", "column", "half out of frame", "two works")
LEGS = ("embedding", "index", "both")
MIN_SIDE_PX = 250  # smaller pictures are icons
MAX_SIDE_PX = 1000
Mask = NDArray[np.float32]
Share = dict[tuple[str, float], list[tuple[bool, ...]]]


@dataclass(frozen=True)
class CoveredWork:
    """A photograph of `works`, each covered by `share` in the way that `kind` (in COVERS) names."""

    kind: str
    share: float
    works: tuple[str, ...]
    image: Picture


# Ordinary photographs, so that only the cover makes them hard.
CONDITIONS = replace(TEST, height=(0.55, 0.95), turn=(-35, 35))


def main() -> int:
    """Print the table for each number of references."""
    parser = argparse.ArgumentParser(description="Recall at 8 of the shortlist by itself.")
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--references", type=int, nargs="+", default=[300, 10_000])
    parser.add_argument("--each", type=int, default=12, help="photographs a kind and share")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for the enrolled features")
    given = parser.parse_args()
    files = {str(n): file for n, file in enumerate(usable(given.pictures))}
    pictures = {name: small_picture(file) for name, file in files.items()}
    for count in given.references:
        known = _enrolled(files, count, given.keep)
        shown = {name: picture for name, picture in pictures.items() if name in known.works}
        found = recall(known, covered_works(shown, given.each, given.seed))
        print(f"{count} references, {sum(map(len, found.values()))} works shown")
        print(table(found), flush=True)
    return 0


def usable(folder: Path) -> list[Path]:
    """Returns the pictures of a folder that are large enough, in order."""
    files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in PICTURE_SUFFIXES)
    return [file for file in files if min(read_picture(file).shape[:2]) >= MIN_SIDE_PX]


def small_picture(file: Path) -> Picture:
    """Read a picture, shrunk to MAX_SIDE_PX."""
    picture = read_picture(file)
    return shrunk(picture, MAX_SIDE_PX)


def _enrolled(files: Mapping[str, Path], count: int, keep: Path | None) -> Features:
    kept = None if keep is None else keep / f"{count}.features"
    if kept is not None and kept.is_file():
        return Features.load(kept)
    sources = [EnrolmentSource(name, str(file), file) for name, file in files.items()]
    drawn = range(max(0, count - len(sources)))
    sources += [EnrolmentSource(f"drawn {n}", f"drawn {n}", n) for n in drawn]
    known = combine_references(enrolled(sources, processors()))
    if kept is not None:
        with kept.open("wb") as file:
            known.write(file)
    return known


def recall(known: Features, shown: Iterator[CoveredWork]) -> Share:
    """Returns, by kind and share, for each work shown, whether each of LEGS has it among the first 8."""
    embedder = Embedder(model_file.path(model_file.EMBEDDER), 1)
    rows: dict[str, set[int]] = defaultdict(set)
    for row, work in enumerate(known.works):
        rows[work].add(row)
    found: Share = defaultdict(list)
    for one in shown:
        small = shrunk(one.image, 640)
        grey = local_features.resized_grey(small, local_features.FRAME_SIDE_PX)
        scale = np.float32(small.shape[1] / grey.shape[1])
        quads = [quad * scale for quad in quad_check.find_quads(grey)]
        size = (small.shape[1], small.shape[0])
        quads.sort(key=lambda quad, size=size: -decision.prominence(quad, size))
        vectors = np.stack([embedder.embed(crop) for crop in select_crops(small, quads)])
        similarity = shortlist.similarities(known.whitening.apply(vectors), known.vectors)
        near = shortlist.nearest(similarity, shortlist.LENGTH)
        local = local_features.describe(grey, local_features.FRAME_KEYPOINTS)
        votes = known.index.vote(local.descriptors)
        voted = shortlist.voted(votes, shortlist.LENGTH)
        both = shortlist.merge(voted, near, similarity, shortlist.LENGTH)
        lists = (
            {neighbour.reference for neighbour in near},
            set(votes.best(shortlist.LENGTH, 1)),
            {neighbour.reference for neighbour in both},
        )
        for work in one.works:
            found[one.kind, one.share].append(tuple(bool(rows[work] & row) for row in lists))
    return found


def table(found: Share) -> str:
    """Returns a line a kind and share, and one for all."""
    lines = [f"{'':24}" + "".join(f"{leg:>12}" for leg in LEGS)]
    everything = {("all", 0.0): [one for group in found.values() for one in group]}
    for (kind, share), group in {**found, **everything}.items():
        name = f"{kind}, {share:.0%}" if share else kind
        shares = np.array(group, float).mean(axis=0)
        lines.append(f"{name:24}" + "".join(f"{one:12.1%}" for one in shares))
    return "\n".join(lines)


def covered_works(
    pictures: Mapping[str, Picture], each: int, seed: int, shares: Sequence[float] = SHARES
) -> Iterator[CoveredWork]:
    """Yields `each` photographs of every kind and share, of works taken in turn."""
    random = np.random.default_rng([seed, 51])
    names = list(pictures)
    order = [names[n] for n in random.permutation(len(names))]
    at = 0
    for kind in COVERS:
        for share in shares:
            for _ in range(each):
                first, second = order[at % len(order)], order[(at + 1) % len(order)]
                at += 1
                seen = photograph(pictures[first], CONDITIONS, random, faults=())
                if kind == "two works":
                    other = photograph(pictures[second], CONDITIONS, random, faults=())
                    height = min(len(seen.image), len(other.image))
                    left = _cut(seen.image, seen.quad, share, "left")
                    right = _cut(other.image, other.quad, share, "right")
                    both = np.hstack([_high(left, height), _high(right, height)])
                    yield CoveredWork(kind, share, (first, second), both)
                elif kind == "half out of frame":
                    side = str(random.choice(["left", "right", "top", "bottom"]))
                    image = _cut(seen.image, seen.quad, share, side)
                    yield CoveredWork(kind, share, (first,), image)
                else:
                    image = _covered(seen.image, seen.quad, kind, share, random)
                    yield CoveredWork(kind, share, (first,), image)


def _cut(image: Picture, quad: NDArray[np.float32], share: float, side: str) -> Picture:
    """Returns the part of a photograph without the strip at `side` that shows `share` of the work at `quad`."""
    mask = _filled(image, quad)
    along = mask.sum(axis=0 if side in ("left", "right") else 1)
    if side in ("right", "bottom"):
        along = along[::-1]
    at = int(np.searchsorted(np.cumsum(along), share * along.sum()))
    length = len(along)
    rows, columns = slice(None), slice(None)
    part = slice(at, None) if side in ("left", "top") else slice(0, length - at)
    if side in ("left", "right"):
        columns = part
    else:
        rows = part
    return np.ascontiguousarray(image[rows, columns])


def _covered(
    image: Picture, quad: NDArray[np.float32], kind: str, share: float, random: Random
) -> Picture:
    """Draw a hand, a head or a column in front of a photograph, so large that it covers `share` of the work."""
    work = _filled(image, quad)
    x, y = quad[0] + random.uniform(0.3, 0.7) * (quad[2] - quad[0])
    lean = random.uniform(-0.5, 0.5)
    side = float(np.sqrt(work.sum()))
    small, large = 0.0, 3.0
    for _ in range(12):
        size = (small + large) / 2
        cover = _shape(kind, image.shape[:2], float(x), float(y), size * side, lean)
        if (cover * work).sum() < share * work.sum():
            small = size
        else:
            large = size
    paint = np.array([95, 130, 190]) if kind == "hand" else random.uniform(20, 200, 3)
    texture = cv2.GaussianBlur(random.normal(0, 60, image.shape[:2]), (0, 0), 3)
    drawn = paint * random.uniform(0.5, 1.1) + texture[..., None]
    soft = cv2.GaussianBlur(cover, (0, 0), 0.006 * max(image.shape))[..., None]
    return np.asarray(np.clip(image * (1 - soft) + drawn * soft, 0, 255), np.uint8)


def _shape(kind: str, shape: tuple[int, int], x: float, y: float, size: float, lean: float) -> Mask:
    """Returns 1 where the cover is, 0 elsewhere. `size` in pixels."""
    cover: Mask = np.zeros(shape, np.float32)
    height = shape[0]
    if kind == "column":
        left, right = int(x - 0.5 * size), int(x + 0.5 * size)
        cv2.rectangle(cover, (left, 0), (right, height), 1.0, -1)
    elif kind == "hand":
        palm = max(1, int(0.35 * size))
        cv2.circle(cover, (int(x), int(y)), palm, 1.0, -1)
        wrist = int(x + 3 * palm * np.sin(lean)), int(y + 6 * palm)
        cv2.line(cover, (int(x), int(y)), wrist, 1.0, max(1, int(1.2 * palm)))
        for turn in np.linspace(-0.6, 0.6, 4) - lean:
            tip = int(x + 2 * palm * np.sin(turn)), int(y - 2 * palm * np.cos(turn))
            cv2.line(cover, (int(x), int(y)), tip, 1.0, max(1, int(0.4 * palm)))
    else:
        head = (max(1, int(0.38 * size)), max(1, int(0.5 * size)))
        cv2.ellipse(cover, (int(x), int(y)), head, 0, 0, 360, 1.0, -1)
        shoulders = (int(0.95 * size), int(0.6 * size))
        cv2.ellipse(cover, (int(x), int(y + 1.15 * size)), shoulders, 0, 0, 360, 1.0, -1)
    return cover


def _filled(image: Picture, quad: NDArray[np.float32]) -> Mask:
    mask: Mask = np.zeros(image.shape[:2], np.float32)
    cv2.fillConvexPoly(mask, np.rint(quad).astype(np.int32), 1.0)
    return mask


def shrunk(image: Picture, longest_px: int) -> Picture:
    """Shrink to a longest side of at most `longest_px`."""
    scale = min(1.0, longest_px / max(image.shape[:2]))
    return np.asarray(
        cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )


def _high(image: Picture, height: int) -> Picture:
    """Resize to `height`."""
    width = max(1, round(image.shape[1] * height / image.shape[0]))
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


if __name__ == "__main__":
    sys.exit(main())
