"""Visitors' notes: "this is wrong", from kiosks and phones to the desk."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution, NavigationEntry
from tour_server.visitor_notes.settings import VisitorNotesSettings


def build(context: Context) -> Contribution:
    """Build the notes, the handler of those that kiosks send, their page, and what deletes them."""
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.periodic import DAY_SECONDS, PeriodicTask
    from tour_server.visitor_notes.messages import note_handler
    from tour_server.visitor_notes.pages import VisitorNotePages
    from tour_server.visitor_notes.visitor_notes import VisitorNotes

    days = context.settings(VisitorNotesSettings).keep_days
    notes = context.provide(VisitorNotes(context.database, context.now, keep_days=days))
    return Contribution(
        pages=(VisitorNotePages(notes, context.get(CurrentMuseum)).blueprint(),),
        navigation=(NavigationEntry("This is wrong", "notes.page", 20, "Words"),),
        message_handlers={"note": note_handler(notes)},
        parts=(PeriodicTask("old-notes", DAY_SECONDS, notes.delete_old, at_once=True),),
    )


VISITOR_NOTES = Capability("visitor_notes", build, VisitorNotesSettings)
