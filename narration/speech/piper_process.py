"""The child program that holds a Piper voice: `python -m narration.speech.piper_process NICENESS MODEL.onnx`.

It is a process of its own because Piper is GPL code and holds a network in memory, which goes with the process.

Note: no other module of ours may import this one, and only frames (narration.speech.engine_frames) may reach its
standard output.

In:   `S` {"text", "slowness": how many times slower than the voice's own speed}
Out:  `H` {"sample_rate", "version"} once, at the start; or `E` {"message"} when the voice can't be loaded
      `A` int16 samples, little-endian, a sentence at a time
      `D` {} done
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from importlib.metadata import version

from narration.speech.engine_frames import read_request, send, write_frame


def main() -> None:
    """Answer requests until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    os.nice(int(sys.argv[1]))
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # the library's own output must not be read as a frame
    try:
        piper = import_module("piper")  # an extra
        voice = piper.PiperVoice.load(sys.argv[2])
    except Exception as error:
        write_frame(out, b"E", {"message": str(error)})
        return
    hello = {"sample_rate": voice.config.sample_rate, "version": version("piper-tts")}
    write_frame(out, b"H", hello)
    while (request := read_request(sys.stdin.buffer)) is not None:
        # No noise: the same text then gives the same bytes. Piper's own default is livelier.
        scale = voice.config.length_scale * request["slowness"]
        config = piper.SynthesisConfig(length_scale=scale, noise_scale=0.0, noise_w_scale=0.0)
        for part in voice.synthesize(request["text"], config):
            send(out, b"A", part.audio_int16_bytes)
        write_frame(out, b"D", {})


if __name__ == "__main__":
    main()
