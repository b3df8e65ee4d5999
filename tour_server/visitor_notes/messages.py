"""Stores the notes that kiosks pass on, without the kiosk."""

from __future__ import annotations

from sqlalchemy.orm import Session

from contract.messages import VisitorNote
from tour_server.ingest.message_handler import MessageHandler, ReceivedMessage
from tour_server.visitor_notes.visitor_notes import VisitorNotes


def note_handler(notes: VisitorNotes) -> MessageHandler:
    """Returns the function that stores such messages (see MessageHandler)."""

    def store(session: Session, received: list[ReceivedMessage], /) -> int:
        messages = []
        for one in received:
            if not isinstance(one.message, VisitorNote):
                raise TypeError(f"{type(one.message).__name__} is not a VisitorNote")
            messages.append(one.message)
        return notes.store(session, messages)

    return store
