"""The words of the phone's screens in one language, formal and informal.

Where a language has formal and informal address, the site's settings say which one children read and which one all
others read. Only the phone knows the level of the texts that its user reads, so a page carries both forms and the style
sheet shows one.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from contract.formality import Formality
from contract.museum import Level, Site
from runtime.languages import best, plural_category
from tour_server.visit.frame_words import FRAME_MESSAGES
from tour_server.visit.offline_words import OFFLINE_MESSAGES
from web.ask_words import ASK_MESSAGES
from web.level_words import LEVEL_MESSAGES
from web.translations import (
    SOURCE_LANGUAGE,
    TranslatableMessage,
    TranslationCatalogue,
    Translations,
    formality_noop,
    gettext_noop,
    ngettext_noop,
    pgettext_noop,
)

MESSAGES = {
    "language": gettext_noop("Language"),
    "preview": gettext_noop("Preview: not published"),
    "start_title": gettext_noop("Make a tour of your own"),
    "step_language": gettext_noop("Choose your language"),
    "step_time": formality_noop("How much time do you have?"),
    "step_you": gettext_noop("What do you like to hear about?"),
    "no_hurry": gettext_noop("No hurry"),
    "who": gettext_noop("For whom?"),
    "step_free": gettext_noop("No steps: by lift and ramp"),
    "make_tour": gettext_noop("Make my tour"),
    "back": gettext_noop("Back"),
    "stays_here": gettext_noop("Your answers stay in this phone."),
    "change": gettext_noop("Change my answers"),
    "number_title": gettext_noop("By its number"),
    "number_label": gettext_noop("Type the number beside the work"),
    "number_unknown": formality_noop(
        "There is no work {number} here. Have another look at the label."
    ),
    "go": gettext_noop("Go"),
    "all_works": gettext_noop("All works"),
    "plan": gettext_noop("Plan"),
    "plan_title": formality_noop("Your tour"),
    "plan_none": formality_noop("Tell us how much time you have, and we make you a tour."),
    "minutes": ngettext_noop("{number} minute", "{number} minutes"),
    "stops": ngettext_noop("{number} work", "{number} works"),
    "about": gettext_noop("about {minutes}"),
    "start": gettext_noop("Start"),
    "go_on": gettext_noop("Go on"),
    "play": gettext_noop("Play"),
    "pause": gettext_noop("Pause"),
    "next": gettext_noop("Next"),
    "again": gettext_noop("Back 10 s"),
    "stop": gettext_noop("Stop"),
    "speed": gettext_noop("Speed"),
    "transcript": gettext_noop("Text"),
    "transcript_hint": gettext_noop("Touch a sentence to hear it from there."),
    "time_of": gettext_noop("{now} of {all}"),
    "plays_elsewhere": gettext_noop("Another window plays now: {work}."),
    "touch_first": gettext_noop("The phone waits for a touch before it speaks."),
    "larger": gettext_noop("Larger"),
    "smaller": gettext_noop("Smaller"),
    "closer_hint": gettext_noop(
        "Plus and minus enlarge and shrink, 0 shows the whole, the arrows move."
    ),
    "position": gettext_noop("Where you are in the story"),
    "read_all": gettext_noop("Read it all"),
    "sources": gettext_noop("Where this comes from"),
    "more": gettext_noop("Tell me more"),
    "in_short": gettext_noop("In short"),
    "meaning": gettext_noop("What this word means"),
    "meanings": gettext_noop("What these words mean"),
    "wrong": gettext_noop("This is wrong"),
    "wrong_what": gettext_noop("What is wrong?"),
    "wrong_words": gettext_noop("The words"),
    "wrong_sound": gettext_noop("The sound"),
    "wrong_picture": gettext_noop("The picture"),
    "wrong_label": gettext_noop("The label"),
    "wrong_other": gettext_noop("Something else"),
    "wrong_sentence": formality_noop("In one sentence, if you like. Please write no name."),
    "wrong_goes": gettext_noop("This goes to the museum, and nothing else:"),
    "wrong_kept": ngettext_noop(
        "It is deleted after {number} day.", "It is deleted after {number} days."
    ),
    "wrong_send": gettext_noop("Send"),
    "wrong_sent": gettext_noop("Thank you. Someone at the museum will look at it."),
    "wrong_not_sent": gettext_noop(
        "It doesn't come through just now. Try again in a little while."
    ),
    "back_to_work": gettext_noop("Back to the work"),
    "sign_language": gettext_noop("Sign language"),
    "machine_voice": gettext_noop("A machine reads this aloud."),
    "machine_text": gettext_noop("Drafted by a machine."),
    "machine_translated": gettext_noop("Translated by a machine."),
    "checked": gettext_noop("Checked by a person."),
    "not_checked": gettext_noop("Not yet checked by a person."),
    "no_words": gettext_noop("We have no words for this one in {language} yet."),
    "told_in": gettext_noop("We have no words for this one in {language} yet. This is in {other}."),
    "hear_in": gettext_noop("There are words in:"),
    "no_voice": gettext_noop("No voice for this one yet. Read it here."),
    "voice_follows": gettext_noop("The voice is on its way. Read it here meanwhile."),
    "no_sound": gettext_noop("The sound doesn't come through just now. The words are all here."),
    "muted": gettext_noop("No sound? See whether your phone is on silent. The words run along."),
    "closer": gettext_noop("Closer"),
    "close": gettext_noop("Close"),
    "renewed": gettext_noop("The museum has renewed its tour."),
    "renewed_next_page": gettext_noop(
        "The museum has renewed its tour. This page stays as it is; the next one is new."
    ),
    "renewed_now": gettext_noop("Take it now"),
    "renewed_later": gettext_noop("Later"),
    "renewing": gettext_noop("The new tour is being downloaded. The earlier one plays meanwhile."),
    "renewed_not": gettext_noop(
        "The new tour doesn't come through just now. The earlier one still plays."
    ),
    "offline": formality_noop("No network just now. Your tour plays on, in the order it has."),
    "no_plan_now": formality_noop(
        "The plan doesn't come through just now. Every work is here by its number."
    ),
    "why_full_later": formality_noop(
        "{room} is full just now. Shall we see {instead} first? You lose nothing."
    ),
    "why_full_wait": formality_noop(
        "{room} is full just now. Have a seat. We go on in about {minutes}, or sooner when people leave."
    ),
    "why_full_left_out": formality_noop(
        "{room} is full just now, and time is short. We leave out {works} and see the rest."
    ),
    "why_room_closed": gettext_noop("{room} is closed now. Not seen then: {works}."),
    "why_way_closed": gettext_noop("The way there is closed now. Not seen then: {works}."),
    "space_again": gettext_noop("There is space again. Shall we see {work} next?"),
    "better_order": gettext_noop("Shall we see {work} next? Nothing is lost."),
    "shall_leave_out": gettext_noop("Time is short. Shall we leave out {works} and see the rest?"),
    "late": gettext_noop(
        "We are {minutes} behind the plan. To be done by {time} we leave out {stops}: {works}."
    ),
    "learned_more": gettext_noop("More of: {themes}, because you listened longer."),
    "learned_less": gettext_noop("Less of: {themes}, because you went on sooner."),
    "learned_no": gettext_noop("Plan without that"),
    "yes_change": gettext_noop("Yes, change"),
    "no_change": gettext_noop("No, as it was"),
    "why_full_later_here": gettext_noop(
        "{room} is full just now. First we go on in this room and see it later. Nothing is lost."
    ),
    "why_full_shorter": gettext_noop(
        "{room} is full just now. We see it later, and some stops are shorter."
    ),
    "why_all_full": gettext_noop(
        "All rooms that are left are full just now. We go on in about {minutes}, or sooner when people leave."
    ),
    "why_all_full_cafe": gettext_noop(
        "All rooms that are left are full just now. How about the café? "
        "We go on in about {minutes}, or sooner when people leave."
    ),
    "why_all_full_over": gettext_noop(
        "All rooms that are left are full just now, and time is short. Not seen then: {works}."
    ),
    "why_closing": gettext_noop("In {minutes} we close: {stops}, and then the way out."),
    "why_closing_now": gettext_noop("In {minutes} we close. There is no time for another work."),
    "why_shut": gettext_noop("The museum is shut now."),
    "why_shut_until": gettext_noop("The museum is shut now. It opens on {day}, {hour}."),
    "loses": gettext_noop("Not seen then: {works}."),
    "loses_nothing": gettext_noop("Nothing is left out."),
    "rest_seats": gettext_noop("A seat in {room}, {minutes}"),
    "rest_cafe": gettext_noop("The café in {room}, {minutes}"),
    "left_out": gettext_noop("Not on this tour"),
    "left_closed": gettext_noop("its room is closed now"),
    "left_closes": gettext_noop("its room closes too soon"),
    "left_way_closed": gettext_noop("the way there is closed now"),
    "left_full": gettext_noop("its room is full just now"),
    "left_time": gettext_noop("doesn't fit into your time"),
    "left_steps": gettext_noop("reached only by steps"),
    "left_no_way": gettext_noop("our plan shows no way there"),
    "left_many": gettext_noop("worth a look, if time is left"),
    "time_up": formality_noop("Your time is up."),
    "more_time": gettext_noop("{minutes} more"),
    "estimated": gettext_noop("We guess the walking times: this house has no plan yet."),
    "whole_house": gettext_noop("The whole house"),
    "now": gettext_noop("Now"),
    "at_entrance": gettext_noop("At the entrance"),
    "here_now": formality_noop("You are here."),
    "i_am_here": gettext_noop("I am here"),
    "skip": gettext_noop("Leave out"),
    "skipped": gettext_noop("Left out: {title}."),
    "undo": gettext_noop("Undo"),
    "first_this": gettext_noop("This one first"),
    "all_stops": gettext_noop("All stops, with the way"),
    "floors": gettext_noop("Floors"),
    "floor_alt": gettext_noop("Plan of the building: {floor}. The list of stops says it in words."),
    "full_word": gettext_noop("full"),
    "closed_word": gettext_noop("closed"),
    "key": gettext_noop("What the signs mean"),
    "seen_mark": gettext_noop("a work that was seen"),
    "rest": gettext_noop("Rest: {place}"),
    "rest_anywhere": gettext_noop("Rest a little"),
    "sign_seats": gettext_noop("seats"),
    "sign_toilets": gettext_noop("toilets"),
    "sign_accessible_toilets": gettext_noop("accessible toilets"),
    "sign_cafe": gettext_noop("café"),
    "sign_cloakroom": gettext_noop("cloakroom"),
    "sign_shop": gettext_noop("shop"),
    "sign_entrance": gettext_noop("entrance"),
    "sign_exit": gettext_noop("exit"),
    "sign_lift": gettext_noop("lift"),
    "sign_stairs": gettext_noop("stairs"),
    "sign_steps": gettext_noop("steps"),
    "sign_ramp": gettext_noop("ramp"),
    "way_here": gettext_noop("In this room"),
    "way_to": gettext_noop("{room}: {way}"),
    "way_next": gettext_noop("{first}, {next}"),
    "way_then": gettext_noop("{first}, then {next}"),
    "room_on_floor": gettext_noop("{room}, {floor}"),
    "floor_ground": gettext_noop("ground floor"),
    "floor_number": gettext_noop("floor {floor}"),
    "turn_left": pgettext_noop("on the way", "left"),
    "turn_right": pgettext_noop("on the way", "right"),
    "turn_straight": pgettext_noop("on the way", "straight on"),
    "turn_back": pgettext_noop("on the way", "turn round"),
    "pass_door": gettext_noop("through the door"),
    "pass_arch": gettext_noop("through the arch"),
    "pass_steps": gettext_noop("over the steps"),
    "pass_steps_up": gettext_noop("up the steps"),
    "pass_steps_down": gettext_noop("down the steps"),
    "pass_ramp": gettext_noop("by the ramp"),
    "pass_ramp_up": gettext_noop("up by the ramp"),
    "pass_ramp_down": gettext_noop("down by the ramp"),
    "pass_stairs": gettext_noop("by the stairs"),
    "pass_stairs_up": gettext_noop("up the stairs"),
    "pass_stairs_down": gettext_noop("down the stairs"),
    "pass_lift": gettext_noop("by the lift"),
    "pass_lift_up": gettext_noop("up by the lift"),
    "pass_lift_down": gettext_noop("down by the lift"),
    "at_left": gettext_noop("on the left"),
    "at_right": gettext_noop("on the right"),
    "at_ahead": gettext_noop("straight ahead"),
    "within_same_left": gettext_noop("on the same wall, to the left"),
    "within_same_right": gettext_noop("on the same wall, to the right"),
    "within_left_wall": gettext_noop("on the wall to the left"),
    "within_right_wall": gettext_noop("on the wall to the right"),
    "within_opposite": gettext_noop("on the opposite wall"),
    "within_middle": gettext_noop("in the middle"),
    "offer": formality_noop("For you, now"),
    "not_now": gettext_noop("Not now"),
    "offer_take": gettext_noop("Take me there"),
    "offer_code": gettext_noop("Code for the counter"),
    "offer_until": gettext_noop("Until {time}"),
    "offer_gone": gettext_noop("This offer has just gone."),
    "offer_done": gettext_noop("Been there"),
    "offer_back": gettext_noop("Not going after all"),
    "offer_over": gettext_noop("{offer}: the code has expired."),
    "offer_again": gettext_noop("See the offer again"),
    "nothing_title": gettext_noop("Nothing to hear yet"),
    "nothing": formality_noop(
        "The museum has not published its tour. Enjoy the works, and look here again in a little while."
    ),
    "lost_title": gettext_noop("There is nothing at this address"),
    "lost": gettext_noop("Every work is here by its number."),
    "steps_of": gettext_noop("Step {step} of 3"),
    "next_by_number": gettext_noop("Next number"),
    **ASK_MESSAGES,
    **FRAME_MESSAGES,
    **OFFLINE_MESSAGES,
    **LEVEL_MESSAGES,
}
"""Message by its key in the templates and in the page's scripts. A message with a plural contains `{number}`."""


class VisitWords:
    """The messages in one language."""

    def __init__(self, translations: Translations) -> None:
        self.language = translations.language
        self._translations = translations

    def plain(self, site: Site, level: Level, key: str, **facts: object) -> str:
        """Returns one sentence, as the site addresses people of this level. Raises KeyError for an unknown `key`.

        `facts` are the values of its placeholders. The value of `number` selects the form of a message with a plural.
        """
        message = MESSAGES[key]
        if message.plural is None:
            sentence = self._translations.translate(message, informal=_informal(site, level))
        else:
            category = plural_category(self.language, int(str(facts["number"])))
            sentence = self._translations.plural_forms(message)[category]
        return sentence.format_map({name: str(fact) for name, fact in facts.items()})

    def formally(self, key: str) -> str:
        """Returns one formal sentence without placeholders, for use before there is a site with its settings."""
        return self._translations.translate(MESSAGES[key])

    def marked_up(self, site: Site, key: str, **facts: object) -> Markup:
        """Returns a sentence for a page. Where the forms differ it contains both, each marked as for adult or child."""
        adult, child = (
            self.plain(site, level, key, **facts) for level in (Level.ADULT, Level.CHILD)
        )
        if adult == child:
            return escape(adult)
        pair = Markup('<span data-for="adult">{}</span><span data-for="child">{}</span>')
        return pair.format(adult, child)

    def for_script(self, site: Site) -> dict[str, list[str] | dict[str, str]]:
        """Returns every message for the page's script, with its placeholders, by its key.

        The value is [for all but children, for children]; for a message with a plural, its forms by CLDR's plural
        category.
        """
        return {key: self._for_script(site, message) for key, message in MESSAGES.items()}

    def _for_script(self, site: Site, message: TranslatableMessage) -> list[str] | dict[str, str]:
        if message.plural is not None:
            forms = self._translations.plural_forms(message)
            return {str(category): sentence for category, sentence in forms.items()}
        return [
            self._translations.translate(message, informal=_informal(site, level))
            for level in (Level.ADULT, Level.CHILD)
        ]


def visit_languages(catalogue: TranslationCatalogue) -> list[str]:
    """Returns the languages into which every message of the phone's screens is translated, sorted."""
    return catalogue.complete(MESSAGES.values())


def visit_words(catalogue: TranslationCatalogue, wanted: Sequence[str]) -> VisitWords:
    """Returns the messages in the language that matches `wanted` best; without a match in that they are written in.

    The page marks the language that it is in, so that a reader sees when it is not the one they asked for.
    """
    found = best(wanted, visit_languages(catalogue)) or SOURCE_LANGUAGE
    return VisitWords(catalogue.translations(found))


def _informal(site: Site, level: Level) -> bool:
    formality = site.child_formality if level is Level.CHILD else site.adult_formality
    return formality is Formality.INFORMAL
