"""Visitors' questions: those that the guide could not answer, from kiosks and phones to the desk."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution, NavigationEntry


def build(context: Context) -> Contribution:
    """Build the pages of the questions. Visitors' notes store them, and delete them after their days."""
    from tour_server.ask.pages import QuestionPages
    from tour_server.catalogue.drafts import Drafts
    from tour_server.visitor_notes.visitor_notes import VisitorNotes

    pages = QuestionPages(context.get(VisitorNotes), context.get(Drafts))
    return Contribution(
        pages=(pages.blueprint(),),
        navigation=(NavigationEntry("Questions", "questions.page", 21, "Words"),),
    )


ASK = Capability("ask", build)
