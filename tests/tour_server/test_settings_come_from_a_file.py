"""One flat table of settings, whichever capability they belong to."""

from __future__ import annotations

from pathlib import Path

import pytest

from narration.speech.settings import GttsSettings, KokoroSettings, PiperSettings
from runtime.settings_file import SettingsError
from tour_server.broker.settings import BrokerChoice
from tour_server.catalogue.settings import CatalogueSettings
from tour_server.events.settings import EventSettings
from tour_server.ingest.settings import IngestSettings
from tour_server.publishing.settings import PublishingSettings
from tour_server.settings import ServerSettings, read_server_settings, settings_for_command


def written(folder: Path, text: str) -> Path:
    file = folder / "server.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_names_of_many_capabilities_stand_in_one_table(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        'port = 81\nbroker_port = 0\nneeds_approval = true\nspeech = { voice = "gtts" }\n',
    )
    settings = read_server_settings(file, {"ZAALGIDS_SERVER_WORKERS": "3"}, data="elsewhere")
    assert (settings.root.port, settings.root.data) == (81, "elsewhere")
    assert settings.of(BrokerChoice).broker_port == 0
    assert settings.of(IngestSettings).workers == 3
    assert settings.of(PublishingSettings) == PublishingSettings(speech=GttsSettings())
    assert settings.of(CatalogueSettings).needs_approval
    assert settings.of(EventSettings).event_days == 730


def test_a_language_gets_a_voice_of_its_own(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        '[language_voices.en]\nvoice = "piper"\nmodel = "/srv/joe.onnx"\n'
        '[language_voices.fr]\nvoice = "kokoro"\nmodel = "/srv/k.onnx"\nstyle = "/srv/ff_siwis.bin"\n',
    )
    assert read_server_settings(file, {}).of(PublishingSettings).language_voices == {
        "en": PiperSettings(model="/srv/joe.onnx"),
        "fr": KokoroSettings(model="/srv/k.onnx", style="/srv/ff_siwis.bin"),
    }
    assert ServerSettings().of(PublishingSettings).language_voices == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 1", "colour"),
        ('[language_voices.English]\nvoice = "gtts"', "language_voices"),
        ('[language_voices.en]\nvoice = "espeak-ng"', "espeak-ng"),
        ("workers = 17", "workers"),
        ("streams = 64\nthreads = 64", "streams must be fewer than threads"),
    ],
)
def test_what_can_not_be_used_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_server_settings(written(tmp_path, text), {})


def test_a_name_that_no_capability_has() -> None:
    with pytest.raises(TypeError, match="there is no setting colour"):
        ServerSettings(colour=1)


def test_a_command_uses_the_installed_server_by_default(tmp_path: Path) -> None:
    installed = written(tmp_path, 'data = "/var/lib/zaalgids"')
    assert settings_for_command(None, {}, installed).root.data == "/var/lib/zaalgids"
    assert settings_for_command(None, {}, installed, data="mine").root.data == "mine"
    assert settings_for_command(None, {}, tmp_path / "none").root.data == "var/server"


def test_secrets_are_not_among_the_settings_that_are_recorded() -> None:
    recorded = ServerSettings(metrics_token="secret", first_password="secret").recorded()
    assert set(recorded) == {
        *("secure_cookies", "trusted_proxy", "sign_in_days", "event_days"),
        *("needs_approval", "four_eyes", "offers_held_back", "regret_cap"),
        *("outbound_hosts", "outbound_inside", "outbound_http", "translator"),
        *("law_rest_hours", "law_weekly_rest_hours", "law_shift_hours", "law_week_hours"),
        *("law_average_hours", "law_night_hours", "law_night_rest_hours", "law_free_sundays"),
        *("law_break_after_hours", "law_break_minutes"),
        *("law_long_break_after_hours", "law_long_break_minutes", "roster_keep_weeks"),
    }
