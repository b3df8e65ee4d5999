"""A kiosk's log is full of persons, addresses and secrets; what leaves the kiosk has none of them."""

from __future__ import annotations

import logging
from codecs import decode
from collections.abc import Iterator
from pathlib import Path

import pytest

from device.orders.log_lines import RecentLog

log = logging.getLogger("device.hostile")

# Put together at run time: a text that stands in a source file is a sentence of the program, which may leave.
NAME, MAIL = decode("Wna qr Ievrf", "rot13"), decode("wna@rknzcyr.bet", "rot13")
TELEPHONE, ADDRESS = 612_345_670 + 8, ".".join(map(str, (192, 168, 3, 14)))
PERSON = f"{NAME} <{MAIL}>, 0{TELEPHONE}, {ADDRESS}"
SECRETS = (NAME, NAME[:3], MAIL, MAIL[:3], str(TELEPHONE), ADDRESS)


@pytest.fixture
def recent() -> Iterator[RecentLog]:
    handler = RecentLog()
    level = logging.getLogger().level
    logging.getLogger().setLevel(logging.INFO)
    handler.start()
    yield handler
    handler.stop()
    logging.getLogger().setLevel(level)


def hostile_lines() -> None:
    log.warning("a note of %s came", PERSON)
    log.warning("a note of %(who)s came", {"who": PERSON})
    log.warning(f"a note of {PERSON} came")  # noqa: G004 - this is the hostile one
    log.warning("a note of " + PERSON + " came")  # noqa: G003 - and this
    log.warning(PERSON)
    log.warning("telephone %d", TELEPHONE)
    log.warning("%s", [NAME, {"mail": MAIL}])
    log.warning(Exception(PERSON))
    log.warning("opened http://%s/?token=%s", ADDRESS, f"abc\n{NAME}")
    try:
        raise ValueError(PERSON)
    except ValueError:
        log.exception("it failed")
    try:
        Path(f"/home/{NAME}").read_bytes()
    except OSError as error:
        log.warning("can't be read: %s", error)
    logging.getLogger("device.late").info("three cameras: %d of %d", 2, 3)


def test_nothing_of_a_person_leaves_in_the_log(recent: RecentLog) -> None:
    hostile_lines()
    broken = logging.LogRecord("x", 30, __file__, 1, "only half %s %s", (NAME,), None)
    recent.handle(broken)  # not by a logger, whose other handlers fail on it
    lines = recent.lines(())
    text = "\n".join(lines)
    assert [secret for secret in SECRETS if secret in text] == []
    assert "a note of … came" in text
    assert "telephone %d" in text  # a value of another kind does not fit, so the template stays
    assert "it failed [ValueError at test_a_log_is_about_nobody.py" in text
    assert "can't be read: FileNotFoundError: No such file or directory" in text
    assert "three cameras: 2 of 3" in text
    assert all("\n" not in line and len(line) <= 300 for line in lines)


def test_what_the_health_says_anyway_is_legible(recent: RecentLog) -> None:
    said = "The camera is covered."
    log.warning("%s", said)
    assert recent.lines([said])[-1].endswith(said)
    assert not recent.lines([])[-1].endswith(said)
