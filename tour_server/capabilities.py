"""The list of the server's capabilities: the only one.

They are built and started in this order, so each stands after those whose objects it uses. The folder `routing` is
missing here: it computes, and contributes no page, setting, job or command of its own.
"""

from __future__ import annotations

from tour_server.api.capability import API
from tour_server.ask.capability import ASK
from tour_server.backup.capability import BACKUP
from tour_server.broker.capability import BROKER
from tour_server.capability import Capability
from tour_server.catalogue.capability import CATALOGUE
from tour_server.checks.capability import CHECKS
from tour_server.claims.capability import CLAIMS
from tour_server.crowd.capability import CROWD
from tour_server.desk.capability import DESK
from tour_server.devices.capability import DEVICES
from tour_server.events.capability import EVENTS
from tour_server.fleet.capability import FLEET
from tour_server.forecast.capability import FORECAST
from tour_server.heard.capability import HEARD
from tour_server.home_assistant.capability import HOME_ASSISTANT
from tour_server.house.capability import HOUSE
from tour_server.imports.capability import IMPORTS
from tour_server.ingest.capability import INGEST
from tour_server.jobs.capability import JOBS
from tour_server.kiosk_care.capability import KIOSK_CARE
from tour_server.kiosk_settings.capability import KIOSK_SETTINGS
from tour_server.links.capability import LINKS
from tour_server.media.capability import MEDIA
from tour_server.metrics.capability import METRICS
from tour_server.offers.capability import OFFERS
from tour_server.outbound.capability import OUTBOUND
from tour_server.preview.capability import PREVIEW
from tour_server.printing.capability import PRINTING
from tour_server.pronunciation.capability import PRONUNCIATION
from tour_server.publishing.capability import PUBLISHING
from tour_server.recordings.capability import RECORDINGS
from tour_server.search.capability import SEARCH
from tour_server.staff.capability import STAFF
from tour_server.staffing.capability import STAFFING
from tour_server.translations.capability import TRANSLATIONS
from tour_server.updates.capability import UPDATES
from tour_server.usage.capability import USAGE
from tour_server.visit.capability import VISIT
from tour_server.visitor_notes.capability import VISITOR_NOTES
from tour_server.wall_screens.capability import WALL_SCREENS
from tour_server.writing.capability import WRITING

CAPABILITIES: tuple[Capability, ...] = (
    EVENTS,
    STAFF,
    JOBS,
    DEVICES,
    BROKER,
    OUTBOUND,
    CATALOGUE,
    IMPORTS,
    RECORDINGS,
    PUBLISHING,
    PRONUNCIATION,
    CHECKS,
    WRITING,
    LINKS,
    INGEST,
    FLEET,
    KIOSK_SETTINGS,
    KIOSK_CARE,
    CLAIMS,
    CROWD,
    FORECAST,
    USAGE,
    STAFFING,
    UPDATES,
    WALL_SCREENS,
    VISITOR_NOTES,
    ASK,
    HEARD,
    OFFERS,
    VISIT,
    PREVIEW,
    HOUSE,
    PRINTING,
    API,
    HOME_ASSISTANT,
    METRICS,
    BACKUP,
    MEDIA,
    TRANSLATIONS,
    SEARCH,
    DESK,
)
