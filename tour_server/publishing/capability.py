"""Publishing: the drafts become releases, signed bundles that kiosks and phones fetch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tour_server.capability import Capability, Command, Context, Contribution, NavigationEntry
from tour_server.publishing.settings import PublishingSettings
from tour_server.root_settings import RootSettings

if TYPE_CHECKING:
    from tour_server.publishing.pages import GoingOut, PublishPages
    from tour_server.publishing.passage_likeness import PassageLikeness
    from tour_server.publishing.picture_sizes import PictureSizing
    from tour_server.publishing.planned_publishes import PlannedPublishes
    from tour_server.publishing.publisher import Publisher
    from tour_server.publishing.releases import Releases
    from tour_server.publishing.repository import Repository
    from tour_server.publishing.twin_list import TwinList

SIGN_AGAIN_SECONDS = 6 * 3600.0  # often enough that a failure is made good before kiosks notice
LOOK_AHEAD_SECONDS = 120.0  # after pictures have changed, until they are compared
PLAN_SECONDS = 5.0  # between two looks whether the time of a planned publish has come
NAVIGATION = (
    NavigationEntry("Publish", "publishing.publish_page", 60),
    NavigationEntry("Releases", "publishing.publish_page", 10, "Publish"),
)


def build(context: Context) -> Contribution:
    """Build the publisher, the repository of bundles, and their pages.

    Raises VoiceError when the voice can't be had, RepositoryProblemError, OSError.
    """
    from tour_server.catalogue.current_museum import PublishedMuseum
    from tour_server.catalogue.first_museum import FirstMuseum
    from tour_server.periodic import PeriodicTask
    from tour_server.publishing.bundle_pages import BundlePages
    from tour_server.publishing.events import PUBLISHING_EVENTS
    from tour_server.publishing.first_release import FirstRelease
    from tour_server.publishing.health import health, lasting_health
    from tour_server.publishing.releases import Releases
    from tour_server.publishing.repository import Repository
    from tour_server.recorder import EventRecorder

    recorder = context.get(EventRecorder)
    repository = context.provide(
        Repository(context.data / "bundles", context.data / "keys", context.now)
    )
    repository.ensure()
    releases = context.provide(Releases(context.database, repository, recorder))
    context.get(PublishedMuseum).read_from(releases.museum)
    _provide_seams(context, releases)
    publisher = context.provide(_publisher(context, repository, releases))
    plans = context.provide(_plans(context, publisher))
    sizing = _picture_sizing(context, releases)
    publisher.announce_to(sizing.released)
    likeness = context.provide(_passage_likeness(context, releases))
    publisher.announce_to(likeness.released)
    twins = context.provide(_twin_list(context))
    desk = _publish_pages(context, plans)
    signing = PeriodicTask("sign-bundle", SIGN_AGAIN_SECONDS, publisher.sign_again, at_once=True)
    return Contribution(
        pages=(desk.blueprint(), BundlePages(repository).blueprint()),
        navigation=NAVIGATION,
        jobs=(*publisher.job_kinds, twins.kind, sizing.kind, likeness.kind),
        events=PUBLISHING_EVENTS,
        parts=(
            publisher,
            signing,
            sizing,
            likeness,
            FirstRelease(context.get(FirstMuseum), publisher),
            PeriodicTask("works-learned", LOOK_AHEAD_SECONDS, twins.look_ahead),
            PeriodicTask("planned-publishes", PLAN_SECONDS, plans.begin_due, at_once=True),
        ),
        warnings=(repository.warning,),
        health=health(publisher),
        lasting_health=lasting_health(publisher, releases),
    )


def _provide_seams(context: Context, releases: Releases) -> None:
    """Provide what selects the words that go out, and what the capabilities above publishing fill in."""
    from tour_server.catalogue.approvals import Approvals
    from tour_server.catalogue.drafts import Drafts
    from tour_server.publishing.approved_words import ApprovedWords
    from tour_server.publishing.kiosk_releases import KioskReleases
    from tour_server.publishing.publish_gate import PublishGate
    from tour_server.publishing.release_filter import ReleaseFilter
    from tour_server.publishing.shown_plans import ShownPlans
    from tour_server.recorder import EventRecorder

    context.provide(
        ApprovedWords(
            context.database,
            context.get(Drafts),
            releases,
            context.now,
            context.get(EventRecorder),
            needed=context.get(Approvals).needed,
            leave_out=context.provide(ReleaseFilter()),
            plans=context.provide(ShownPlans()),
        )
    )
    context.provide(PublishGate())
    context.provide(KioskReleases())


def _publisher(context: Context, repository: Repository, releases: Releases) -> Publisher:
    """Build the publisher. Raises VoiceError when the voice can't be had: at the start, not at the first publish."""
    from tour_server.catalogue.drafts import Drafts
    from tour_server.catalogue.pictures import Pictures
    from tour_server.jobs.jobs import Jobs
    from tour_server.publishing.approved_words import ApprovedWords
    from tour_server.publishing.publish_gate import PublishGate
    from tour_server.publishing.publisher import Publisher
    from tour_server.publishing.release import ReleaseMaker
    from tour_server.publishing.speaker_source import SpeakerSource
    from tour_server.recorder import EventRecorder
    from tour_server.recordings.recorded_first import RecordedSpeakers
    from tour_server.recordings.recordings import Recordings

    settings = context.settings(PublishingSettings)
    pictures = context.get(Pictures)
    speaker = context.provide(
        SpeakerSource(settings.speech, settings.language_voices, pictures.path)
    )
    speaker.check()
    voices = RecordedSpeakers(speaker, context.get(Recordings), releases.release)
    maker = context.provide(
        ReleaseMaker(
            pictures,
            voices.open,
            context.data / "cache",
            settings.speech_workers,
            voices,
            context.settings(RootSettings).public_url,
        )
    )
    return Publisher(
        context.get(Drafts),
        maker,
        repository,
        releases,
        context.now,
        context.get(Jobs),
        context.get(ApprovedWords),
        speech_seconds=settings.speech_seconds,
        recorder=context.get(EventRecorder),
        before_publish=voices.use_newest,
        gate=context.get(PublishGate),
    )


def _picture_sizing(context: Context, releases: Releases) -> PictureSizing:
    from tour_server.jobs.jobs import Jobs
    from tour_server.publishing.picture_sizes import SIZES_FOLDER, PictureSizes, PictureSizing

    sizes = context.provide(PictureSizes(context.data / "cache" / SIZES_FOLDER, releases.file))

    def targets() -> list[str]:
        release = releases.release()
        return [] if release is None else list(release.pictures.values())

    return PictureSizing(sizes, targets, context.get(Jobs))


def _passage_likeness(context: Context, releases: Releases) -> PassageLikeness:
    from narration.answers.e5_likeness import e5_likeness
    from tour_server.jobs.jobs import Jobs
    from tour_server.publishing.passage_likeness import VECTORS_FOLDER, PassageLikeness

    folder = context.data / "cache" / VECTORS_FOLDER
    model = e5_likeness if context.settings(PublishingSettings).compare_texts else lambda: None
    return PassageLikeness(folder, model, releases.museum, context.get(Jobs))


def _plans(context: Context, publisher: Publisher) -> PlannedPublishes:
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.publishing.planned_publishes import PlannedPublishes
    from tour_server.recorder import EventRecorder

    return PlannedPublishes(
        context.database,
        publisher,
        context.now,
        context.get(CurrentMuseum).zone,
        context.get(EventRecorder),
    )


def _going_out(context: Context, plans: PlannedPublishes) -> GoingOut:
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.catalogue.draft_history import DraftHistory
    from tour_server.catalogue.drafts import Drafts
    from tour_server.publishing.draft_replacement import DraftReplacement
    from tour_server.publishing.kiosk_releases import KioskReleases
    from tour_server.publishing.pages import GoingOut
    from tour_server.publishing.plan_pages import PlanPages
    from tour_server.publishing.publish_gate import PublishGate
    from tour_server.publishing.releases import Releases
    from tour_server.publishing.replacement_pages import ReplacementPages
    from tour_server.recorder import EventRecorder

    drafts, zone = context.get(Drafts), context.get(CurrentMuseum).zone
    replacement = context.provide(
        DraftReplacement(
            context.database,
            drafts,
            context.get(DraftHistory),
            context.get(Releases),
            context.now,
            context.get(EventRecorder),
        )
    )
    return GoingOut(
        context.get(PublishGate),
        PlanPages(plans, zone),
        ReplacementPages(drafts, replacement),
        context.get(KioskReleases),
        lambda: context.now().astimezone(zone()),
    )


def _publish_pages(context: Context, plans: PlannedPublishes) -> PublishPages:
    from tour_server.catalogue.approvals import Approvals
    from tour_server.catalogue.drafts import Drafts
    from tour_server.catalogue.reference_check import ReferenceCheck
    from tour_server.publishing.approved_words import ApprovedWords
    from tour_server.publishing.pages import PublishPages
    from tour_server.publishing.phone_size import PhoneSizes
    from tour_server.publishing.picture_sizes import PictureSizes
    from tour_server.publishing.publisher import Publisher
    from tour_server.publishing.releases import Releases
    from tour_server.publishing.repository import Repository
    from tour_server.publishing.twin_list import TwinList
    from tour_server.recorder import EventRecorder

    return PublishPages(
        context.get(Drafts),
        context.get(Publisher),
        context.get(Releases),
        context.get(Repository),
        context.get(ApprovedWords),
        context.get(Approvals),
        context.get(ReferenceCheck),
        context.get(TwinList),
        PhoneSizes(context.get(PictureSizes), context.get(Releases).file),
        _going_out(context, plans),
        context.get(EventRecorder),
    )


def _twin_list(context: Context) -> TwinList:
    from tour_server.catalogue.drafts import Drafts
    from tour_server.jobs.jobs import Jobs
    from tour_server.publishing.approved_words import ApprovedWords
    from tour_server.publishing.release import ReleaseMaker
    from tour_server.publishing.twin_list import TwinList

    words = context.get(ApprovedWords)
    return TwinList(
        context.get(ReleaseMaker),
        lambda: words.of_drafts().museum,
        context.get(Jobs),
        context.get(Drafts).references,
    )


PUBLISHING = Capability(
    "publishing",
    build,
    PublishingSettings,
    (
        Command(
            "publish",
            "tour_server.publishing.commands:publish",
            "Publish the drafts as a release.",
        ),
        Command(
            "keys",
            "tour_server.publishing.key_commands:keys",
            "Look after the keys that sign what kiosks take.",
        ),
    ),
)
