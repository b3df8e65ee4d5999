"""The desk's page of API tokens."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tour_server.api.tokens import ApiTokens, TokenError
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, password_again, person


class ApiTokenPages:
    """The page under `/desk/api-tokens`, for administrators."""

    def __init__(self, tokens: ApiTokens) -> None:
        self._tokens = tokens

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint(
            "api_tokens", __name__, template_folder="templates", url_prefix="/desk/api-tokens"
        )
        add, administer = pages.add_url_rule, allowed(Permission.ADMINISTER)
        add("", "page", administer(self.page))
        add("", "make", administer(password_again(self.make)), methods=["POST"])
        add("/revoke", "revoke", administer(password_again(self.revoke)), methods=["POST"])
        return pages

    def page(self) -> ResponseReturnValue:
        """List the tokens."""
        return self._list()

    def make(self) -> ResponseReturnValue:
        """Make a token and show it, once."""
        name = request.form.get("name", "")
        try:
            return self._list(made=self._tokens.make(name, person().name))
        except TokenError as error:
            return self._list(problem=str(error), typed=name), 422

    def revoke(self) -> ResponseReturnValue:
        """Revoke a token."""
        self._tokens.revoke(request.form.get("name", ""), person().name)
        return redirect(url_for("api_tokens.page"))

    def _list(self, **context: object) -> str:
        return render_template("api/tokens.html", tokens=self._tokens.listed(), **context)
