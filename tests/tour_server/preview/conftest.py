"""A desk with a draft that differs from the release, and the server's kiosks of previews."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from tests.desk import Desk
from tests.previewing import NEW, Previewing
from tour_server.catalogue.parts import PartKind
from tour_server.preview.kiosk_preview import KioskPreviews
from tour_server.staff.permissions import Role


@pytest.fixture
def previewing(desk: Desk) -> Iterator[Previewing]:
    desk.parts.publisher.publish("Noor")
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    first, *others = part.body.blocks
    body = replace(part.body, blocks=[replace(first, text=NEW), *others])
    desk.parts.drafts.put(PartKind.WORK, "lijn", body, part.version, "Noor")
    noor = desk.colleague("Noor", Role.AUTHOR)
    kiosks = desk.parts.assembly.context.get(KioskPreviews)
    with desk.parts.running(), desk.served(threads=12) as address:
        kiosks.start()
        yield Previewing(desk, noor, address)
        kiosks.stop()
