"""Makes the scene from the state of the visit and the release. It changes neither."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from contract.bundle import Release
from contract.museum import Key, Language, Site, Work, worded
from contract.offer_picture import picture_of
from contract.opening import closing, next_opening
from device.guide import states, telling
from device.guide.captions import captioned
from device.guide.handover import handover
from device.guide.museum_now import MuseumNow
from device.guide.release_index import ReleaseIndex
from device.guide.scene import Label, OfferLine, Scene, ThemeChoice, WhatNow, label, playback
from device.guide.screen_look import screen_look
from device.guide.speech_on_demand import SpeechOnDemand
from device.guide.states import GuideState, OneOfTwo, Playing, SomethingSeen, UnknownWork
from narration.offer_choice import OfferVisitor, audience, choose_offer


@dataclass(frozen=True, slots=True)
class SceneMoment:
    """What a scene depends on besides the visit. `wall_seconds`: Unix seconds, or None while they are not known.

    `captions`: the language of the captions; "" for that of the sound.
    """

    now: float
    language: Language
    captions: Language
    seeing: bool
    wall_seconds: float | None
    museum: MuseumNow


class SceneMaker:
    """Makes the scenes of one kiosk."""

    def __init__(self, server: str, room: Key | None, live_speech: SpeechOnDemand) -> None:
        """`server`: its address, for phones. `room`: where the kiosk stands."""
        self._server = server
        self.room = room
        self._live_speech = live_speech

    def scene(
        self, index: ReleaseIndex | None, state: GuideState, moment: SceneMoment, *, shorter: bool
    ) -> Scene:
        """Returns what the screen shows. `shorter`: what is played can go on in short."""
        if index is None:
            return Scene(
                screen="resting",
                language=moment.language,
                level=state.choices.level,
                spoken=state.choices.spoken,
                seeing=moment.seeing,
                visit=state.visits,
            )
        screen = state.screen
        work = index.works.get(screen.work) if isinstance(screen, Playing) else None
        common = self._common(index, state, moment, work)
        readable = list(index.readable(moment.language))
        if isinstance(screen, Playing) and work is not None:
            common["shorter"] = shorter
            return self._playing(screen, work, index, readable, state, moment, common)
        if isinstance(screen, UnknownWork):
            maybe = _labels(index, screen.candidates, readable)
            return Scene(screen="unknown", works=maybe, **common)
        if isinstance(screen, OneOfTwo):
            return Scene(
                screen="one_of_two", works=_labels(index, screen.works, readable), **common
            )
        if isinstance(screen, SomethingSeen):
            return Scene(screen="seen", **common)
        if state.last_sign is None and (closed := _closed(index.release, moment.wall_seconds)):
            return Scene(screen="resting", **closed, **common)
        if not moment.seeing:
            ordered = index.from_room(self.room, moment.museum.closed_rooms)
            keys = [work.key for work in ordered]
            return Scene(screen="choose", works=_labels(index, keys, readable), **common)
        inviting = index.inviting(self.room, moment.museum.closed_rooms)
        shown = tuple(
            one
            for one in index.labels(moment.language)
            if one.picture is not None and one.key in inviting
        )
        return Scene(screen="attract", works=shown, **common)

    def _common(
        self, index: ReleaseIndex, state: GuideState, moment: SceneMoment, work: Work | None
    ) -> dict[str, Any]:
        """Returns what every scene of a release has."""
        site: Site = index.release.museum.site
        readable = list(index.readable(moment.language))
        themes = index.release.museum.themes
        return {
            "language": moment.language,
            "captions": moment.captions,
            "level": state.choices.level,
            "languages": tuple(index.languages),
            "levels": index.levels,
            "themes": tuple(
                ThemeChoice(one.key, worded(one.name, readable), one.key in state.choices.interests)
                for one in themes
            ),
            "larger": state.choices.larger,
            "spoken": state.choices.spoken,
            "play": state.plays,
            "visit": state.visits,
            "warn_seconds": states.WARN_SECONDS if states.warned(state, moment.now) else None,
            "seeing": moment.seeing,
            "handover": handover(
                self._server_of(index),
                moment.language,
                state.choices,
                site.languages,
                [one.key for one in themes],
                work,
                [index.works[key] for key in state.visit.works if key in index.works],
            ),
            "museum": worded(site.name, readable)[0],
            "look": screen_look(index.release.look),
        }

    def _server_of(self, index: ReleaseIndex) -> str:
        """Returns the address that phones get; "" where there is none."""
        return index.release.phones_at or self._server

    def _playing(
        self,
        playing: Playing,
        work: Work,
        index: ReleaseIndex,
        readable: list[Language],
        state: GuideState,
        moment: SceneMoment,
        common: dict[str, Any],
    ) -> Scene:
        script = playing.script
        blocks = playback(script, index.speech, self._live_speech)
        if common["captions"]:
            links = index.release.museum.links
            blocks = captioned(blocks, script, work, links, common["captions"])
        sources = dict.fromkeys(source for block in script.blocks for source in block.sources)
        then = index.works.get(playing.then) if playing.then else None
        return Scene(
            screen="telling",
            work=label(work, readable),
            blocks=blocks,
            begin_block=playing.begins_at.block,
            begin_share=playing.begins_at.share,
            sources=tuple(sources) or tuple(work.sources),
            told_level=script.level if blocks and script.level != common["level"] else None,
            machine_made=script.machine_made,
            machine_voice=any(block.machine_voice for block in blocks),
            deeper=script.deeper is not None,
            offered=() if blocks else script.offered,
            what_now=self._what_now(playing, work, index, readable, state, moment),
            then=label(then, readable) if then is not None else None,
            **common,
        )

    def _what_now(
        self,
        playing: Playing,
        work: Work,
        index: ReleaseIndex,
        readable: list[Language],
        state: GuideState,
        moment: SceneMoment,
    ) -> WhatNow | None:
        """Returns what is offered at the end; None before it. Without words that is the beginning."""
        if playing.script.blocks and not playing.over:
            return None
        asked = telling.question(playing.script)
        closed = moment.museum.closed_rooms
        following = index.next_in_room(work, self.room, state.visit.works, closed)
        offers = moment.museum.offers if self._server_of(index) else ()  # they are taken on a phone
        return WhatNow(
            question=(asked.text.strip(), asked.language) if asked is not None else None,
            next_work=label(following, readable) if following is not None else None,
            offer=_offer(index.release, offers, state, readable),
        )


def _offer(
    release: Release, holding: tuple[Key, ...], state: GuideState, readable: list[Language]
) -> OfferLine | None:
    """Returns the one offer for this visitor, by what they chose and met at this kiosk."""
    museum = release.museum
    offers = {offer.key: offer for offer in museum.offers if offer.key in holding}
    choices = state.choices
    key = choose_offer(
        [audience(offers[key], museum) for key in holding if key in offers],
        OfferVisitor(dict.fromkeys(choices.interests, 1.0), choices.level.value, state.visit.works),
    )
    if key is None:
        return None
    offer = offers[key]
    rooms = {room.key: room.name for room in museum.rooms}
    line = OfferLine(
        key,
        worded(offer.title, readable),
        worded(offer.text, readable),
        worded(rooms.get(offer.target or "", {}), readable),
        worded(offer.place, readable),
    )
    picture = picture_of(offer, museum)
    target = None if picture is None else release.pictures.get(picture.file)
    if picture is None or target is None:
        return line
    return replace(
        line,
        picture=f"target/{target}",
        alt=worded(picture.alt, readable),
        credit=picture.rights.credit,
    )


def _labels(
    index: ReleaseIndex, keys: list[Key] | tuple[Key, ...], readable: list[Language]
) -> tuple[Label, ...]:
    return tuple(label(index.works[key], readable) for key in keys if key in index.works)


def _closed(release: Release, wall_seconds: float | None) -> dict[str, Any]:
    """Returns what the screen says while the museum is closed; nothing while it is open or that is not known.

    A museum without any opening hours is not taken to be closed.
    """
    site = release.museum.site
    if wall_seconds is None or not any(site.opening):
        return {}
    now = dt.datetime.fromtimestamp(wall_seconds, dt.UTC)
    if closing(site, now) is not None:
        return {}
    opens = next_opening(site, now)
    if opens is None:
        return {"closed": True}
    days = (opens.date() - now.astimezone(opens.tzinfo).date()).days
    return {"closed": True, "opens": opens.isoformat(), "opens_in_days": days}
