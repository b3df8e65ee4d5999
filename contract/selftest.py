"""The report of a kiosk's self test: what was tried of each part, what was found, and what to do.

It can be sent to whoever maintains the software: it has sentences of the program itself and numbers, and no name,
address, path or secret (tested).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from contract.measures import Bytes, Count, Sentence, Software, UnixSeconds, Version
from contract.patterns import END
from runtime.document_version import DocumentVersions

VERSIONS = DocumentVersions("report of a self test")
CHECKS_LIMIT = 40
VALUES_LIMIT = 40  # of one check

CheckName = Annotated[str, Meta(max_length=40, pattern=rf"^[a-z][a-z0-9_-]*{END}")]
CheckValue = Annotated[float, Meta(ge=-(10**15), le=10**15)]


class CheckState(StrEnum):
    """What was found of a part."""

    WELL = "well"
    ATTENTION = "attention"
    """It works, and somebody should look at it."""
    FAILED = "failed"
    NOT_KNOWN = "not-known"
    """It could not be tried here, or this machine has no such part."""


class SelftestCheck(Struct, frozen=True, kw_only=True):
    """One part. `words`: what was found. `advice`: what to do, empty where nothing is. `values`: what was measured.

    The unit of a value is in its name. A check of yes and no has 1 and 0.
    """

    part: CheckName
    state: CheckState
    words: Sentence
    advice: Sentence = ""
    values: Annotated[dict[CheckName, CheckValue], Meta(max_length=VALUES_LIMIT)] = {}


class SelftestReport(Struct, frozen=True, kw_only=True):
    """The report. `machine`: the board's or the product's name, as its maker wrote it."""

    at: UnixSeconds
    clock_trusted: bool
    software: Software
    machine: Annotated[str, Meta(max_length=120)]
    cores: Count
    memory_bytes: Bytes | None
    checks: Annotated[list[SelftestCheck], Meta(max_length=CHECKS_LIMIT)]
    v: Version = 1


def worst(report: SelftestReport) -> CheckState:
    """Return the worst that was found of a part; what is not known is well."""
    states = {one.state for one in report.checks}
    if CheckState.FAILED in states:
        return CheckState.FAILED
    return CheckState.ATTENTION if CheckState.ATTENTION in states else CheckState.WELL
