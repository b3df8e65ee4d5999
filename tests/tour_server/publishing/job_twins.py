"""Jobs that are asked for and never run, and a run that notes its progress."""

from __future__ import annotations


class JobsTwin:
    """Notes what was asked for, and answers each with a new number."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def ask(self, kind: object) -> int:
        """Note a kind of job. Returns its number."""
        self.asked.append(kind)
        return len(self.asked)


class JobRunTwin:
    """Notes each step of a job: how many are done, of how many."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, int]] = []

    def progress(self, _doing: str, done: int, of: int) -> None:
        """Note a step."""
        self.steps.append((done, of))
