"""The child program that holds Kokoro-82M: `python -m narration.speech.kokoro_process NICENESS MODEL.onnx VOICE.bin`.

It is a process of its own because the network takes 720 MB, which go with the process.

Note: no other module of ours may import this one, and only frames (narration.speech.engine_frames) may reach its
standard output.

In:   `S` {"pieces": numbers of phonemes, a list a sentence, "speed": 1 is the voice's own}
Out:  `H` {"sample_rate", "version"} once, at the start; or `E` {"message"} when the model can't be loaded
      `A` int16 samples, little-endian, a sentence at a time
      `D` {} done
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from importlib.metadata import version

import numpy as np

from narration.speech.engine_frames import read_request, send, write_frame

SAMPLE_RATE = 24_000  # Hz
_STYLE = 256  # numbers that make a voice, for each length of a piece


def main() -> None:
    """Answer requests until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    os.nice(int(sys.argv[1]))
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # the library's own output must not be read as a frame
    try:
        onnxruntime = import_module("onnxruntime")  # an extra
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the other core is for the server
        session = onnxruntime.InferenceSession(sys.argv[2], options, ["CPUExecutionProvider"])
        styles = np.fromfile(sys.argv[3], np.float32).reshape(-1, 1, _STYLE)
    except Exception as error:
        write_frame(out, b"E", {"message": f"Kokoro can't be loaded: {error}"})
        return
    tokens = next(one.name for one in session.get_inputs() if one.name in ("tokens", "input_ids"))
    hello = {"sample_rate": SAMPLE_RATE, "version": f"82M (onnxruntime {version('onnxruntime')})"}
    write_frame(out, b"H", hello)
    while (request := read_request(sys.stdin.buffer)) is not None:
        for piece in request["pieces"]:
            given = {
                tokens: np.array([[0, *piece, 0]], np.int64),
                "style": styles[min(len(piece), len(styles) - 1)],
                "speed": np.array([request["speed"]], np.float32),
            }
            sound = np.asarray(session.run(None, given)[0]).reshape(-1)
            send(out, b"A", np.round(np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
        write_frame(out, b"D", {})


if __name__ == "__main__":
    main()
