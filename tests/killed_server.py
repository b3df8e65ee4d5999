"""A server's parts in a process that a test kills: asks for one thing, or nothing, and does its jobs to their end."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from runtime.clocks import utc_now
from tests.desk import Desk
from tests.waiting import until
from tour_server.imports.import_documents import ImportState
from tour_server.imports.jobs import ImportArguments
from tour_server.imports.proposals import Proposals

ASKED, DONE = "asked", "done"
KINDS = ("apply-import", "undo-import", "publish")
IMPORT_STATES = {"apply": ImportState.APPLYING, "undo": ImportState.UNDOING}


def serve(data: Path, action: str, number: int, said: Connection) -> None:
    """Ask for `action` (apply, undo, publish, or "" for nothing), and run jobs until all have ended.

    `number`: of the import. Sends ASKED and DONE.
    """
    desk = Desk(data)
    desk.clock.at = utc_now()  # by which a kiosk's client looks at signatures
    _ask(desk, action, number)
    said.send(ASKED)
    with desk.parts.running():
        until(lambda: not any(desk.parts.jobs.unended(kind) for kind in KINDS), 300)
    desk.close()
    said.send(DONE)


def _ask(desk: Desk, action: str, number: int) -> None:
    """Ask for what staff ask for with one click."""
    if action == "publish":
        desk.parts.publisher.ask("Noor", "Open.", unchecked=True)
    elif action:
        kind = desk.parts.assembly.context.job_kinds[f"{action}-import"]
        with desk.parts.database.writing() as session:
            desk.parts.jobs.ask(kind, ImportArguments(number), "Noor", session=session)
            proposals = desk.parts.assembly.context.get(Proposals)
            proposals.set(number, IMPORT_STATES[action], session=session)
