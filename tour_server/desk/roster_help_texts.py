"""The answers to what somebody new asks about rosters."""

from __future__ import annotations

from collections.abc import Mapping

from tour_server.desk.help_text import HelpText
from web.translations import mark

ROSTER_HELP_TEXTS: Mapping[str, HelpText] = {
    "roster": HelpText(
        mark("What does computing do to what I put there?"),
        mark(
            "It leaves it: what you put there by hand stays, and the rest is found around it. Nothing goes to "
            "colleagues before you show it to them."
        ),
    ),
    "roster-link": HelpText(
        mark("How does a colleague see their shifts?"),
        mark(
            "By a link of their own, which you make on their page and send to them. It shows their published shifts "
            "and nobody else's, also in their calendar."
        ),
    ),
    "roster-person": HelpText(
        mark("Who sees what stands here about colleagues?"),
        mark(
            "Duty managers and administrators, and each colleague their own shifts. Nobody is scored, and whoever is "
            "removed is gone with every shift."
        ),
    ),
    "roster-rules": HelpText(
        mark("Which rules do I need first?"),
        mark(
            "One that says who is needed, such as a guard in each open room, and one kind of shift. Arrivals are "
            "those of the forecast under Tomorrow; further ahead, of the same weekday in past weeks."
        ),
    ),
}
