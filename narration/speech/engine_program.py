"""What the child programs that hold a network of speech do alike: load it, say what it is, answer requests.

In:   `S` a request, see the program
Out:  `H` {"sample_rate", "version"} once, at the start; or `E` {"message"} when the network can't be loaded
      `A` int16 samples, little-endian, a sentence at a time
      `D` {} done

Note: only frames may reach the program's standard output.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from narration.speech.engine_frames import read_request, send, write_frame


class Engine(Struct, frozen=True):
    """A network that was loaded. `speak` yields the samples of a request, as they travel."""

    sample_rate: int
    version: str
    speak: Callable[[dict[str, Any]], Iterator[bytes]]


def run(load: Callable[..., Engine]) -> None:
    """Answer requests until standard input ends. The arguments: a niceness, and those of `load`.

    What `load` raises is told to the parent.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    os.nice(int(sys.argv[1]))
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # the library's own output must not be read as a frame
    try:
        engine = load(*sys.argv[2:])
    except Exception as error:
        write_frame(out, b"E", {"message": str(error)})
        return
    write_frame(out, b"H", {"sample_rate": engine.sample_rate, "version": engine.version})
    while (request := read_request(sys.stdin.buffer)) is not None:
        for sound in engine.speak(request):
            send(out, b"A", sound)
        write_frame(out, b"D", {})
