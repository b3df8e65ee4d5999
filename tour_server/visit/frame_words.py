"""The sentences of what frames a visit on the phone: its first page, its end, and what can't be answered."""

from __future__ import annotations

from web.translations import formality_noop, gettext_noop

FRAME_MESSAGES = {
    "choose_tour": gettext_noop("Choose a tour"),
    "or_make_one": formality_noop("Or let us make one for you"),
    "no_steps": gettext_noop("no steps"),
    "by_steps": gettext_noop("only by steps: {number}"),
    "start_tour": gettext_noop("Start this tour"),
    "find_title": gettext_noop("Find a work"),
    "find_label": gettext_noop("Or a part of its name"),
    "find_none": gettext_noop(
        "Nothing here is called “{typed}”. Try a part of the name, or look through the rooms."
    ),
    "find_number": gettext_noop("{typed} is no number here. The numbers are beside the works."),
    "not_on_phone": gettext_noop("This one was not downloaded to this phone. It needs the Wi-Fi."),
    "closed_now": gettext_noop("The museum is closed now."),
    "closed_read": gettext_noop("Everything can be read and heard here meanwhile."),
    "opens_today": gettext_noop("We open today at {time}."),
    "opens_tomorrow": gettext_noop("We open again tomorrow at {time}."),
    "opens_on": gettext_noop("We open again on {day} at {time}."),
    "plan_without_script": gettext_noop(
        "This page needs JavaScript. The museum's tours and every work are on the first page."
    ),
    "favourite": gettext_noop("Add to favourites"),
    "favourite_yes": gettext_noop("A favourite"),
    "souvenir": gettext_noop("Look back on this visit"),
    "souvenir_title": formality_noop("Your visit"),
    "souvenir_empty": formality_noop("Nothing yet. The works that you hear come here."),
    "souvenir_made_here": gettext_noop("This page is made in this phone. It goes nowhere."),
    "souvenir_save": gettext_noop("Save as a file"),
    "share": gettext_noop("Share"),
    "copied": gettext_noop("Copied."),
    "share_text": gettext_noop("I was at {museum}."),
    "thanks": formality_noop("Thank you for your visit."),
    "next_time": gettext_noop("For next time"),
    "done": formality_noop("That was your tour. Thank you for your visit."),
    "forget": gettext_noop("Forget this visit"),
    "forget_sure": gettext_noop(
        "Everything that this phone knows of the visit goes: answers, works, favourites, downloads."
    ),
    "forget_yes": gettext_noop("Forget it"),
    "forget_no": gettext_noop("Leave it"),
    "forgotten": gettext_noop("Done. This phone has forgotten the visit."),
    "error_title": gettext_noop("That didn't work"),
    "error_unread": gettext_noop("It didn't arrive whole. Please try once more."),
    "error_method": gettext_noop("This address can't be used that way."),
    "error_large": gettext_noop("That is more than can be sent here."),
    "error_busy": gettext_noop("Many ask at this moment. Please try again in a little while."),
    "error_broken": gettext_noop(
        "Something broke on our side. Please try again in a little while."
    ),
}
"""Message by its key, as in `words.MESSAGES`, which has them too."""
