"""The comments below the form of a part, for the template that all parts share."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup
from msgspec import Struct

from tour_server.catalogue.drafts import Part
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.writing.commented_texts import CommentedText, commented_texts
from tour_server.writing.comments import Comments, TextComment
from web.translations import gettext as _


class CommentsOnText(Struct, frozen=True):
    """A text of a part and what was said of it."""

    text: CommentedText
    comments: list[TextComment]


class PartComments:
    """A template's `comments_on(kind, part, snapshot)`."""

    def __init__(self, comments: Comments) -> None:
        self._comments = comments

    def __call__(self, kind: PartKind, part: Part, snapshot: CatalogueSnapshot) -> Markup:
        """Return the section, nothing for a part that has no texts."""
        texts = commented_texts(part.body, snapshot.languages)
        if not texts:
            return Markup()
        said = self._comments.of_part(kind, part.key)
        found = [CommentsOnText(one, said.pop(one.unit)) for one in texts if one.unit in said]
        gone = CommentedText("", _("The text is gone since."), "", "")
        found += [CommentsOnText(gone, comments) for comments in said.values()]
        section = render_template(
            "writing/part_comments.html", kind=kind, part=part, texts=texts, found=found
        )
        return Markup(section)  # noqa: S704 - rendered by a template, which escapes
