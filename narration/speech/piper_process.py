"""The child program that holds a Piper voice: `python -m narration.speech.piper_process NICENESS MODEL.onnx`.

It is a process of its own because Piper is GPL code and holds a network in memory, which goes with the process. Its
frames are those of narration.speech.engine_program; no other module of ours may import this one.

In:   `S` {"text", "slowness": how many times slower than the voice's own speed}
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import version
from typing import Any

from narration.speech.engine_program import Engine, run


def load(model: str) -> Engine:
    """Load a voice. Raises what Piper raises."""
    piper = import_module("piper")  # an extra
    voice = piper.PiperVoice.load(model)

    def speak(request: dict[str, Any]) -> Iterator[bytes]:
        # No noise: the same text then gives the same bytes. Piper's own default is livelier.
        scale = voice.config.length_scale * request["slowness"]
        config = piper.SynthesisConfig(length_scale=scale, noise_scale=0.0, noise_w_scale=0.0)
        for part in voice.synthesize(request["text"], config):
            yield part.audio_int16_bytes

    return Engine(voice.config.sample_rate, version("piper-tts"), speak)


if __name__ == "__main__":
    run(load)
