"""ai-edge-litert and tflite-runtime run the same model files, each installed from its own lock, with equal results.

No environment has both. The expected results for pictures drawn here are stored to two decimals, and the installed
library must give them: `make test` runs this with the first, `make test-tflite` with the second.
"""

from __future__ import annotations

import numpy as np
import pytest

from models import inference, model_file
from models.embedding import Embedder
from models.people import PersonDetector
from models.recogniser import Recogniser
from tests.models.conftest import Picture, photograph

# The embedding's 1,280 values, summed by 128.
EMBEDDED = {
    "w1": [0.92, 1.83, 1.17, 1.64, 1.66, 1.60, 1.09, 1.05, 1.33, 1.78],
    "w4": [1.47, 1.20, 1.53, 1.54, 1.31, 1.89, 1.21, 1.45, 1.44, 1.70],
}


@pytest.fixture(params=inference.installed())
def backend(request: pytest.FixtureRequest) -> inference.Backend:
    name: inference.Backend = request.param
    return name


def test_an_inference_library_is_installed() -> None:
    assert inference.installed()


def test_the_embedding_equals_the_stored_one(
    backend: inference.Backend, works: dict[str, Picture]
) -> None:
    embedder = Embedder(model_file.path(model_file.EMBEDDER), backend=backend)
    assert embedder.backend == backend
    for name, values in EMBEDDED.items():
        vector = embedder.embed(works[name])
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)
        assert np.abs(vector.reshape(10, 128).sum(axis=1) - values).max() < 0.05


def test_the_works_are_named(
    backend: inference.Backend, recogniser: Recogniser, works: dict[str, Picture]
) -> None:
    """`recogniser` runs on the preferred library; its features serve the other as well."""
    other = Recogniser(recogniser.features, backend=backend)
    for number in range(0, len(works), 2):
        frame = photograph(works[f"w{number}"], seed=number)
        assert other.recognise(frame).work == f"w{number}"


def test_the_person_detector_runs(backend: inference.Backend) -> None:
    detector = PersonDetector(model_file.path(model_file.PERSON_DETECTOR), backend=backend)
    assert detector.backend == backend
    assert detector.detect(np.full((432, 768, 3), 127, np.uint8)) == []


def test_a_wrong_shape_is_refused(backend: inference.Backend) -> None:
    loaded = inference.load(model_file.path(model_file.EMBEDDER), backend=backend)
    assert loaded.input_shape == (1, 224, 224, 3)
    with pytest.raises(ValueError, match="224"):
        loaded.run(np.zeros((1, 10, 10, 3), np.float32))
