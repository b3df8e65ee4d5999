"""The sentences of a tour that was downloaded to a phone, to go on with it without a network."""

from __future__ import annotations

from web.translations import gettext_noop

OFFLINE_MESSAGES = {
    "keep_title": gettext_noop("Download the tour to this phone"),
    "keep_why": gettext_noop(
        "Then everything plays without Wi-Fi. Until then nothing is downloaded."
    ),
    "keep_choose": gettext_noop("What would be downloaded, and how much is it?"),
    "keep_scope": gettext_noop("How much?"),
    "keep_tour": gettext_noop("This tour"),
    "keep_museum": gettext_noop("The whole museum"),
    "keep_languages": gettext_noop("In which languages?"),
    "keep_no_language": gettext_noop("Choose a language."),
    "keep_what": gettext_noop(
        "Words, pictures, voice, the plan, numbers and search. Not the films in sign language."
    ),
    "megabytes": gettext_noop("{all} MB"),
    "keep_now": gettext_noop("Download {all} MB"),
    "keep_needs_network": gettext_noop(
        "No network just now. What would be downloaded can be seen when it is back."
    ),
    "keep_may_go": gettext_noop(
        "It stays until it is removed here. A browser that runs out of room may remove it sooner."
    ),
    "keep_stays": gettext_noop("It stays until it is removed here."),
    "keep_running": gettext_noop("It is on its way to this phone. The tour goes on meanwhile."),
    "keep_count": gettext_noop("{done} of {all} MB"),
    "keep_paused": gettext_noop("Paused. What is here plays without Wi-Fi."),
    "keep_elsewhere": gettext_noop("It is being downloaded in another tab."),
    "keep_away": gettext_noop(
        "No network just now. What is here plays; the rest comes when the network is back."
    ),
    "keep_full": gettext_noop(
        "This phone has no room: {lacking} MB are missing. The {done} MB that are here play without Wi-Fi."
    ),
    "keep_failed": gettext_noop(
        "{lacking} MB don't come through just now. The {done} MB that are here play without Wi-Fi."
    ),
    "keep_kept": gettext_noop(
        "Downloaded to this phone: {works}, {all} MB, {languages}. It plays without Wi-Fi."
    ),
    "keep_kept_part": gettext_noop(
        "Downloaded to this phone: {works}, {all} MB. The tour has other works now, which are not downloaded."
    ),
    "keep_gone": gettext_noop(
        "The {all} MB that were downloaded here are gone: this browser has removed them. They can be downloaded again."
    ),
    "keep_gone_part": gettext_noop(
        "{lacking} MB of what was downloaded here are gone: this browser has removed them. The rest plays."
    ),
    "keep_removed": gettext_noop("Removed from this phone."),
    "keep_remove": gettext_noop("Remove it from this phone"),
    "keep_refused": gettext_noop(
        "This browser lets nothing be downloaded for later, as in a private window. With the Wi-Fi everything works."
    ),
    "keep_no_https": gettext_noop(
        "Downloading needs an address with https, and this page has none. With the Wi-Fi everything works."
    ),
    "not_kept_title": gettext_noop("Not on this phone"),
    "not_kept": gettext_noop(
        "This page was not downloaded to this phone, and the network is away just now."
    ),
    "not_kept_work": gettext_noop(
        "Work {number} was not downloaded to this phone in this language, and the network is away just now."
    ),
    "not_kept_language": gettext_noop("It was downloaded in:"),
    "kept_works": gettext_noop("Downloaded to this phone"),
    "try_again": gettext_noop("Try again"),
}
"""Message by its key, as in `words.MESSAGES`, which has them too."""
