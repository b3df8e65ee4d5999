"""The languages and the words in which one request of a visitor is answered."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from contract.museum import Text, worded
from runtime.languages import direction, own_name, visitors_list
from tour_server.visit.edition import edition
from tour_server.visit.release_view import ReleaseView
from tour_server.visit.words import visit_words
from web.translations import TranslationCatalogue

Reply = AnyResponse | str | tuple[AnyResponse | str, int]


class Visitor:
    """The languages and the words in which one request is answered."""

    def __init__(self, view: ReleaseView, catalogue: TranslationCatalogue) -> None:
        site = view.museum.site
        self.view = view
        self.edition = edition(view.release.number)
        preferred = browser_languages()
        self.languages = visitors_list(request.args.get("l"), preferred, site.languages)
        self._all_languages = [*self.languages, *preferred, *site.languages]
        self.words = visit_words(catalogue, self._all_languages)

    def say(self, key: str, **facts: object) -> Markup:
        """Returns a sentence of the screen, in both forms where adults and children are addressed differently."""
        return self.words.marked_up(self.view.museum.site, key, **facts)

    def worded(self, text: Text) -> tuple[str, str]:
        """Returns (words, language) of a museum's text in the visitor's list, then in the museum's."""
        return worded(text, self._all_languages)

    def render(self, template: str, **facts: Any) -> Response:
        """Returns a page. It depends on the browser's languages, which `Vary` tells caches."""
        site = self.view.museum.site
        response = make_response(
            render_template(
                f"visit/{template}.html",
                page=template,
                visitor=self,
                say=self.say,
                site=site,
                look=self.view.look(),
                colours=self.view.colours,
                paper=self.view.palettes,
                museum=self.view.museum,
                language=self.languages[0],
                edition=self.edition,
                levels=self.view.levels,
                words_language=self.words.language,
                direction=direction,
                own_name=own_name,
                worded=self.worded,
                here=_this_page_in,
                script_words=self.words.for_script(site),
                **facts,
            )
        )
        response.headers["Vary"] = "Accept-Language"
        response.headers["Cache-Control"] = "no-cache"
        return response


def browser_languages() -> list[str]:
    """Returns the languages that the browser asks for, the preferred one first."""
    return [language for language, _ in request.accept_languages]


def _this_page_in(language: str) -> str:
    """Returns the URL of the requested page in another language; of the first page where there is none."""
    if request.endpoint is None:
        return url_for("visit.start", l=language)
    asked = {name: request.args[name] for name in ("n", "b") if name in request.args} | {
        "l": language
    }
    return url_for(request.endpoint, **asked | (request.view_args or {}))
