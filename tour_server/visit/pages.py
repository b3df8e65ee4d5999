"""The visitor's pages, under /visit: a profile in three taps, a plan, works, and what changes meanwhile.

Note: the profile lives in the phone. No page sets a cookie or asks for the level or the interests, and a request for a
plan is neither stored nor logged. A page's language stands in its URL (`?l=nl`). The level does not: a page carries
what is told at each level, once where several come to the same, and the phone shows one.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path

import av
import msgspec
from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.exceptions import NotFound

from contract.museum import Level
from runtime.languages import direction
from tour_server.compression import compressed
from tour_server.crowd.room_now import full_rooms
from tour_server.publishing.picture_sizes import JPEG
from tour_server.publishing.published_look import colours_css
from tour_server.routing.route_planner import UnknownPlaceError
from tour_server.routing.route_request import RouteRequest
from tour_server.visit.ask_pages import PhoneAskPages
from tour_server.visit.first_pages import FirstPages
from tour_server.visit.floor_drawing import LINE_PX, width_rule
from tour_server.visit.floor_pictures import floor_pictures
from tour_server.visit.floor_view import signs_with_rooms
from tour_server.visit.floor_words import floor_name
from tour_server.visit.keep_list import MANIFEST_ICON, KeepLists
from tour_server.visit.media import send_made, send_media
from tour_server.visit.offer_pages import add_offer_requests
from tour_server.visit.offer_reply import for_earlier_scripts, offers_reply
from tour_server.visit.page_data import for_player, theme_names
from tour_server.visit.page_files import FOLDER, SERVICE_WORKER, PageFiles, shipped_page_files
from tour_server.visit.plan_answers import PlanAnswers
from tour_server.visit.plan_gate import PlanGate, PlanRefusedError
from tour_server.visit.plan_reply import work_url
from tour_server.visit.problem_pages import ProblemPages
from tour_server.visit.reading import readings, word_id
from tour_server.visit.release_view import ReleaseView
from tour_server.visit.room_hours import closed_rooms, room_windows
from tour_server.visit.sources import Sources
from tour_server.visit.visitor import Reply, Visitor, browser_languages
from tour_server.visit.webm_speech import OPUS, WEBM, WebmSpeech
from tour_server.visit.words import visit_words
from tour_server.visit.work_narration import WorkNarration, narrated_languages
from tour_server.visit.wrong_pages import WrongPages
from web.lasting_files import LastingBlueprint, version_of
from web.translations import TranslationCatalogue, shipped_catalogue

MAX_REQUEST_BYTES = 64_000  # a request for a route with a thousand seen works has about 40,000
EARLIER_RELEASES = 3
"""Releases whose files an open page may still ask for. The repository has them for a day (superseded_files.py)."""
JSON = "application/json"


def pages(
    sources: Sources,
    now: Callable[[], dt.datetime],
    catalogue: TranslationCatalogue | None = None,
) -> Blueprint:
    """Returns the blueprint. `now` is time-zone aware; `catalogue`: by default the shipped one."""
    blueprint = LastingBlueprint(
        "visit",
        __name__,
        url_prefix="/visit",
        template_folder="templates",
        static_folder="static",
        static_url_path=f"/static/{version_of(FOLDER.iterdir())}",
    )
    files = shipped_page_files()
    views = _Views(sources, now, catalogue or shipped_catalogue(), files)
    add = blueprint.add_url_rule
    add("", "start", views.first.start)
    add("/tour/<key>", "tour", views.first.tour)
    add("/souvenir", "souvenir", views.first.souvenir)
    add("/plan", "plan", views.plan)
    add("/plan", "make_plan", views.make_plan, methods=["POST"])
    add("/work/<int:number>", "work", views.work)
    add("/work/<int:number>/wrong", "wrong", views.wrong.form)
    add("/work/<int:number>/wrong", "send_wrong", views.wrong.send, methods=["POST"])
    add("/ask", "ask", views.ask.form)
    add("/ask", "answer", views.ask.answer, methods=["POST"])
    add("/ask/send", "send_question", views.ask.send, methods=["POST"])
    add("/number", "number", views.number)
    add("/<int:typed>", "number_in_address", views.number_in_address)
    add("/now", "now", views.now)
    add("/keep", "keep", views.keep)
    add("/not-kept", "not_kept", views.not_kept)
    add_offer_requests(add, sources)
    add("/media/<path:target>", "media", views.media)
    add("/look/colours.css", "colours", views.colours)
    add("/look/<name>", "look", views.look)
    add("/static/page/<name>", "page_file", files.send)
    add("/sw.js", "service_worker", views.service_worker)
    add("/manifest.webmanifest", "manifest", views.manifest)
    views.problems.register(blueprint)
    # for the whole application: an address without a page has no blueprint
    blueprint.app_context_processor(
        lambda: {
            "inline_script": files.inline,
            "inline_style": files.inline_style,
            "inline_styles": files.inline_styles,
            "page_file": files.address,
            "page_fonts": files.fonts,
            "page_icon": files.icon,
            "words_of": files.words_of,
        }
    )
    blueprint.after_app_request(files.allow_inline)
    return compressed(blueprint)


class _Views:
    def __init__(
        self,
        sources: Sources,
        now: Callable[[], dt.datetime],
        catalogue: TranslationCatalogue,
        files: PageFiles,
    ) -> None:
        self._files = files
        self._speech = WebmSpeech()
        self._sources = sources
        self._now = now
        self._catalogue = catalogue
        self._gate = PlanGate()
        self._plans = PlanAnswers(sources, now, catalogue)
        self.problems = ProblemPages(self._visitor, self._catalogue)
        self.first = FirstPages(now, self._visitor, self._nothing_yet)
        self._keep_lists = KeepLists()
        self.wrong = WrongPages(sources, self._visitor, self._nothing_yet)
        self.ask = PhoneAskPages(sources, now, self._visitor, self._nothing_yet)
        self._last_view: ReleaseView | None = None
        self._earlier_files: deque[frozenset[str]] = deque(maxlen=EARLIER_RELEASES)

    def plan(self) -> Reply:
        """Show the tour; the phone's script fills it in."""
        visitor = self._visitor()
        if visitor is None:
            return self._nothing_yet()
        say_plain = partial(visitor.words.plain, visitor.view.museum.site, Level.ADULT)
        state = max(say_plain("full_word"), say_plain("closed_word"), key=len)
        floors = visitor.view.floors.drawings(visitor.worded, state)
        return visitor.render(
            "plan",
            floors=floors,
            floor_rules="".join(map(width_rule, floors)),
            floor_pictures=floor_pictures(visitor.view, floors),
            themes=theme_names(visitor.view.museum, visitor.worded),
            line_px=LINE_PX,
            signs=signs_with_rooms(visitor.view.museum, visitor.worded),
            rooms=visitor.view.room_names,
            places=visitor.view.floors.places(visitor.worded),
            floor_name=lambda floor: floor_name(visitor.words, visitor.view.museum.site, floor),
            say_plain=say_plain,
        )

    def keep(self) -> Reply:
        """Answer with what a phone fetches to go on without a network in one language, and how long each file is."""
        visitor = self._visitor()
        if visitor is None:
            return self.problems.answer(503, key="nothing")
        asked = request.headers.get("Accept-Language", "")
        found = self._keep_lists.of(current_app._get_current_object(), visitor, asked)  # type: ignore[attr-defined]
        response = Response(msgspec.json.encode(found), mimetype=JSON)
        response.headers["Cache-Control"] = "no-cache"
        response.headers["Vary"] = "Accept-Language"
        response.add_etag()
        return response.make_conditional(request)

    def not_kept(self) -> Reply:
        """Show the page that a phone keeps for addresses that it doesn't."""
        visitor = self._visitor()
        return self._nothing_yet() if visitor is None else visitor.render("not_kept")

    def make_plan(self) -> Reply:
        """Answer one request for a route. The request is neither stored nor logged.

        There is no CSRF token: the request carries no cookie and changes nothing but sums in memory, so there is
        nothing that another site could make a phone do here.
        """
        view = self._view()
        if view is None:
            return self.problems.answer(503, key="nothing")
        if (request.content_length or 0) > MAX_REQUEST_BYTES:
            return self.problems.answer(413, detail=f"{MAX_REQUEST_BYTES} bytes at most")
        try:
            asked = msgspec.json.decode(request.get_data(cache=False), type=RouteRequest)
            with self._gate.turn(request.remote_addr or ""):
                reply = self._plans.answer(view, asked)
        except PlanRefusedError as error:
            return self.problems.answer(
                error.status, {"Retry-After": str(error.seconds)}, error.sentence
            )
        except (msgspec.DecodeError, UnicodeDecodeError, UnknownPlaceError) as error:
            return self.problems.answer(400, detail=f"This wish can't be read: {error}")
        body = msgspec.json.encode(reply)
        return Response(body, mimetype=JSON, headers={"Cache-Control": "no-store"})

    def work(self, number: int) -> Reply:
        """Show one work: its picture, its narration at each level, and the sources of that."""
        visitor = self._visitor()
        if visitor is None:
            return self._nothing_yet()
        view = visitor.view
        work = view.numbers.get(number)
        if work is None:
            return self._unknown_number(visitor, str(number))
        narrations = view.narrator.narrations(work, visitor.languages, view.levels)
        read = readings(narrations, view.glossary)
        return visitor.render(
            "work",
            work=work,
            themes=theme_names(view.museum, visitor.worded),
            picture=view.picture(work),
            shown=view.shown(work),
            sign_video=view.sign_video(work, visitor.languages),
            room=view.room_names[work.room],
            narrations=narrations,
            readings=read,
            for_player=[
                for_player(view, narration, reading)
                for narration, reading in zip(narrations, read.narrations, strict=True)
            ],
            word_id=word_id,
            sound_follows=self._sound_follows,
            recording=view.recording,
            first_cue=view.first_cue,
            elsewhere=[tag for tag in narrated_languages(work) if tag not in visitor.languages],
            following=view.after(work),
            work_url=work_url,
        )

    def number(self) -> Reply:
        """Redirect to the work whose number a visitor typed."""
        visitor = self._visitor()
        if visitor is None:
            return self._nothing_yet()
        typed = request.args.get("n", "").strip()
        return self._led_to(visitor, typed)

    def number_in_address(self, typed: int) -> Reply:
        """Redirect to the work whose number a visitor typed behind the address, as in `/visit/9`."""
        visitor = self._visitor()
        return self._nothing_yet() if visitor is None else self._led_to(visitor, str(typed))

    def _led_to(self, visitor: Visitor, typed: str) -> Reply:
        work = visitor.view.numbers.get(int(typed)) if _digits(typed) else None
        if work is None:
            return self._unknown_number(visitor, typed)
        return redirect(work_url(work, visitor.languages[0]))

    def now(self) -> Reply:
        """Answer with what changes during a visit: full and closed rooms, the offers that hold. Small, with an ETag."""
        visitor = self._visitor()
        if visitor is None:
            return self.problems.answer(503, key="nothing")
        view, closed = visitor.view, self._sources.closed_rooms()
        offers = offers_reply(visitor, self._sources.offers())
        state = {
            "release": view.release.number,
            "edition": visitor.edition,
            "full": sorted(full_rooms(self._sources.occupancy())),
            "closed": closed_rooms(room_windows(view.museum, closed, self._now())),
            "offers": offers,
            "offer": for_earlier_scripts(offers),
        }
        response = Response(msgspec.json.encode(state), mimetype=JSON)
        response.headers["Cache-Control"] = "no-cache"
        response.headers["Vary"] = "Accept-Language"
        response.add_etag()
        return response.make_conditional(request)

    def media(self, target: str) -> Reply:
        """Send a recording, its subtitles or a picture, whole or in part."""
        view = self._view()
        if view is None:
            raise NotFound
        speech = target.endswith(WEBM) and target not in view.files  # a film may be WebM, too
        stored = f"{target.removesuffix(WEBM)}{OPUS}" if speech else target
        listed = stored in view.files or any(stored in files for files in self._earlier_files)
        file = self._sources.file(stored) if listed else None
        if file is None or not file.is_file():
            raise NotFound
        kept = request.args.get("r") == str(view.release.number)
        if "w" in request.args:
            smaller = self._in_width(target)
            file, kept = smaller or file, kept and smaller is not None
        if speech:
            return send_made(self._made(file), "audio/webm", kept=kept)
        return send_media(file, kept=kept)

    def _in_width(self, target: str) -> Path | None:
        """Returns the picture as wide as it is asked for; None where that is not made yet, and the whole one serves."""
        width = request.args.get("w", 0, type=int)
        return self._sources.picture_sizes.file(target, width, request.args.get("f", JPEG))

    def _made(self, file: Path) -> bytes:
        try:
            return self._speech.of(file)
        except (OSError, av.FFmpegError) as error:  # the phone takes the other encoding then
            raise NotFound from error

    def look(self, name: str) -> Reply:
        """Send a style sheet, a typeface or the logo of the museum. Its name changes with its content."""
        view = self._view()
        target = f"look/{name}"
        file = self._sources.file(target) if view and target in view.look_files else None
        if file is None or not file.is_file():
            raise NotFound
        return send_media(file, kept=True)

    def colours(self) -> Reply:
        """Send the colours of the museum to wall screens. A phone's page has them within it."""
        view = self._view()
        if view is None:
            raise NotFound
        response = Response(colours_css(view.museum), mimetype="text/css")
        response.headers["Cache-Control"] = "no-cache"
        return response

    def service_worker(self) -> Reply:
        """Send the script that plays without a network. Its scope is /visit, which lies above its folder."""
        body = (FOLDER / SERVICE_WORKER).read_bytes()
        headers = {"Service-Worker-Allowed": "/visit", "Cache-Control": "no-cache"}
        return Response(body, mimetype="text/javascript", headers=headers)

    def manifest(self) -> Reply:
        """Send what a phone needs to keep the page among its apps."""
        visitor = self._visitor()
        if visitor is None:
            raise NotFound
        name = visitor.worded(visitor.view.museum.site.name)[0]
        about = {
            "name": name,
            "short_name": name[:24],
            "start_url": url_for("visit.plan", l=visitor.languages[0]),
            "scope": "/visit",
            "display": "standalone",
            "lang": visitor.languages[0],
            "background_color": visitor.view.palettes.day.paper,
            "theme_color": visitor.view.palettes.day.paper,
            "icons": [
                {
                    "src": MANIFEST_ICON,
                    "sizes": "any",
                    "type": "image/svg+xml",
                }
            ],
        }
        return Response(msgspec.json.encode(about), mimetype="application/manifest+json")

    def _unknown_number(self, visitor: Visitor, typed: str) -> Reply:
        return visitor.render("lost", typed=typed[:12], code=404), 404

    def _nothing_yet(self) -> Reply:
        """Answer before the first release, when there is no museum and the browser's list alone counts."""
        words = visit_words(self._catalogue, browser_languages())
        body = render_template(
            "visit/nothing.html",
            words=words,
            direction=direction,
            title="nothing_title",
            text="nothing",
        )
        response = make_response(body)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Vary"] = "Accept-Language"
        return response

    def _sound_follows(self, narration: WorkNarration) -> bool:
        """Returns whether the missing speech of a block is being made."""
        return any(
            track.speech is None and self._sources.sound_follows(track.block.key)
            for track in narration.first
        )

    def _visitor(self) -> Visitor | None:
        view = self._view()
        return Visitor(view, self._catalogue) if view else None

    def _view(self) -> ReleaseView | None:
        release = self._sources.release()
        if release is None:
            return None
        last = self._last_view
        if last is None or last.release is not release:
            sources = self._sources
            if last is not None:  # an open page goes on with the files that it has named
                self._earlier_files.append(last.files)
            last = ReleaseView(release, sources.picture_sizes, sources.file)
            self._last_view = last
        return last


def _digits(typed: str) -> bool:
    """Returns whether `typed` is a number of at most five digits, in any script."""
    return typed.isdecimal() and len(typed) <= 5
