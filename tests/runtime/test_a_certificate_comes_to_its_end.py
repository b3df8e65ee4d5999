"""A certificate that a person has to renew is named before it ends."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from runtime.certificate_end import WARN, certificate_problem
from tour_server.broker.certificates import VALID, own_certificate
from tour_server.broker.service import BrokerService
from tour_server.broker.settings import BrokerChoice

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def test_it_is_named_sixty_days_before(tmp_path: Path) -> None:
    file = own_certificate(tmp_path, "0.0.0.0", NOW).certificate  # noqa: S104 - no port is bound
    assert certificate_problem(file, NOW) is None
    assert certificate_problem(file, NOW + VALID - WARN - DAY) is None
    soon = certificate_problem(file, NOW + VALID - WARN + DAY)
    assert soon is not None
    assert "ends on 2028-02-29" in soon
    assert "ended on" in str(certificate_problem(file, NOW + VALID + DAY))


@pytest.mark.parametrize("name", ["", "nowhere.crt"])
def test_there_is_none(name: str) -> None:
    assert certificate_problem(name, NOW) is None


def test_the_desk_shows_it(tmp_path: Path) -> None:
    long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    made = own_certificate(tmp_path, "localhost", long_ago)
    choice = BrokerChoice(
        broker="mqtts://localhost",
        broker_ca=made.authority,
        broker_certificate=made.certificate,
        broker_key=made.key,
    )
    assert "ended on 2021-12-31" in str(BrokerService(choice, tmp_path).warning())
