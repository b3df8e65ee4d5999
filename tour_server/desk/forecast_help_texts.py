"""The answers about forecasts, in the manner of help_texts, which holds them with the others."""

from __future__ import annotations

from collections.abc import Mapping

from tour_server.desk.help_text import HelpText
from web.translations import mark

FORECAST_HELP_TEXTS: Mapping[str, HelpText] = {
    "counts": HelpText(
        mark("Which counts help?"),
        mark(
            "Visitors or tickets by the hour or day, of a year or more if you have them. They go before what kiosks"
            " counted in the same hours, and can be taken back."
        ),
    ),
    "forecast": HelpText(
        mark("How far can I trust a forecast?"),
        mark(
            "Four of five bands hold what comes; one in five does not. Where little was counted, the band is wide."
            " How right we were is kept for ever."
        ),
    ),
    "known-day": HelpText(
        mark("What should I enter?"),
        mark(
            "What the counts can't know: events, groups that are booked, rooms or days that are closed, the rain that"
            " fell or is expected. Opening hours stand under Museum."
        ),
    ),
    "rightness": HelpText(
        mark("What is a good forecast?"),
        mark(
            "One that misses less than the same day of the week before would have. The table below compares all models"
            " on weeks that none had seen."
        ),
    ),
}
