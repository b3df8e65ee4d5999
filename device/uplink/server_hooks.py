"""The functions of other parts that take in what the server says to a kiosk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from contract.kiosk_messages import KioskOrder, RoundTripAnswer, SettingsWanted
from contract.messages import ClosedRoomsNow, OffersNow, RoomSpeech, SilenceNow
from contract.software import SoftwareOrder


class ServerHooks(Struct, frozen=True):
    """Functions that take in what the server says beside acknowledgements and releases."""

    room_speech: Callable[[RoomSpeech], None] = lambda _message: None
    offers: Callable[[OffersNow], None] = lambda _message: None
    closed_rooms: Callable[[ClosedRoomsNow], None] = lambda _message: None
    silence: Callable[[SilenceNow], None] = lambda _message: None
    settings: Callable[[SettingsWanted], None] = lambda _message: None
    order: Callable[[KioskOrder], None] = lambda _message: None
    round_trip: Callable[[RoundTripAnswer], None] = lambda _message: None
    software: Callable[[SoftwareOrder], None] = lambda _message: None

    @property
    def by_kind(self) -> Mapping[str, tuple[type[Struct], Callable[[Any], None]]]:
        """Kind of message -> its type, and the function that takes it in."""
        return {
            "room-speech": (RoomSpeech, self.room_speech),
            "offers": (OffersNow, self.offers),
            "closed-rooms": (ClosedRoomsNow, self.closed_rooms),
            "silence": (SilenceNow, self.silence),
            "settings": (SettingsWanted, self.settings),
            "order": (KioskOrder, self.order),
            "round-trip-answer": (RoundTripAnswer, self.round_trip),
            "software": (SoftwareOrder, self.software),
        }
