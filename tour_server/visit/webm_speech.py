"""Puts Opus speech into WebM for phones, as it is asked for.

The speech of a release is Ogg. A browser must read an Ogg file to its end before it plays, because only the last page
tells how long it is; a WebM file says so at its beginning, with an index to seek by. Chromium at 400 kbit/s begins to
play 32 s of speech after 3.0 s from Ogg; from WebM after 1.1 s and 33 kB, however long it is. AAC is as quick and
twice as large. The packets are the same, and a file takes a few milliseconds, so none is stored: the last ones are kept
in memory. The same speech always gives the same bytes, so a phone may ask for the rest of a file at any time.
"""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from pathlib import Path

import av

OPUS = ".opus"
WEBM = ".webm"
KEPT_BYTES = 16_000_000  # about 200 blocks of 20 s
# Room for the index before the sound: an entry has about 20 bytes and stands for 5 s. Ten minutes of speech fit.
_INDEX_BYTES = 2500


class WebmSpeech:
    """Makes WebM of Ogg files. Safe to use from many threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Path, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def of(self, file: Path) -> bytes:
        """Returns the WebM file with the speech of `file`, whose name stands for its content.

        Raises OSError, av.FFmpegError for what is no sound.
        """
        with self._lock:
            found = self._kept.get(file)
            if found is not None:
                self._kept.move_to_end(file)
                return found
        made = in_webm(file)
        with self._lock:
            if file not in self._kept:
                self._kept[file] = made
                self._bytes += len(made)
            while self._bytes > KEPT_BYTES:
                _, dropped = self._kept.popitem(last=False)
                self._bytes -= len(dropped)
        return made


def in_webm(file: Path) -> bytes:
    """Returns a WebM file with the packets of the Ogg file."""
    body = io.BytesIO()
    options = {
        "fflags": "+bitexact",
        "reserve_index_space": str(_INDEX_BYTES),
        "cluster_time_limit": "5000",
    }
    with av.open(str(file)) as source, av.open(body, "w", format="webm", options=options) as made:
        stream = source.streams.audio[0]
        copy = made.add_stream_from_template(stream)
        for packet in source.demux(stream):
            if packet.dts is not None:
                packet.stream = copy
                made.mux(packet)
    return body.getvalue()
