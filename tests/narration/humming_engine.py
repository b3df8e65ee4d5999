"""An engine of speech for tests of narration.speech.engine_process: it hums, and does what its text says.

die, hang, refuse    in the middle of a text; "die once" only where the file named last is missing
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np

from narration.speech.engine_frames import read_request, send, write_frame


def main() -> None:
    """Answer requests until standard input ends."""
    out = os.fdopen(os.dup(1), "wb")
    memory = Path(sys.argv[-1])
    if memory.name.startswith("broken"):
        write_frame(out, b"E", {"message": f"{memory.name} is no voice"})
        return
    write_frame(out, b"H", {"sample_rate": 16_000, "version": "1.0"})
    while (request := read_request(sys.stdin.buffer)) is not None:
        text = str(request.get("text", ""))
        hum = 8000 * np.sin(np.arange(16_000 * max(len(text), 15) // 15) / 20)
        send(out, b"A", hum.astype("<i2").tobytes())
        out.flush()
        if "DIE" in text and not ("once" in text and memory.with_suffix(".seen").exists()):
            memory.with_suffix(".seen").touch()
            os._exit(1)
        if "HANG" in text:
            time.sleep(60)
        write_frame(out, b"D", {})


if __name__ == "__main__":
    main()
