"""The words for the levels at which works are told (contract.museum.Level), for the kiosk's screen and for phones."""

from __future__ import annotations

from web.translations import gettext_noop

LEVEL_MESSAGES = {
    "adult": gettext_noop("For adults"),
    "child": gettext_noop("For children"),
    "plain": gettext_noop("In plain language"),
    "expert": gettext_noop("For experts"),
    "description": gettext_noop("Audio description"),
    "no_adult": gettext_noop("Nothing for adults here yet."),
    "no_child": gettext_noop("Nothing for children here yet."),
    "no_plain": gettext_noop("Nothing in plain language here yet."),
    "no_expert": gettext_noop("Nothing for experts here yet."),
    "no_description": gettext_noop("No audio description here yet."),
    "told_adult": gettext_noop("This is for adults."),
    "told_child": gettext_noop("This is for children."),
    "told_plain": gettext_noop("This is in plain language."),
    "told_expert": gettext_noop("This is for experts."),
}
"""Message by its key: what a visitor chooses, `no_` what a work is not told at, and `told_` what it is told at instead.
Audio description is never told instead."""
