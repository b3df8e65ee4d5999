"""A duty manager at a desk with rules."""

from __future__ import annotations

import pytest

from tests.desk import Browser, Desk
from tests.tour_server.staffing.rostering import add_rules
from tour_server.staff.permissions import Role


@pytest.fixture
def bram(desk: Desk) -> Browser:
    """The browser of a duty manager, with rules written."""
    browser = desk.colleague("Bram", Role.DUTY_MANAGER)
    add_rules(browser)
    return browser
