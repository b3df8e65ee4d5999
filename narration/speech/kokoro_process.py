"""The child program that holds Kokoro-82M: `python -m narration.speech.kokoro_process NICENESS MODEL.onnx VOICE.bin`.

It is a process of its own because the network takes 720 MB, which go with the process. Its frames are those of
narration.speech.engine_program; no other module of ours may import this one.

In:   `S` {"pieces": numbers of phonemes, a list a sentence, "speed": 1 is the voice's own}
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import version
from typing import Any

import numpy as np

from narration.speech.engine_program import Engine, run

SAMPLE_RATE = 24_000  # Hz
_STYLE = 256  # numbers that make a voice, for each length of a piece


def load(model: str, voice: str) -> Engine:
    """Load the network and a voice. Raises RuntimeError."""
    try:
        onnxruntime = import_module("onnxruntime")  # an extra
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the other core is for the server
        session = onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"])
        styles = np.fromfile(voice, np.float32).reshape(-1, 1, _STYLE)
    except Exception as error:
        raise RuntimeError(f"Kokoro can't be loaded: {error}") from error
    tokens = next(one.name for one in session.get_inputs() if one.name in ("tokens", "input_ids"))

    def speak(request: dict[str, Any]) -> Iterator[bytes]:
        for piece in request["pieces"]:
            given = {
                tokens: np.array([[0, *piece, 0]], np.int64),
                "style": styles[min(len(piece), len(styles) - 1)],
                "speed": np.array([request["speed"]], np.float32),
            }
            sound = np.asarray(session.run(None, given)[0]).reshape(-1)
            yield np.round(np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()

    return Engine(SAMPLE_RATE, f"82M (onnxruntime {version('onnxruntime')})", speak)


if __name__ == "__main__":
    run(load)
