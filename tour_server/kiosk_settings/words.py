"""What staff read about kiosks' settings: their names, and what became of them on a kiosk."""

from __future__ import annotations

from collections.abc import Mapping

from contract.kiosk_messages import SettingState
from contract.kiosk_settings import SettingEffect
from web.translations import mark

LABELS: Mapping[str, str] = {
    "room": mark("Room"),
    "language": mark("Language between visits"),
    "level": mark("Level between visits"),
    "placement": mark("How it stands"),
    "bundle_seconds": mark("Seconds between two looks for a new release"),
    "content_megabytes": mark("Megabytes for releases"),
    "own_speech_megabytes": mark("Megabytes for speech of its own"),
    "threads": mark("Threads of the recogniser"),
    "false_accepts": mark("Share of other things that may be named"),
    "server": mark("Address of the tour server"),
    "broker": mark("Address of the broker"),
    "door": mark("Address of the device door"),
    "wifi_name": mark("Name of the Wi-Fi"),
    "wifi_password": mark("Password of the Wi-Fi"),
}

EFFECT_WORDS: Mapping[SettingEffect, str] = {
    SettingEffect.AT_ONCE: mark("Takes effect at once."),
    SettingEffect.RESTART: mark("Takes effect at the kiosk’s next restart."),
    SettingEffect.TRIAL: mark(
        "Each kiosk tries it, and goes back by itself when it does not reach this server."
    ),
}

STATE_WORDS: Mapping[SettingState, str] = {
    SettingState.APPLIED: mark("in use"),
    SettingState.NEEDS_RESTART: mark("waits for a restart"),
    SettingState.TRYING: mark("is being tried"),
    SettingState.RETURNED: mark("tried and given back"),
    SettingState.REFUSED: mark("refused"),
}
