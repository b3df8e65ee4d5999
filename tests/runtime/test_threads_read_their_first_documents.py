"""Threads that read their first documents of a type at the same moment don't end the process."""

from __future__ import annotations

import subprocess
import sys
import textwrap

TYPES = """
    from typing import Annotated
    import msgspec

    Text = Annotated[str, msgspec.Meta(max_length=5)]

    class Inner{number}(msgspec.Struct):
        number: Annotated[int, msgspec.Meta(ge=0)]
        texts: dict[str, list[Text]]

    class Outer{number}(msgspec.Struct):
        one: Inner{number}
        other: Inner{number} | None = None
"""
READING = """
    import sys, threading
    sys.setswitchinterval(1e-6)
    if prepares:
        prepare_structs()
    for number in range(200):
        kind, meet = globals()[f"Outer{number}"], threading.Barrier(4)

        def read():
            meet.wait()
            msgspec.json.decode(b'{"one": {"number": 1, "texts": {"nl": ["ja"]}}}', type=kind)

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    print("all are read")
"""


def _read(*, prepares: bool) -> subprocess.CompletedProcess[str]:
    types = [textwrap.dedent(TYPES.replace("{number}", str(number))) for number in range(200)]
    code = "from runtime.struct_types import prepare_structs\n" + "".join(types)
    code += f"prepares = {prepares}\n" + textwrap.dedent(READING)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)


def test_prepared_types_are_read_by_any_number_of_threads() -> None:
    done = _read(prepares=True)
    assert (done.returncode, done.stdout) == (0, "all are read\n"), done.stderr
