"""The visitor's pages, under /visit: a profile in three taps, a plan, works, and what changes meanwhile.

What a newcomer would get wrong: the profile lives in the phone. No page sets a cookie, none asks for the level
or the interests; a wish for a plan is answered and gone. A page's language stands in its address (`?l=nl`),
like any translated page's; the level does not: a page carries both and the phone shows one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from contract.museum import Level, worded
from runtime.languages import direction, own_name, visitors_list
from tour_server.crowd.room_now import full_rooms
from tour_server.offers.offers import offer_now
from tour_server.routing.route import UnknownPlaceError, plan_route
from tour_server.routing.route_request import Wish
from tour_server.visit.answer import answer, page
from tour_server.visit.media import A_YEAR, send_media
from tour_server.visit.phrasebook import Phrasebook, Words
from tour_server.visit.shown import Shown
from tour_server.visit.sources import Sources
from tour_server.visit.telling import languages_told

Reply = AnyResponse | str | tuple[AnyResponse | str, int]

MINUTES = (20, 40, 60, 90)
NO_HURRY = 240
WISH_LIMIT = 64_000  # bytes; a wish that has seen a thousand works is about 40,000
JSON = "application/json"

_STATIC = Path(__file__).with_name("static")
_WORKER = "sw.js"


class Visitor:
    """How one request is answered: in which languages, with which words."""

    def __init__(self, shown: Shown, book: Phrasebook) -> None:
        site = shown.museum.site
        preferred = [language for language, _ in request.accept_languages]
        self.shown = shown
        self.languages = visitors_list(request.args.get("l"), preferred, site.languages)
        self.words = book.words([*self.languages, *site.languages])

    def say(self, key: str, **facts: object) -> Markup:
        """A sentence of the screen, in both forms where adults and children are addressed differently."""
        return self.words.marked_up(self.shown.museum.site, key, **facts)

    def render(self, template: str, **facts: Any) -> Response:
        """A page. It depends on the browser's languages, so caches are told."""
        site = self.shown.museum.site
        response = make_response(
            render_template(
                f"visit/{template}.html",
                visitor=self,
                say=self.say,
                site=site,
                museum=self.shown.museum,
                language=self.languages[0],
                words_language=self.words.language,
                direction=direction,
                own_name=own_name,
                worded=lambda text: worded(text, self.languages),
                here=_here,
                script_words=self.words.for_script(site),
                **facts,
            )
        )
        response.headers["Vary"] = "Accept-Language"
        response.headers["Cache-Control"] = "no-cache"
        return response


def pages(
    sources: Sources, now: Callable[[], dt.datetime], book: Phrasebook | None = None
) -> Blueprint:
    """The blueprint. `now` is aware; `book`: the words of the screens, else the ones that are shipped."""
    blueprint = _Pages(
        "visit",
        __name__,
        url_prefix="/visit",
        template_folder="templates",
        static_folder="static",
        static_url_path=f"/static/{_version(_STATIC)}",
    )
    views = _Views(sources, now, book or Phrasebook())
    add = blueprint.add_url_rule
    add("", "start", views.start)
    add("/plan", "plan", views.plan)
    add("/plan", "make_plan", views.make_plan, methods=["POST"])
    add("/work/<int:number>", "work", views.work)
    add("/number", "number", views.number)
    add("/now", "now", views.now)
    add("/media/<path:target>", "media", views.media)
    add("/sw.js", "service_worker", views.service_worker)
    add("/manifest.webmanifest", "manifest", views.manifest)
    blueprint.register_error_handler(404, views.lost)
    blueprint.context_processor(lambda: {"asset": _asset})
    return blueprint


class _Pages(Blueprint):
    """A static file's address has a version in it, so a phone may keep the file for good."""

    def get_send_file_max_age(self, filename: str | None) -> int | None:
        """Seconds."""
        return A_YEAR


class _Views:
    def __init__(self, sources: Sources, now: Callable[[], dt.datetime], book: Phrasebook) -> None:
        self._sources = sources
        self._now = now
        self._book = book
        self._last: Shown | None = None

    def start(self) -> Reply:
        """The three taps; without JavaScript the list of all works."""
        visitor = self._visitor()
        if visitor is None:
            return self._nothing_yet()
        works = sorted(visitor.shown.museum.works, key=lambda work: work.number)
        return visitor.render("start", works=works, page=page, minutes=MINUTES, no_hurry=NO_HURRY)

    def plan(self) -> Reply:
        """The tour; the phone fills it in."""
        visitor = self._visitor()
        if visitor is None:
            return self._nothing_yet()
        assets = [_asset(file.name) for file in sorted(_STATIC.iterdir()) if file.name != _WORKER]
        return visitor.render("plan", assets=assets)

    def make_plan(self) -> Reply:
        """A route for one wish. Neither stored nor logged: it is read, answered, and gone.

        There is no CSRF token: the request carries no cookie and changes nothing, so there is nothing that
        another site could make a phone do here.
        """
        shown = self._shown()
        if shown is None:
            return _trouble("Nothing is published yet.", 503)
        if (request.content_length or 0) > WISH_LIMIT:
            return _trouble(f"A wish has {WISH_LIMIT} bytes at most.", 413)
        try:
            wish = msgspec.json.decode(request.get_data(cache=False), type=Wish)
            full = full_rooms(self._sources.occupancy())
            route = plan_route(
                shown.museum,
                wish,
                full,
                lambda work: shown.teller.tell(work, wish.languages, wish.level).seconds,
            )
        except (msgspec.DecodeError, UnicodeDecodeError, UnknownPlaceError) as error:
            return _trouble(f"This wish can't be read: {error}", 400)
        words = self._book.words([*wish.languages, *shown.museum.site.languages])
        body = msgspec.json.encode(answer(shown, wish, route, words, sorted(full)))
        return Response(body, mimetype=JSON, headers={"Cache-Control": "no-store"})

    def work(self, number: int) -> Reply:
        """One work: its picture, what is told about it at both levels, and where that comes from."""
        visitor = self._visitor()
        if visitor is None:
            return self._nothing_yet()
        shown = visitor.shown
        work = shown.numbers.get(number)
        if work is None:
            return self._unknown_number(visitor, str(number))
        tellings = {level: shown.teller.tell(work, visitor.languages, level) for level in Level}
        follows = {
            level: any(
                track.speech is None and self._sources.sound_follows(track.block.key)
                for track in telling.first
            )
            for level, telling in tellings.items()
        }
        told = {
            level.value: {
                "language": telling.language,
                "layers": [
                    [
                        {"theme": track.block.theme, "text": track.block.text}
                        | (shown.recording(track.speech) if track.speech else {})
                        for track in layer
                    ]
                    for layer in (telling.first, telling.deeper)
                ],
            }
            for level, telling in tellings.items()
        }
        return visitor.render(
            "work",
            work=work,
            picture=shown.picture(work),
            room=shown.room_names[work.room],
            tellings=tellings,
            told=told,
            follows=follows,
            recording=shown.recording,
            elsewhere=[tag for tag in languages_told(work) if tag not in visitor.languages],
            following=shown.after(work),
            page=page,
        )

    def number(self) -> Reply:
        """A work by the number that a visitor typed."""
        visitor = self._visitor()
        if visitor is None:
            return self._nothing_yet()
        typed = request.args.get("n", "").strip()
        work = visitor.shown.numbers.get(int(typed)) if _digits(typed) else None
        if work is None:
            return self._unknown_number(visitor, typed)
        return redirect(page(work, visitor.languages[0]))

    def now(self) -> Reply:
        """What changes while someone walks: which rooms are full, and the one offer. Small, with an ETag."""
        shown = self._shown()
        if shown is None:
            return _trouble("Nothing is published yet.", 503)
        rooms = self._sources.occupancy()
        offer = offer_now(shown.museum, self._now(), rooms)
        state = {
            "release": shown.release.number,
            "full": sorted(full_rooms(rooms)),
            "offer": {"key": offer.key, "title": offer.title, "text": offer.text}
            if offer
            else None,
        }
        response = Response(msgspec.json.encode(state), mimetype=JSON)
        response.headers["Cache-Control"] = "no-cache"
        response.add_etag()
        return response.make_conditional(request)

    def media(self, target: str) -> Reply:
        """A recording, its subtitles or a picture, whole or in part."""
        shown = self._shown()
        file = self._sources.file(target) if shown and target in shown.files else None
        if shown is None or file is None or not file.is_file():
            raise NotFound
        return send_media(file, kept=request.args.get("r") == str(shown.release.number))

    def service_worker(self) -> Reply:
        """The script that plays without a network. It may serve /visit itself, which lies above its folder."""
        body = (_STATIC / _WORKER).read_bytes()
        headers = {"Service-Worker-Allowed": "/visit", "Cache-Control": "no-cache"}
        return Response(body, mimetype="text/javascript", headers=headers)

    def manifest(self) -> Reply:
        """What a phone needs to keep the page among its apps."""
        visitor = self._visitor()
        if visitor is None:
            raise NotFound
        name = worded(visitor.shown.museum.site.name, visitor.languages)[0]
        about = {
            "name": name,
            "short_name": name[:24],
            "start_url": url_for("visit.plan", l=visitor.languages[0]),
            "scope": "/visit",
            "display": "standalone",
            "lang": visitor.languages[0],
            "background_color": "#F7F5F0",
            "theme_color": "#F7F5F0",
            "icons": [
                {
                    "src": "/web/icon.svg",
                    "sizes": "any",
                    "type": "image/svg+xml",
                }
            ],
        }
        return Response(msgspec.json.encode(about), mimetype="application/manifest+json")

    def lost(self, _error: NotFound) -> Reply:
        """An address where nothing is."""
        visitor = self._visitor()
        if visitor is None:
            return self._nothing_yet()
        return visitor.render("lost", typed=None), 404

    def _unknown_number(self, visitor: Visitor, typed: str) -> Reply:
        return visitor.render("lost", typed=typed[:12]), 404

    def _nothing_yet(self) -> Reply:
        """Before the first release there is no museum, so no list of languages: the browser's own counts."""
        preferred = [language for language, _ in request.accept_languages]
        words: Words = self._book.words(preferred)
        body = render_template("visit/nothing.html", words=words, direction=direction)
        response = make_response(body)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Vary"] = "Accept-Language"
        return response

    def _visitor(self) -> Visitor | None:
        shown = self._shown()
        return Visitor(shown, self._book) if shown else None

    def _shown(self) -> Shown | None:
        release = self._sources.release()
        if release is None:
            return None
        last = self._last
        if last is None or last.release is not release:
            self._last = last = Shown(release)
        return last


def _trouble(words: str, code: int) -> Reply:
    return Response(msgspec.json.encode({"trouble": words}), mimetype=JSON), code


def _digits(typed: str) -> bool:
    """Whether this is a number of five digits at most, in the digits of any script."""
    return typed.isdecimal() and len(typed) <= 5


def _here(language: str) -> str:
    """The page that was asked for, in another language."""
    return url_for(request.endpoint or "visit.start", **(request.view_args or {}), l=language)


def _asset(name: str) -> str:
    return url_for("visit.static", filename=name)


def _version(folder: Path) -> str:
    """Changes with any file in the folder, so that phones may keep what they have until then."""
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:10]
