"""Kiosks at which new software failed: what the list of kiosks says of them, and what raises an alarm."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from tour_server.fleet.illness import MachineIllness
from tour_server.fleet.short_words import ShortWords
from tour_server.updates.rollout import Standing
from tour_server.updates.rollout_rows import newest_orders
from tour_server.updates.words import reason_words
from web.translations import gettext as _
from web.translations import mark


def software_failures(session: Session) -> Mapping[str, list[MachineIllness]]:
    """Return device -> its failure, until staff know of it or the kiosk was asked for something else."""
    found = {}
    for device, row in newest_orders(session).items():
        if row.standing == Standing.FAILED and row.noted_at is None:
            sentence = _(
                "Software {version} failed here. {why} Look under Software.",
                version=row.version,
                why=reason_words(row),
            )
            short = ShortWords(mark("software {version} failed"), {"version": row.version})
            found[device] = [MachineIllness(short, sentence)]
    return found
