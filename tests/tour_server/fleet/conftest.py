"""Messages of a kiosk about itself."""

from __future__ import annotations

import msgspec
import pytest

from contract.messages import Health

WELL = Health(
    at=5.0,
    clock_trusted=True,
    software="zaalgids 0.1.0",
    release=3,
    room="hall",
    uptime_seconds=100.0,
    outbox_depth=0,
    disk_free_bytes=10**9,
    temperature_celsius=None,
    cameras={"door": "ok"},
    trouble=[],
)


@pytest.fixture
def health():
    return lambda **changes: msgspec.structs.replace(WELL, **changes)
