"""A server's parts in a process that a test kills: asks for one thing, or nothing, and does its jobs to their end.

`python -m tests.killed_server DATA apply|undo|publish|nothing NUMBER` prints "asked" and "done".
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.desk import Desk
from tests.waiting import until
from tour_server.imports.import_documents import ImportState
from tour_server.imports.jobs import ImportArguments
from tour_server.imports.proposals import Proposals

KINDS = ("apply-import", "undo-import", "publish")


def ask(desk: Desk, action: str, number: int) -> None:
    """Ask for what staff ask for with one click."""
    if action == "publish":
        desk.parts.publisher.ask("Noor", "Open.", unchecked=True)
        return
    state = {"apply": ImportState.APPLYING, "undo": ImportState.UNDOING}[action]
    kinds = desk.parts.assembly.context.job_kinds
    with desk.parts.database.writing() as session:
        arguments = ImportArguments(number)
        desk.parts.jobs.ask(kinds[f"{action}-import"], arguments, "Noor", session=session)
        desk.parts.assembly.context.get(Proposals).set(number, state, session=session)


def main(data: str, action: str, number: str) -> None:
    """Do it."""
    desk = Desk(Path(data))
    if action != "nothing":
        ask(desk, action, int(number))
    print("asked", flush=True)
    with desk.parts.running():
        until(lambda: not any(desk.parts.jobs.unended(kind) for kind in KINDS), 300)
    desk.close()
    print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
