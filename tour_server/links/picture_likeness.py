"""Finds works whose pictures look alike, by the features that publishing computes for recognition.

A likeness of faces or bodies is no reason for a link. So a likeness stands by itself only where the museum's own words
say what both pictures show and none of them is a word for a person; everywhere else it needs another reason beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.features import Reference
from tour_server.catalogue.reference_pictures import ReferencePicture
from tour_server.links.reasons import Evidence, LabelField, LinkReason, SharedKind
from tour_server.links.trait_words import in_other_script, trait_words
from tour_server.links.work_label import WorkLabel
from tour_server.publishing.picture_features import PictureFeatures, WantedPicture

MOST_PICTURES = 5000  # compared each with each: 100 MB of features, a second
_LEAST_LIKE = 0.55
"""Cosine of two pictures' features, each less their mean. Hardly tuned: of ten photographs of paintings that have
nothing to do with each other, no two reach 0.53; of the 22 works of the Museum of Pattern the nearest two (two walls
of tiles) have 0.53. By itself a likeness needs 0.86 (LEAST_SCORE by _WEIGHT_ALONE)."""
_SAME = 0.999  # it is the same picture, which stands for both until each has its own: it says nothing of the works
_WEIGHT_ALONE, _WEIGHT_BESIDE = 0.7, 0.3
_MOST_A_WORK = 3


def likeness_reasons(
    references: list[ReferencePicture],
    cache: Path,
    find: Callable[[str], Path],
    labels: Mapping[str, WorkLabel],
) -> list[tuple[str, str, LinkReason]]:
    """Return (work, work, reason) for works whose pictures look alike; [] above MOST_PICTURES pictures.

    `cache`: the folder of features (publishing). Pictures whose features are not there yet are passed over: the next
    publish computes them.
    """
    shown = [one for one in references if not one.is_detail][: MOST_PICTURES + 1]
    if len(shown) > MOST_PICTURES:
        return []
    works, files, features = _known(shown, PictureFeatures(cache, find))
    if len(works) < 3:  # the mean of two pictures is between them: both would look unlike
        return []
    return list(_alike(works, files, features, labels))


def pictures_not_compared(
    references: list[ReferencePicture], cache: Path, find: Callable[[str], Path]
) -> int:
    """Return of how many pictures there are no features yet, so that no likeness with them is found."""
    shown = (WantedPicture(one.file, crop=one.crop) for one in references if not one.is_detail)
    return len(PictureFeatures(cache, find).lacking(shown))


def _known(
    references: list[ReferencePicture], stored: PictureFeatures
) -> tuple[list[str], list[str], NDArray[np.float32]]:
    """Return works, files and features (a row each) of the pictures whose features are stored."""
    works, files, rows = [], [], []
    lacking = set(stored.lacking(WantedPicture(one.file, crop=one.crop) for one in references))
    for one in references:
        wanted = WantedPicture(one.file, crop=one.crop)
        if wanted in lacking:
            continue
        found = stored.of(wanted)
        if isinstance(found, Reference):
            works.append(one.work)
            files.append(one.file)
            rows.append(np.asarray(found.views, np.float32).mean(axis=0))
    return works, files, np.array(rows, np.float32)


def _alike(
    works: list[str],
    files: list[str],
    features: NDArray[np.float32],
    labels: Mapping[str, WorkLabel],
) -> Iterable[tuple[str, str, LinkReason]]:
    centred = features - features.mean(axis=0)
    centred /= np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
    found: dict[tuple[str, str], tuple[float, int, int]] = {}
    for row in range(len(works)):
        likeness = centred @ centred[row]
        for other in np.argsort(-likeness)[: _MOST_A_WORK + 5].tolist():
            value = float(likeness[other])
            pair = works[row], works[other]
            if pair[0] >= pair[1] or not _LEAST_LIKE <= value < _SAME:
                continue
            if value > found.get(pair, (0.0, 0, 0))[0]:
                found[pair] = value, row, other
    for (left, right), (value, row, other) in found.items():
        alone = _shows_no_person(labels.get(left)) and _shows_no_person(labels.get(right))
        weight = round((_WEIGHT_ALONE if alone else _WEIGHT_BESIDE) * value, 3)
        evidence = (Evidence(LabelField.PICTURE, files[one]) for one in (row, other))
        yield left, right, LinkReason(SharedKind.PICTURE, "picture", 2, weight, *evidence)


def _shows_no_person(label: WorkLabel | None) -> bool:
    """Whether the museum says what a work's picture shows, in words that are known, and names no person."""
    if label is None or not label.seen or label.unlisted or in_other_script(label.seen):
        return False
    return not trait_words().shows_people((label.seen, label.title, *label.subjects))
