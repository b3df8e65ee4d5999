"""The commands that make the model files again: what they accept, and what they say where they can't."""

from __future__ import annotations

import io
import sys
import tarfile
from pathlib import Path

import cv2
import pytest

from models import inference, model_file
from models.rebuild import embedder, person_detector
from zaalgids.drawn_pictures import drawn_pictures


def package(file: Path, content: bytes, member: str = person_detector.MEMBER) -> Path:
    with tarfile.open(file, "w:gz", compresslevel=1) as archive:
        about = tarfile.TarInfo(member)
        about.size = len(content)
        archive.addfile(about, io.BytesIO(content))
    return file


def test_the_detector_is_a_part_of_its_package(tmp_path: Path) -> None:
    shipped = model_file.path(model_file.PERSON_DETECTOR).read_bytes()
    around = bytes(person_detector.START) + shipped + b"what follows it"
    made = tmp_path / "made.tflite"
    person_detector.main([str(package(tmp_path / "p.tgz", around)), "--to", str(made)])
    assert made.read_bytes() == shipped


def test_another_package_writes_nothing(tmp_path: Path) -> None:
    made = tmp_path / "made.tflite"
    for name, content, member in (
        ("changed", bytes(person_detector.END), person_detector.MEMBER),
        ("foreign", b"", "package/readme"),
    ):
        given = package(tmp_path / f"{name}.tgz", content, member)
        with pytest.raises(SystemExit, match=name):
            person_detector.main([str(given), "--to", str(made)])
    assert not made.exists()


if "litert" in inference.installed():  # the conversion's own packages bring that one

    def test_the_embedders_vectors_are_compared(tmp_path: Path) -> None:
        files = []
        for number, picture in enumerate(drawn_pictures(3)):
            files.append(tmp_path / f"{number}.png")
            cv2.imwrite(str(files[-1]), picture)
        found = embedder.vectors(model_file.path(model_file.EMBEDDER), files)
        assert embedder.likeness(found, found) == {"median": 1.0, "least": 1.0}
        assert embedder.likeness(found, found[::-1])["least"] < 0.99


def test_the_embedders_packages_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "litert_torch", None)
    for number, picture in enumerate(drawn_pictures(2)):
        cv2.imwrite(str(tmp_path / f"{number}.png"), picture)
    made = tmp_path / "made.tflite"
    with pytest.raises(SystemExit, match=r"embedder-requirements\.txt"):
        embedder.main(["--pictures", str(tmp_path), "--to", str(made)])
    assert not made.exists()
