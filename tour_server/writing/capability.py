"""Writing: a work as one page that reads, what is typed and not saved yet, comments, and who else is there."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution, NavigationEntry


def build(context: Context) -> Contribution:
    """Build the pages, the store of what is typed, the comments, and what deletes what is old."""
    from flask import Blueprint

    from tour_server.catalogue.approvals import Approvals
    from tour_server.catalogue.current_museum import PublishedMuseum
    from tour_server.catalogue.drafts import Drafts
    from tour_server.periodic import DAY_SECONDS, PeriodicTask
    from tour_server.publishing.releases import Releases
    from tour_server.recorder import EventRecorder
    from tour_server.writing.block_speech import BlockSpeeches
    from tour_server.writing.comment_pages import CommentPages
    from tour_server.writing.comments import Comments
    from tour_server.writing.events import WRITING_EVENTS
    from tour_server.writing.open_comments import OpenComments
    from tour_server.writing.pages import ScriptPages
    from tour_server.writing.part_comments import PartComments
    from tour_server.writing.presence import PagePresence
    from tour_server.writing.typed_texts import TypedTexts
    from tour_server.writing.work_page import WorkPage

    drafts, releases = context.get(Drafts), context.get(Releases)
    approvals, recorder = context.get(Approvals), context.get(EventRecorder)
    comments = context.provide(Comments(context.database, context.now, recorder))
    typed = context.provide(TypedTexts(context.database, context.now))
    page = WorkPage(
        drafts,
        context.get(PublishedMuseum),
        approvals,
        BlockSpeeches(releases.release, releases.file),
        typed,
        comments,
    )
    blueprint = Blueprint(
        "writing",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/writing/static",
        url_prefix="/desk",
    )
    blueprint.add_app_template_global(OpenComments(comments), "open_comments")
    blueprint.add_app_template_global(PartComments(comments), "comments_on")
    ScriptPages(drafts, approvals, page, typed, PagePresence(context.now)).add_to(blueprint)
    CommentPages(drafts, comments).add_to(blueprint)
    return Contribution(
        pages=(blueprint,),
        navigation=(NavigationEntry("Comments", "writing.comments", 50, "Works"),),
        events=WRITING_EVENTS,
        parts=(PeriodicTask("old-typed-texts", DAY_SECONDS, typed.delete_old, at_once=True),),
    )


WRITING = Capability("writing", build)
