"""A column that may hold a document is listed with what it holds, and how its version is known."""

from __future__ import annotations

import importlib

from sqlalchemy import LargeBinary, Text

from tour_server.database import Base

TEXT_COLUMNS = {
    "plan_picture.content": "a PNG",
    "plan_picture.phone_file": "the name of a file",
    "plan_picture.rights": "rights as a part of a museum has them: a migration rewrites it",
    "approved_wording.path": "names a text",
    "approved_wording.language": "a language tag",
    "approved_wording.approved_by": "a name",
    "approved_wording.content": "what was approved, with its version",
    "draft.body": "a part of a museum, with the version of its type",
    "revision.body": "a part of a museum, with the version of its type",
    "published_release.body": "a release, with its version",
    "kiosk_key.placing": "what was set up at a kiosk's place, with its version",
    "kiosk.health": "a health message, with its version",
    "kiosk.starts": "starts of a name's machines: a migration rewrites them",
    "kiosk_settings.settings": "settings of a group of kiosks, with their version",
    "kiosk_software.words": "words",
    "software_bundle.build": "words",
    "software_bundle.description": "words",
    "software_order.hours": "when a kiosk may install, for some nights: a migration rewrites them",
    "software_order.words": "words",
    "kiosk_order.reason": "words",
    "kiosk_order.lines": "lines of a log, a report with its version, or an invitation; deleted after a week",
    "kiosk_alarm.words": "keys of words with their facts, read as words where they can't be; kept for 90 days",
    "device.wanted": "what a device should run, with its version",
    "device.key": "a secret",
    "footfall_differing.zones": "the zones of a bin: a migration rewrites them",
    "footfall.zones": "the zones of a bin: a migration rewrites them",
    "import.document": "an import, with its version",
    "import_part.document": "a part of an import, with the version of imports",
    "import_said.document": "what a source said, with the version of imports",
    "import_columns.document": "what columns hold, with the version of imports",
    "bulk_change.document": "a change of many works, with its version",
    "bulk_change_work.document": "a work of a change, with its version",
    "job.arguments": "a document with the version of jobs",
    "job.result": "a document with the version of jobs",
    "job.problem": "words",
    "event.detail": "words",
    "published_release.note": "words",
    "roster_colleague.hours": "times of a week: a migration rewrites them",
    "roster_colleague.skills": "words",
    "visitor_note.sentence": "words",
    "typed_text.text": "words",
    "block_comment.text": "words",
    "planned_publish.note": "words",
    "shown_without_rights.item": "a picture's file, or the key of a block",
    "recording.recorded_text": "words",
    "recording.text": "words",
    "recording.alignment": "when the words of a recording sound, with its version",
    "proposed_link.reasons": "why two works belong together: the next night finds it again",
    "link_decision.reasons": "why two works belong together: a migration rewrites them",
    "name_match.note": "words",
    "put_aside.body": "what could not be read, byte for byte",
    "put_aside.reason": "words",
    "staff.roles": "names: a migration rewrites them",
    "visitor_count_import.document": "the rows of a table of counts: a migration rewrites them",
    "visitor_count_import.name": "the name of a file",
    "visitor_forecast.hours": "three numbers for each hour: a migration rewrites them",
    "visitor_forecast_model.document": "models, which are chosen anew where it can't be read",
    "visitor_forecast_model.trees": "models, which are chosen anew where they can't be read",
    "visitor_known_day.name": "words",
    "translation_origin.path": "names a text",
    "translated_part.languages": "language tags",
    "translated_part.name": "words",
    "translation_segment.path": "names a text",
    "translation_segment.text": "words",
    "translation_file_unit.path": "names a text",
    "translation_file_unit.source": "words",
    "translation_file_unit.before": "words",
    "translation_file_unit.after": "words",
    "translation_file_unit.left": "words",
    "translation_file_unit.italics": "words",
}
"""Columns that may hold a document, and what they hold."""


CAPABILITIES = (
    *(
        "catalogue",
        "checks",
        "claims",
        "crowd",
        "devices",
        "events",
        "fleet",
        "forecast",
        "house",
        "imports",
        "ingest",
        "jobs",
    ),
    *(
        "kiosk_care",
        "kiosk_settings",
        "links",
        "publishing",
        "recordings",
        "search",
        "staff",
        "translations",
        "updates",
        "usage",
    ),
    *("staffing", "visitor_notes", "wall_screens", "writing"),
)


def test_each_column_that_may_hold_a_document_is_listed() -> None:
    for capability in CAPABILITIES:
        importlib.import_module(f"tour_server.{capability}.tables")
    found = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Text | LargeBinary) and not getattr(column.type, "length", None)
    }
    assert found - TEXT_COLUMNS.keys() == set(), "say what it holds, and how its version is known"
    assert TEXT_COLUMNS.keys() - found == set()
