"""Tells kiosks which offers hold now.

The message names offers alone: their words are in the release that kiosks have, and for whom they are is decided there,
by what the visitor chose at that kiosk. So nothing of a visitor comes here, and offers that are held back are not sent.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

from contract.messages import OFFERS_LIMIT, OffersNow
from contract.museum import Key, Offer
from runtime.broker_address import BrokerAddress
from tour_server.fleet.kiosk_notice import KioskNotice

READ_SECONDS = 5.0  # between two looks at which offers hold


def kiosk_offers(
    address: BrokerAddress,
    site: str,
    shown: Callable[[], list[Offer]],
    now: Callable[[], dt.datetime],
    rng: random.Random,
) -> KioskNotice[list[Key]]:
    """Return the notice. `shown` returns the offers that visitors may see now; for the others see KioskNotice."""
    return KioskNotice(
        address,
        site,
        "offers",
        read=lambda: [offer.key for offer in shown()][:OFFERS_LIMIT],
        read_seconds=READ_SECONDS,
        write=OffersNow,
        now=now,
        rng=rng,
    )
