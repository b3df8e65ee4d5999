"""The answers about what visitors say and ask, in the manner of help_texts, which holds them with the others."""

from __future__ import annotations

from collections.abc import Mapping

from tour_server.desk.help_text import HelpText
from web.translations import mark

VISITOR_HELP_TEXTS: Mapping[str, HelpText] = {
    "note": HelpText(
        mark("What do I do with a note?"),
        mark(
            "A visitor says that something is wrong: look at the work, mend it, and publish. Nobody's name is with "
            "it, so there is no answer to send."
        ),
    ),
    "question": HelpText(
        mark("What becomes of a visitor's question?"),
        mark(
            "The guide had no approved text that answers it. Write one with its source: it becomes a draft of the "
            "work, and the guide answers with it once it is published. What it should not answer you mark as done."
        ),
    ),
}
