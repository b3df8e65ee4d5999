"""The words around answers to visitors' questions, for the kiosk's screen and for phones."""

from __future__ import annotations

from web.translations import gettext_noop, pgettext_noop

ASK_MESSAGES = {
    "ask_title": gettext_noop("Ask a question"),
    "ask_label": gettext_noop("What is the question?"),
    "ask_button": gettext_noop("Ask"),
    "ask_speak": gettext_noop("Speak"),
    "ask_listening": gettext_noop("Listening …"),
    "ask_not_heard": gettext_noop("That was not understood."),
    "ask_offered": gettext_noop("Others ask:"),
    "ask_stays": gettext_noop("The question is answered here. It is not kept."),
    "ask_unknown": gettext_noop("I don't know that."),
    "ask_museum": gettext_noop("Shall I ask the museum?"),
    "ask_no_name": gettext_noop("Please write no name."),
    "ask_of_label": gettext_noop("The label of this work"),
    "ask_of_house": gettext_noop("The museum itself"),
    "fact_maker": pgettext_noop("label", "Maker"),
    "fact_date": pgettext_noop("label", "Date"),
    "fact_place": pgettext_noop("label", "Place"),
    "fact_material": pgettext_noop("label", "Material"),
    "fact_dimensions": pgettext_noop("label", "Dimensions"),
    "fact_room": pgettext_noop("label", "Room"),
    "fact_closed": gettext_noop("closed"),
    "fact_toilets": gettext_noop("toilets"),
    "fact_accessible_toilets": gettext_noop("accessible toilets"),
    "fact_cafe": gettext_noop("café"),
    "fact_shop": gettext_noop("shop"),
    "fact_cloakroom": gettext_noop("cloakroom"),
    "fact_seats": gettext_noop("seats"),
    "fact_entrance": gettext_noop("entrance"),
    "fact_exit": gettext_noop("exit"),
    "fact_lift": gettext_noop("lift"),
    "fact_stairs": gettext_noop("stairs"),
}
"""Message by its key. `fact_` and a fact or a kind of place is the word before what the museum says of it."""
