"""Playback counts are stored under the kiosk's own key; a duplicate changes nothing."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import select

from contract.messages import PlaybackCounts, Presence
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.usage.differing_counts import differing_counts
from tour_server.usage.messages import store_playback_counts
from tour_server.usage.tables import DifferingPlaybackCounts, PlaybackCountsRecord

COUNTS = PlaybackCounts("e" * 16, 7, 1_800_000_000.0, "kolam", "nl", 5, 3, 1, 2)


def test_every_field_is_stored(database):
    with database.writing() as session:
        assert store_playback_counts(session, [ReceivedMessage("kiosk-1", COUNTS, 1.0)]) == 1
    with database.reading() as session:
        row = session.scalars(select(PlaybackCountsRecord)).one()
    fields = {**msgspec.structs.asdict(COUNTS), "device": "kiosk-1"}
    del fields["v"]
    assert {name: getattr(row, name) for name in fields} == fields


def test_a_duplicate_changes_nothing(database):
    for _delivery in range(2):
        with database.writing() as session:
            received = [ReceivedMessage("kiosk-1", COUNTS, 1.0)] * 2
            store_playback_counts(session, received)
    with database.reading() as session:
        assert len(session.scalars(select(PlaybackCountsRecord)).all()) == 1
        assert session.scalars(select(DifferingPlaybackCounts)).all() == []


def test_staff_are_told_of_counts_that_are_kept_apart(database):
    with database.writing() as session:
        store_playback_counts(session, [ReceivedMessage("kiosk-1", COUNTS, 1.0)])
        assert differing_counts(session, 0.0) == {}
    for told in (99, 100):
        again = msgspec.structs.replace(COUNTS, told=told)
        with database.writing() as session:
            store_playback_counts(session, [ReceivedMessage("kiosk-1", again, 2.0)])
    with database.reading() as session:
        (sentence,) = differing_counts(session, 0.0)["kiosk-1"]
    assert "2 hours that differ are kept apart" in sentence


def test_other_counts_under_one_key_are_kept_apart(database):
    """Two machines count under one identity, as after a card was copied."""
    again = msgspec.structs.replace(COUNTS, told=99)
    with database.writing() as session:
        store_playback_counts(session, [ReceivedMessage("kiosk-1", COUNTS, 1.0)])
    with database.writing() as session:
        received = [ReceivedMessage(name, again, 2.0) for name in ("kiosk-1", "kiosk-2")]
        assert store_playback_counts(session, received) == 2
    with database.writing() as session:
        assert store_playback_counts(session, received) == 0
    with database.reading() as session:
        rows = session.scalars(select(PlaybackCountsRecord))
        assert sorted((row.device, row.told) for row in rows) == [("kiosk-1", 5), ("kiosk-2", 99)]
        (apart,) = session.scalars(select(DifferingPlaybackCounts))
        assert (apart.device, apart.told) == ("kiosk-1", 99)


def test_another_kind_of_message_is_an_error(database):
    with database.writing() as session, pytest.raises(TypeError, match="Presence"):
        store_playback_counts(session, [ReceivedMessage("kiosk-1", Presence(True), 1.0)])
