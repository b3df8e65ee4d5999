"""schemathesis sends the API what its description allows, and what it does not, and finds nothing wrong.

Its examples are the same in each run. `EXAMPLES` for each address, allowed ones and others.
"""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from limits import RateLimitItemPerMinute
from schemathesis import GenerationMode

from tests.desk import Desk
from tests.tour_server.api.whole_museum import add_the_rest
from tour_server.api import pages
from tour_server.api.tokens import ApiTokens

EXAMPLES = 25
pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_nothing_is_found(
    desk: Desk, mode: GenerationMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PER_NETWORK", RateLimitItemPerMinute(1_000_000))
    desk.colleague("Noor")
    add_the_rest(desk.parts.drafts)
    desk.parts.publisher.publish("Noor")
    _name, token = desk.parts.assembly.context.get(ApiTokens).make("schemathesis", "Noor")
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", desk.app)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 32
    if mode is GenerationMode.NEGATIVE:  # of the others every address is allowed
        operations = [one for one in operations if _takes_what_may_be_wrong(one)]
        assert len(operations) == 10
    for operation in operations:
        headers = {"Accept-Encoding": "identity"}  # the test client unpacks nothing
        if "/drafts/" in operation.path:
            headers["Authorization"] = f"Bearer {token}"
        _try(operation, mode, headers)


def _takes_what_may_be_wrong(operation: Any) -> bool:
    """Returns whether an address has a parameter of which a value is not allowed."""
    return bool(list(operation.query)) or "{number}" in operation.path


def _try(operation: Any, mode: GenerationMode, headers: dict[str, str]) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def send(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=headers)

    send()
