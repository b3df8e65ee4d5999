"""The words that the script of camera set-up shows: it gets them by key, in the language of the request."""

from __future__ import annotations

from web.translations import gettext as _


def script_words() -> dict[str, str]:
    """Returns every sentence by its key. The script fills in the `{placeholders}`."""
    return {
        "no_answer": _("The kiosk does not answer. Its network may be away, or the look is over."),
        "not_kept": _("The kiosk did not answer; nothing is saved."),
        "left": _("{time} left"),
        "in_zone": _("{number} in it"),
        "zone_name": _("Name of zone {number}: small letters, digits and hyphens"),
        "remove": _("Remove"),
        "remove_zone": _("Remove {name}"),
        "unsaved": _("Not saved yet."),
        "not_counting": _("This camera does not count yet. Save, and it does."),
        "counts_with_drawing": _("The kiosk counts with this drawing now."),
        "counts_in_middle": _("The kiosk counts over a line down the middle now."),
        "does_not_count": _("The kiosk does not count with this camera now."),
        "view_auto": _("Not found yet. Let somebody walk to and fro."),
        "view_oblique": _("Found: people are seen from the side."),
        "view_above": _("Found: it looks straight down on people."),
        "size": _("{pixels} pixels, {share} of the picture's width"),
        "size_unknown": _("Not learnt yet. Let somebody walk through alone."),
        "saved": _("Saved. {how}"),
        "kept_until_stop": _("{how} It has no settings file, so this is forgotten when it stops."),
        "sound_level": _("{decibels} dB; kept."),
        "sound_highest": _(
            "It is as loud as it can be. If that is not enough, turn up the amplifier or the loudspeaker."
        ),
        "sound_lowest": _(
            "It is as quiet as it can be. If that is too loud, turn down the amplifier or the loudspeaker."
        ),
        "line_begins": _("Touch where the line begins, on the floor."),
        "line_ends": _("Now touch where it ends."),
        "zone_corners": _("Touch the corners of the zone on the floor, one after the other."),
        "zone_closes": _("Touch the first again when it is done."),
        "line_drawn": _("Drag the ends of the line. Who walks the arrow's way goes in."),
        "no_line": _(
            "No line yet, so the middle of the picture counts. Draw one where everybody's feet pass."
        ),
        "first_end": _("First end of the line"),
        "second_end": _("Second end of the line"),
        "corner": _("Corner {number} of {name}"),
        "handle": _("{what}, {x} across, {y} down. Arrow keys move it."),
    }
