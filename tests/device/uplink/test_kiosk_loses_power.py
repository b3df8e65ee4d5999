"""Everything that the outbox reported as written survives; nothing is counted twice."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.messages import Bin, PlaybackCounts, decode
from device.uplink.outbox import FOOTFALL, PLAYBACK, Outbox, OutboxError


def bins(outbox):
    return [decode(entry.body, Bin) for entry in outbox.waiting(FOOTFALL, limit=10_000)]


def test_the_open_minute_is_on_disk_and_is_not_sent(tmp_path, clock, minute):
    outbox = Outbox(tmp_path / "outbox.db", clock)
    outbox.update_open(minute(60, entered=1))
    outbox.update_open(minute(60, entered=2, left=1))
    assert bins(outbox) == []
    assert outbox.depth == 0
    outbox.seal()
    (found,) = bins(outbox)
    assert (found.entered, found.left, found.sequence) == (2, 1, 0)
    outbox.close()


def test_a_minute_that_a_crash_left_open_is_sealed_as_it_stands(tmp_path, clock, minute):
    path = tmp_path / "outbox.db"
    before = Outbox(path, clock)
    before.update_open(minute(60, entered=3))
    before.close()  # never sealed
    after = Outbox(path, clock)
    assert [found.entered for found in bins(after)] == [3]
    after.update_open(minute(60, entered=1))  # the rest of the same minute, after the restart
    after.seal()
    assert [(found.sequence, found.entered) for found in bins(after)] == [(0, 3), (1, 1)]
    after.close()


def test_the_next_minute_seals_the_one_before(tmp_path, clock, minute):
    outbox = Outbox(tmp_path / "outbox.db", clock)
    outbox.update_open(minute(60, entered=1))
    outbox.update_open(minute(120, entered=5))
    assert [found.monotonic for found in bins(outbox)] == [60]
    outbox.close()


def test_killed_with_minus_nine_while_it_writes(tmp_path):
    """Everything that the writer printed after `update_open` returned is in the outbox."""
    path = tmp_path / "outbox.db"
    code = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from device.uplink.boot import SystemClock
        from device.uplink.outbox import Minute, Outbox
        outbox = Outbox(Path(sys.argv[1]), SystemClock())
        for number in range(1, 100000):
            outbox.update_open(Minute(60.0 * (number // 7), "r", 60.0, number % 7, 0, 0.0, 0))
            print(number, flush=True)
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        for _ in range(200):
            last = int(writer.stdout.readline())
        writer.send_signal(signal.SIGKILL)
        # The messages on their way at the kill are confirmed, too.
        last = max([last, *map(int, writer.stdout.read().split())])
    from device.uplink.boot import SystemClock

    outbox = Outbox(path, SystemClock())
    found = {one.monotonic: one.entered for one in bins(outbox)}
    assert found[60.0 * (last // 7)] >= last % 7
    for earlier in range(1, last // 7):
        assert found[60.0 * earlier] == 6
    assert len(found) == outbox.depth, "one row a minute"
    outbox.close()


def test_the_sequence_runs_across_restarts_and_is_never_used_again(tmp_path, clock, minute):
    path = tmp_path / "outbox.db"
    seen, epochs = [], set()
    for start in range(4):
        outbox = Outbox(path, clock)
        epochs.add(outbox.epoch)
        outbox.update_open(minute(60.0 * start))
        outbox.seal()
        entries = outbox.waiting(FOOTFALL)
        seen += [entry.sequence for entry in entries]
        outbox.forget(FOOTFALL, outbox.epoch, [entry.sequence for entry in entries])
        assert outbox.depth == 0
        outbox.close()
    assert seen == [0, 1, 2, 3]
    assert len(epochs) == 1


def test_a_reflashed_card_begins_a_new_epoch(tmp_path, clock):
    first, second = Outbox(tmp_path / "a.db", clock), Outbox(tmp_path / "b.db", clock)
    assert first.epoch != second.epoch
    first.close()
    second.close()


def test_an_acknowledgement_of_another_epoch_forgets_nothing(tmp_path, clock, minute):
    outbox = Outbox(tmp_path / "outbox.db", clock)
    outbox.update_open(minute(60))
    outbox.seal()
    outbox.forget(FOOTFALL, "0" * 16, [0])
    outbox.forget(PLAYBACK, outbox.epoch, [0])
    assert outbox.depth == 1
    outbox.close()


def test_playback_counts_wait_beside_footfall_under_their_own_sequence(tmp_path, clock, minute):
    outbox = Outbox(tmp_path / "outbox.db", clock)
    outbox.update_open(minute(60))
    outbox.seal()
    counts = PlaybackCounts("0" * 16, 0, 3600.0, "kolam", "nl", 3, 2, 1, 0)
    outbox.add_counts(counts)
    (entry,) = outbox.waiting(PLAYBACK)
    found = decode(entry.body, PlaybackCounts)
    assert (found.epoch, found.sequence, found.told) == (outbox.epoch, 0, 3)
    assert outbox.depth == 2
    outbox.close()


def test_two_kiosks_on_one_outbox(tmp_path, clock):
    outbox = Outbox(tmp_path / "outbox.db", clock)
    with pytest.raises(OutboxError, match="Another kiosk"):
        Outbox(tmp_path / "outbox.db", clock)
    outbox.close()
    Outbox(tmp_path / "outbox.db", clock).close()


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(
        st.sampled_from(["cross", "cross", "cross", "minute", "crash", "acknowledge", "seal"]),
        max_size=40,
    )
)
def test_any_order_of_events_gives_the_same_total(tmp_path_factory, clock, minute, steps):
    path = tmp_path_factory.mktemp("any") / "outbox.db"
    outbox = Outbox(path, clock)
    crossings = acknowledged = open_count = 0
    start, keys = 0.0, set()
    for step in [*steps, "seal", "acknowledge"]:
        if step == "cross":
            crossings, open_count = crossings + 1, open_count + 1
            outbox.update_open(minute(start, entered=open_count))
        elif step == "minute":
            start, open_count = start + 60, 0
        elif step == "crash":
            outbox.close()
            outbox, open_count = Outbox(path, clock), 0
        elif step == "seal":
            outbox.seal()
            start, open_count = start + 60, 0
        else:
            for found in bins(outbox):
                assert found.sequence not in keys
                keys.add(found.sequence)
                acknowledged += found.entered
            outbox.forget(FOOTFALL, outbox.epoch, keys)
    assert acknowledged == crossings
    outbox.close()


def test_an_update_is_on_disk_within_a_second(tmp_path, clock, minute):
    outbox = Outbox(tmp_path / "outbox.db", clock)
    began = time.monotonic()
    outbox.update_open(minute(60, entered=1))
    assert time.monotonic() - began < 1
    outbox.close()
