"""`make audit` fails on a known vulnerability and not on a missing network."""

from __future__ import annotations

import json

import pytest

from tests.audit import AuditError, UnreachableError, answer_of, read

FINE = {"name": "flask", "version": "3.1.3", "vulns": []}
SKIPPED = {"name": "click", "skip_reason": "not found"}
BAD = {"name": "av", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}


def test_a_known_vulnerability_is_a_finding() -> None:
    assert read({"dependencies": [FINE, BAD]}) == ["av 1: CVE-1, fixed in 2"]


def test_a_package_without_vulnerabilities_is_not_a_finding() -> None:
    assert read({"dependencies": [FINE]}) == []


def test_a_package_that_was_not_looked_up_is_a_finding() -> None:
    assert read({"dependencies": [FINE, SKIPPED]}) == ["click was not audited: not found"]


def test_a_mirror_that_knows_no_vulnerability_counts_as_unreachable() -> None:
    with pytest.raises(UnreachableError):
        read({"dependencies": [SKIPPED]})


def test_a_missing_network_is_distinguished_from_an_error_of_the_tool() -> None:
    with pytest.raises(UnreachableError):
        answer_of("", "requests.exceptions.ConnectionError: Max retries exceeded")
    with pytest.raises(AuditError, match="no such option"):
        answer_of("", "no such option")
    assert answer_of(json.dumps({"dependencies": []}), "") == {"dependencies": []}
