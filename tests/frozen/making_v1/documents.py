"""Writes single documents: drafts, releases, museum folders, feature files, calibration."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np
from making_v1.everything import everything, write_json
from making_v1.museum import draw_pictures, full_museum, minimal_museum
from numpy.typing import NDArray

from contract.bundle import Release, Speech
from contract.museum import Level, Museum
from contract.museum_folder import PICTURES, write_museum
from models.calibration import Calibration, Rate
from models.features import Features, enrol
from models.geometric_check import Kind
from tour_server.catalogue.parts import encode, take_apart
from tour_server.catalogue.pictures import Pictures, shrunk
from tour_server.imports.photographs import photographs
from zaalgids.drawn_pictures import drawn_pictures
from zaalgids.simulated_body import vase


def write_drafts(folder: Path) -> None:
    """Write each part of the full and the minimal museum as the server keeps it in its tables."""
    folder.mkdir(parents=True, exist_ok=True)
    expected: dict[str, Any] = {}
    for name, museum in (("full", full_museum()), ("minimal", minimal_museum())):
        for kind, key, body in take_apart(museum):
            file = f"{kind}.{key}.{name}.json"
            (folder / file).write_text(encode(body), encoding="utf-8")
            expected[file] = everything(body)
    write_json(folder / "expected.json", expected)


def write_releases(folder: Path) -> None:
    """Write two `release.json`: one with every field, one with the fewest."""
    speech = [
        Speech(
            work="hoed",
            block="hoed-nl-kind" if level is Level.CHILD else "hoed-nl-1",
            language="nl",
            level=level,
            seconds=12.345,
            opus="speech/0a.opus",
            aac="speech/0a.m4a",
            subtitles="speech/0a.vtt",
            subtitles_portrait="speech/0a.portrait.vtt",
            voice="espeak-ng 1.52 nl",
            machine_made=level is Level.ADULT,
        )
        for level in Level
    ]
    releases = {
        "full": Release(
            number=3,
            published_at=1_772_443_800.125,
            museum=full_museum(),
            speech=speech,
            pictures={"the-hat.jpg": "pictures/ab-2000-88.jpg"},
            features="features/cd.features",
        ),
        "minimal": Release(1, 0.0, minimal_museum(), [], {}, None),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, release in releases.items():
        (folder / f"{name}.json").write_bytes(msgspec.json.encode(release))
    write_json(folder / "expected.json", {name: everything(one) for name, one in releases.items()})


def write_museum_folders(folder: Path) -> None:
    """Write the full museum with its pictures, and the minimal one."""
    museums: dict[str, Museum] = {"full": full_museum(), "minimal": minimal_museum()}
    for name, museum in museums.items():
        write_museum(museum, folder / name)
    draw_pictures(folder / "full" / PICTURES)
    write_json(folder / "expected.json", {name: everything(one) for name, one in museums.items()})


def write_photographs(folder: Path) -> None:
    """Write a folder of photographs with its table, as `zaalgids museum import` takes it, and what comes of it."""
    draw_pictures(folder)
    table = (
        "path,work,number,title,room,language\n"
        "the-hat.jpg,De hoed,7,De hoed,Hal,nl\n"
        "the-hat.jpg,De hoed,7,The hat,Hal,en\n"
        "kolam.jpg,Kolam,,,,\n"
    )
    (folder / "references.csv").write_text(table, encoding="utf-8")
    with tempfile.TemporaryDirectory() as store:
        imported = photographs(folder, Pictures(Path(store)))
    if imported.problems:
        raise AssertionError(imported.problems)
    write_json(folder / "expected.json", everything(imported.museum))


def write_features(folder: Path) -> None:
    """Save features of flat works, with one that can't serve, and of a body shown by several photographs."""
    folder.mkdir(parents=True, exist_ok=True)
    flat = [
        (f"flat-{number}", shrunk(picture, 240))
        for number, picture in enumerate(drawn_pictures(3, 20))
    ]
    plain = np.full((240, 240, 3), 128, np.uint8)
    (glaze,) = drawn_pictures(1, 31)
    body = [("vase", shrunk(vase(glaze, angle), 320)) for angle in (0.0, 40.0, 80.0)]
    expected: dict[str, Any] = {}
    for name, pictures in (("flat", [*flat, ("plain", plain)]), ("body", body)):
        made = enrol(pictures)
        made.save(folder / f"{name}.features")
        expected[name] = facts(Features.load(folder / f"{name}.features"))
        for number, (work, picture) in enumerate(pictures):
            cv2.imwrite(str(folder / f"{name}.{number}.{work}.jpg"), picture)
    write_json(folder / "expected.json", expected)


def facts(features: Features) -> dict[str, Any]:
    """Say what is in features, large arrays by shape and SHA-256 of their bytes."""

    def sure(array: Any, kind: type[np.generic]) -> dict[str, Any]:
        plain: NDArray[Any] = np.ascontiguousarray(array, kind)
        digest = hashlib.sha256(plain.tobytes()).hexdigest()
        return {"shape": list(plain.shape), "sha256": digest}

    return {
        "works": list(features.works),
        "unusable": [[one.index, one.work, one.reason] for one in features.unusable],
        "sizes": features.sizes.tolist(),
        "first_spot": features.first_spot.tolist(),
        "mean": sure(features.whitening.mean, np.float32),
        "matrix": sure(features.whitening.matrix, np.float32),
        "vectors": sure(features.vectors, np.float16),
        "thumbnails": sure(features.thumbnails, np.uint8),
        "spots": sure(features.spots, np.float16),
        "descriptors": sure(features.descriptors, np.uint8),
    }


def write_calibration(folder: Path) -> None:
    """Save a calibration as `zaalgids evaluate calibration --write` does."""
    folder.mkdir(parents=True, exist_ok=True)
    calibration = Calibration(
        weights={
            Kind.SPOTS: (0.5, -1.25, 3.0, 0.0, -7.5),
            Kind.OUTLINE: (0.1, 0.2, 0.3, -0.4),
            Kind.BODY: (1.0, 2.0, 3.0, -4.0),
        },
        rates=[Rate(0.5, 3, 1000, 0.0087, 0.97), Rate(0.9, 0, 1000, 0.003, 0.93)],
        about={"made_by": "make_v1", "pictures": 2, "source": "geen – niets gemeten"},
    )
    calibration.save(folder / "calibration.json")
    rates = [
        [one.accept, one.named, one.strangers, one.at_most, one.right] for one in calibration.rates
    ]
    values = {
        "weights": everything(calibration.weights),
        "rates": rates,
        "about": dict(calibration.about),
    }
    write_json(folder / "expected.json", values)
