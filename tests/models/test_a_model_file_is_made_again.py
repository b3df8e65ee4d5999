"""The commands that rebuild the model files: what they accept, and their messages when they fail."""

from __future__ import annotations

import hashlib
import io
import sys
import tarfile
from pathlib import Path

import cv2
import numpy as np
import pytest

from models import inference, model_file
from models.rebuild import embedder, person_detector
from models.rebuild.slim_network import Network
from zaalgids.simulation.drawn_pictures import drawn_pictures

LAYERS = "FeatureExtractor/MobilenetV2/"


def package(file: Path, content: bytes, member: str = person_detector.MEMBER) -> Path:
    with tarfile.open(file, "w:gz", compresslevel=1) as archive:
        about = tarfile.TarInfo(member)
        about.size = len(content)
        archive.addfile(about, io.BytesIO(content))
    return file


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


if "litert" in inference.installed():  # it has the schema of model files; the conversions need it

    def test_the_detector_is_a_part_of_its_package(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The shipped file takes the place of the published one: it has no dead channels, so it stays as it is."""
        shipped = model_file.path(model_file.PERSON_DETECTOR).read_bytes()
        around = bytes(person_detector.START) + shipped + b"what follows it"
        monkeypatch.setattr(person_detector, "END", person_detector.START + len(shipped))
        monkeypatch.setattr(person_detector, "PUBLISHED", hashlib.sha256(shipped).hexdigest())
        made = tmp_path / "made.tflite"
        person_detector.main([str(package(tmp_path / "p.tgz", around)), "--to", str(made)])
        assert made.read_bytes() == shipped

    def test_dead_channels_go_and_the_answers_stay(tmp_path: Path) -> None:
        """A depthwise convolution over a channel of ones is not constant at the edge: that channel stays."""
        shipped = model_file.path(model_file.PERSON_DETECTOR)
        network = Network(shipped.read_bytes())
        for layer, channel, says in (
            ("Conv/", 3, 0.0),
            ("expanded_conv_1/expand/", 4, 0.0),
            ("expanded_conv_1/expand/", 5, 1.0),
            ("Conv_1/", 6, 1.0),
        ):
            operator = network.layer(LAYERS + layer)
            weights, bias = network.weights(operator)
            weights[channel], bias[channel] = 0, says
            network.put_weights(operator, weights, bias)
        killed, slim = tmp_path / "killed.tflite", tmp_path / "slim.tflite"
        killed.write_bytes(network.file())
        gone = network.prune()
        slim.write_bytes(network.file())
        names = ("Conv/Relu6", "expanded_conv_1/expand/Relu6", "Conv_1/Relu6")
        assert gone == {LAYERS + name: 1 for name in names}
        assert slim.stat().st_size < killed.stat().st_size
        of_shipped, of_killed, of_slim = (
            inference.load(file, backend="litert") for file in (shipped, killed, slim)
        )
        for picture in drawn_pictures(3):
            frame = cv2.resize(picture, (300, 300))[None].astype(np.float32) / 127.5 - 1
            before, alive = of_killed.run(frame), of_shipped.run(frame)
            for had, has, unhurt in zip(before, of_slim.run(frame), alive, strict=True):
                assert np.abs(had - has).max() < 1e-3
                assert np.abs(had - unhurt).max() > 1e-2

    def test_the_embedders_vectors_are_compared(tmp_path: Path) -> None:
        files = []
        for number, picture in enumerate(drawn_pictures(3)):
            files.append(tmp_path / f"{number}.png")
            cv2.imwrite(str(files[-1]), picture)
        found = embedder.vectors(model_file.path(model_file.EMBEDDER), files)
        assert embedder.similarity(found, found) == {"median": 1.0, "least": 1.0}
        assert embedder.similarity(found, found[::-1])["least"] < 0.99


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
