"""Starts `zaalgids` commands as child processes, waits until they are up, and stops them without leaving any behind.

The demo and the journey tests use it.

Note: each child has a session of its own, so Ctrl-C in the terminal reaches only the parent, which then stops its
children in order. Each child asks the kernel for a signal when its parent dies, so `kill -9` of the parent ends it too.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from runtime.with_parent import die_with_parent

_POLL_SECONDS = 0.2  # between two requests to a child that starts
_ASK_SECONDS = 2  # for one answer


class ChildError(RuntimeError):
    """A child ended or did not come up; the message has the end of its log."""


class Child:
    """One `zaalgids` command as a process; its output goes to a log file."""

    def __init__(self, name: str, arguments: Sequence[str], log: Path, **environment: str) -> None:
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "zaalgids", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
            )

    def wait_until_up(
        self,
        address: str,
        seconds: float,
        progress: Callable[[dict[str, Any]], None] = lambda _: None,
        *,
        enough: Callable[[dict[str, Any]], bool] = lambda answer: bool(answer.get("ready")),
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        """Request JSON from `address` until `enough` accepts an answer, by default one with `ready: true`.

        `progress` gets each answer. `pause` waits the given seconds and may raise to give up. Raises ChildError when
        the process ends first, or after `seconds`.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise ChildError(f"{self.name} ended by itself:\n{self.last_words()}")
            answer = ask(address)
            if answer is not None:
                progress(answer)
                if enough(answer):
                    return
            pause(_POLL_SECONDS)
        raise ChildError(f"{self.name} was not up after {seconds:.0f} s:\n{self.last_words()}")

    def last_words(self, lines: int = 12) -> str:
        """Returns the last `lines` lines of its log."""
        return "\n".join(
            self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
        )


def stop_all(children: Sequence[Child], seconds: float = 10.0) -> None:
    """Send SIGTERM to all, the last started first, and SIGKILL to the sessions of those left after `seconds`."""
    for child in reversed(children):
        if child.process.poll() is None:
            child.process.send_signal(signal.SIGTERM)
    end = time.monotonic() + seconds
    for child in reversed(children):
        try:
            child.process.wait(timeout=max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            _kill_session(child.process.pid)
            child.process.wait()
        _kill_session(child.process.pid)


def _kill_session(leader: int) -> None:
    """Send SIGKILL to every process of a session that is left."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def ask(address: str, seconds: float = _ASK_SECONDS) -> dict[str, Any] | None:
    """Returns the JSON that `address` answers with, None without an answer within `seconds`."""
    try:
        with urllib.request.urlopen(address, timeout=seconds) as answer:  # noqa: S310 - http to ourselves
            found: dict[str, Any] = json.load(answer)
            return found
    except (OSError, urllib.error.URLError, ValueError):
        return None
