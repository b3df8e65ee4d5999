"""Media: the museum's pictures, with their framing, their rights and where they are used."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution, NavigationEntry


def build(context: Context) -> Contribution:
    """Build the pages of pictures, the checks of their rights, and what a release leaves out."""
    from tour_server.catalogue.current_museum import PublishedMuseum
    from tour_server.catalogue.drafts import Drafts
    from tour_server.catalogue.pictures import Pictures
    from tour_server.catalogue.reference_check import ReferenceCheck
    from tour_server.catalogue.unused_pictures import UnusedPictures
    from tour_server.checks.readiness import Readiness
    from tour_server.media.ended_rights import EndedRights
    from tour_server.media.events import MEDIA_EVENTS
    from tour_server.media.pages import PicturePages
    from tour_server.media.rights_checks import rights_checks
    from tour_server.media.rights_today import RightsToday
    from tour_server.media.shown_sizes import ShownSizes
    from tour_server.media.stored_pictures import StoredPictures
    from tour_server.publishing.release_filter import ReleaseFilter
    from tour_server.recorder import EventRecorder

    recorder, pictures = context.get(EventRecorder), context.get(Pictures)
    drafts, published = context.get(Drafts), context.get(PublishedMuseum)
    rights = EndedRights(context.database, context.now, recorder)
    context.get(ReleaseFilter).add(rights.leave_out)
    readiness = context.get(Readiness)
    for check in rights_checks(rights):
        readiness.add(check)
    stored = StoredPictures(
        context.database, pictures, context.get(UnusedPictures), context.now, recorder
    )
    context.provide(RightsToday(drafts, rights, published))
    pages = PicturePages(
        drafts,
        stored,
        ShownSizes(pictures),
        context.get(ReferenceCheck),
        rights,
        published,
    )
    return Contribution(
        pages=(pages.blueprint(),),
        navigation=(NavigationEntry("Pictures", "media.pictures", 15, "Works"),),
        events=MEDIA_EVENTS,
    )


MEDIA = Capability("media", build)
