"""A process that is started by runtime.with_parent ends when the one that started it is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress

from tests.waiting import until

PARENT = """
import subprocess, time
from runtime.with_parent import command
child = subprocess.Popen(command("-c", "import time; print('up', flush=True); time.sleep(600)"), stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(600)
"""


def test_the_child_ends_when_its_parent_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert _lives(child)
        parent.kill()
    until(lambda: not _lives(child), 10)


def test_a_child_whose_parent_ended_before_does_not_begin() -> None:
    command = [sys.executable, "-m", "runtime.with_parent", "1", "-c", "print('begun')"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def _lives(process: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(process, 0)
        return True
    return False
