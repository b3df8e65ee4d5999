"""A maker of another device reads docs/contract: it describes what the code reads and writes."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

from contract.kiosk_messages import (
    KioskOrder,
    LookInvitation,
    MachineState,
    OrderKind,
    OrderOutcome,
    OrderResult,
    RoundTrip,
    RoundTripAnswer,
    ScreenState,
    SettingsReport,
    SettingState,
    SettingsWanted,
)
from contract.messages import (
    FROM_DEVICE,
    FROM_SERVER,
    MESSAGE_LIMIT,
    Acknowledgement,
    Bin,
    Blindness,
    ClosedRoomsNow,
    Health,
    NameConflict,
    OfferCounts,
    PlaybackCounts,
    Presence,
    ReleaseAnnounced,
    RoomSpeech,
    SilenceNow,
    Speaking,
    UnknownMessageError,
    ZoneCounts,
    decode,
    encode,
)
from contract.schema import asyncapi, files, message_schema
from contract.selftest import CheckState, SelftestCheck, SelftestReport
from contract.software import InstallHours, SoftwareOrder, SoftwareState, SoftwareStep
from contract.topics import everyone, parse, topic
from runtime.broker_address import TlsFiles, broker_address

DOCS = Path(__file__).resolve().parents[2] / "docs" / "contract"
A_BIN = Bin("e" * 16, 1, "b" * 16, 60.0, 1e9, True, "hall", 60.0, 1, 0, 0.5, 2)
A_ZONE = ZoneCounts(0.25, 1, [0, 0, 1, 0, 0, 0, 0, 0])
ALL = [
    A_BIN,
    msgspec.structs.replace(A_BIN, zones={"before-the-kolam": A_ZONE}),
    Acknowledgement("e" * 16, [1, 2]),
    Acknowledgement("e" * 16, [1, 2], ["d" * 32, "f" * 32], "a" * 32),
    NameConflict(["a" * 16, "b" * 16], "a" * 32),
    PlaybackCounts("e" * 16, 0, 3600.0, "kolam", "nl", 1, 1, 0, 0),
    OfferCounts("e" * 16, 0, 3600.0, "tea", 3),
    ClosedRoomsNow({"hall": None, "attic": 7200.0}, 3600.0),
    SilenceNow(silent=True, sent=3600.0),
    Health(1.0, True, "0.1", 3, "hall", 5.0, 0, 1, 40.5, {"door": "ok"}, ["The disk is full."]),
    Health(
        1.0, True, "0.1", 3, None, 5.0, 0, 1, None, {"door": "ok"}, [], {"door": Blindness.DARK}
    ),
    Health(
        *(1.0, True, "0.1", 3, None, 5.0, 0, 1, None, {"door": "ok"}, []),
        machine=MachineState(throttled=True, clock_offset=-0.5, screen=ScreenState.TELLING),
        settings=SettingsReport(
            revision="a" * 32,
            states={"colour": SettingState.REFUSED},
            reasons={"colour": "Nothing is called colour."},
            own={"level": "adult"},
        ),
    ),
    SettingsWanted({"level": "child"}, 3600.0, 15, "a" * 32),
    KioskOrder("a" * 16, OrderKind.IDENTIFY, 3600.0, 4200.0, 7, "a" * 32),
    OrderOutcome("a" * 16, OrderResult.DONE, "", ["03-02 10:30:00 INFO device:1 well"]),
    SoftwareOrder(
        id="a" * 16,
        version="1.5.0",
        bytes=700_000_000,
        sha256="b" * 64,
        path="software/1.5.0.raucb",
        sent=3600.0,
        not_before=7200.0,
        hours=InstallHours("23:00", "05:00", "Europe/Amsterdam"),
        mac="a" * 32,
    ),
    SoftwareState(
        id=None,
        step=SoftwareStep.REFUSED,
        version="1.5.0",
        running="1.4.0",
        at=3600.0,
        reason="older",
        words="It is older than what runs.",
        slot="A",
        other="1.3.0",
    ),
    OrderOutcome(
        "b" * 16,
        OrderResult.DONE,
        selftest=SelftestReport(
            at=3600.0,
            clock_trusted=True,
            software="0.1.0",
            machine="a board",
            cores=4,
            memory_bytes=4_000_000_000,
            checks=[
                SelftestCheck(
                    part="disk",
                    state=CheckState.ATTENTION,
                    words="The disk is slow.",
                    advice="Take another card.",
                    values={"sync_ms": 900.0},
                )
            ],
        ),
    ),
    OrderOutcome(
        "c" * 16,
        OrderResult.DONE,
        look=LookInvitation(
            addresses=["https://10.0.0.7:8443/"], code="sealed", fingerprint="AB:CD", minutes=10
        ),
    ),
    RoundTrip("a" * 16),
    RoundTripAnswer("a" * 16, 3600.0, "a" * 32),
    Presence(True),
    ReleaseAnnounced(4),
    Speaking("hall", 3, 1.5, 10.0),
    Speaking("hall", 3, 4.5, 10.0, 1_772_447_400.0),
    RoomSpeech("kiosk-1", "hall", 3, 1_772_447_400.0, 0.0, 2),
]


def test_the_files_are_up_to_date():
    """`zaalgids contract` writes them."""
    there = {path.name: path.read_text(encoding="utf-8") for path in DOCS.glob("*.json")}
    assert there == files()


@pytest.mark.parametrize("message", ALL, ids=lambda one: type(one).__name__)
def test_what_we_write_is_what_the_schema_says(message):
    schema = message_schema(type(message))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(encode(message)), schema)
    assert decode(encode(message), type(message)) == message
    without = json.loads(encode(message))
    del without["v"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(without, schema)


def test_every_message_has_its_channel_and_its_operation():
    document = asyncapi()
    assert set(document["channels"]) == {*FROM_DEVICE, *FROM_SERVER}
    assert len(document["operations"]) == len(FROM_DEVICE) + len(FROM_SERVER)
    for name, channel in document["channels"].items():
        address = channel["address"].replace("{site}", "museum").replace("{device}", "kiosk-1")
        assert parse(address).kind == name
        for reference in channel["messages"].values():
            assert reference["$ref"].rsplit("/", 1)[1] in document["components"]["messages"]


# A new field that leaves a device must be added here, too, because it is a decision.
FIELDS = {
    "Acknowledgement": "digests epoch mac sequences v",
    "Bin": "boot clock_trusted epoch in in_view_max in_view_mean monotonic observed_seconds out room sequence start "
    "v zones",
    "Health": "alerts at blind boot cameras clock_trusted disk_free_bytes machine outbox_depth release release_hash "
    "room settings software temperature_celsius trouble uptime_seconds v",
    "KioskOrder": "id mac number sent until v what",
    "LookInvitation": "addresses code fingerprint minutes",
    "MachineState": "clock_offset clock_synchronised disk_errors disk_life_percent disk_read_only memory_bytes "
    "memory_free_bytes microphone_open microphones recognition_ms screen slot speech_works throttled throttled_before "
    "under_voltage under_voltage_before",
    "OrderOutcome": "id lines look reason result selftest v",
    "SelftestCheck": "advice part state values words",
    "SelftestReport": "at checks clock_trusted cores machine memory_bytes software v",
    "RoundTrip": "nonce v",
    "RoundTripAnswer": "mac nonce now v",
    "SoftwareOrder": "again bytes hours id mac not_before older path sent sha256 trial_minutes v version withdrawn",
    "SoftwareState": "at id other progress reason running slot step v version words",
    "InstallHours": "begins ends tz",
    "SettingsReport": "own reasons revision states",
    "SettingsWanted": "mac sent settings try_minutes v",
    "NameConflict": "boots mac v",
    "Presence": "online v",
    "Speaking": "begun room running seconds turn v",
    "RoomSpeech": "begun device kiosks room seconds turn v",
    "VisitorNote": "about block epoch id language sentence sequence v work",
    "ReleaseAnnounced": "hash number v",
    "OffersNow": "offers sent v",
    "OfferCounts": "epoch hour offer sequence shown v",
    "ClosedRoomsNow": "rooms sent v",
    "SilenceNow": "sent silent v",
    "PlaybackCounts": "epoch finished hour language refused sequence stopped told v work",
    "ZoneCounts": "dwell in_view_max in_view_mean",
}


def test_every_field_that_may_leave_a_device():
    nested = {
        *(ZoneCounts, MachineState, SettingsReport, InstallHours),
        *(LookInvitation, SelftestCheck, SelftestReport),
    }
    kinds = {*FROM_DEVICE.values(), *FROM_SERVER.values()} | nested
    fields = {kind.__name__: " ".join(sorted(kind.__struct_encode_fields__)) for kind in kinds}
    assert fields == FIELDS


def _zoned(name: str = "bench", **changes: object) -> bytes:
    """Return a bin with one zone, with changes that our types would refuse."""
    plain = msgspec.to_builtins(A_BIN)
    plain["zones"] = {name: {**msgspec.to_builtins(A_ZONE), **changes}}
    return msgspec.json.encode(plain)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not a Bin"),
        (b"\xff\xfe", "not a Bin"),
        (b"[" * 60_000, "not a Bin"),
        (b"{" + b'"v":1,' * 20_000 + b"}", "bytes"),
        (encode(A_BIN).replace(b'"v":1', b'"v":2'), "version 2"),
        (encode(A_BIN).replace(b',"v":1', b""), "has no version"),
        (encode(A_BIN).replace(b'"in":1', b'"in":-1'), ">= 0"),
        (encode(A_BIN).replace(b'"in":1', b'"in":null'), "no count may be null"),
        (encode(A_BIN).replace(b"60.0,", b"1e999,", 1), "not a Bin"),
        (_zoned(dwell=[0] * 7), "length"),
        (_zoned(dwell=[-1, 0, 0, 0, 0, 0, 0, 0]), ">= 0"),
        (_zoned(in_view_mean=-1), ">= 0"),
        (_zoned(name="Somebody's place"), "regex"),
        (b'"' + b"x" * MESSAGE_LIMIT + b'"', "bytes"),
    ],
)
def test_a_message_that_can_not_be_read_is_refused_with_a_reason(body, reason):
    with pytest.raises(UnknownMessageError, match=reason):
        decode(body, Bin)


def test_an_unknown_field_in_a_known_version_is_ignored():
    body = json.loads(encode(A_BIN))
    body["colour_of_the_door"] = "red"
    assert decode(json.dumps(body).encode(), Bin) == A_BIN


def test_counts_of_a_minute_without_observation_are_null_and_not_zero():
    with pytest.raises(ValueError, match="must be null"):
        msgspec.structs.replace(A_BIN, observed_seconds=0.0)


def test_a_minute_without_observation_has_no_zones():
    blind = Bin("e" * 16, 1, "b" * 16, 60.0, 1e9, True, "hall", 0.0, None, None, None, None)
    with pytest.raises(ValueError, match="must be null"):
        msgspec.structs.replace(blind, zones={"bench": A_ZONE})


def test_a_bin_of_a_device_that_knows_no_zones_is_read():
    body = msgspec.to_builtins(A_BIN)
    del body["zones"]
    assert decode(msgspec.json.encode(body), Bin) == A_BIN


@pytest.mark.parametrize("name", ["", "a/b", "+", "#", "Kiosk", "-a", "a" * 65, "ä", "a b"])
def test_a_name_that_mqtt_would_misread(name):
    with pytest.raises(ValueError, match="part of a topic"):
        topic("museum", name, "footfall")
    with pytest.raises(ValueError, match="not a topic of ours"):
        parse(f"zaalgids/v1/museum/{name}/footfall")


def test_a_topic_is_parsed_into_its_parts():
    name = parse(topic("museum", "kiosk-1", "footfall"))
    assert (name.site, name.device, name.kind) == ("museum", "kiosk-1", "footfall")
    assert everyone("museum", "footfall") == "zaalgids/v1/museum/+/footfall"


def test_a_brokers_address():
    plain = broker_address("mqtt://broker.example")
    assert (plain.host, plain.port, plain.tls) == ("broker.example", 1883, None)
    secure = broker_address("mqtts://[::1]:9999", "ca", "crt", "key")
    assert (secure.host, secure.port, secure.tls) == ("::1", 9999, TlsFiles("ca", "crt", "key"))
    assert str(broker_address("mqtts://b")) == "mqtts://b:8883"


@pytest.mark.parametrize(
    "url", ["", "broker:1883", "http://b", "mqtt://", "mqtt://u:p@b", "mqtt://b/x", "mqtt://b:x"]
)
def test_an_invalid_address_is_refused(url):
    with pytest.raises(ValueError):
        broker_address(url)


def test_a_certificate_without_its_key():
    with pytest.raises(ValueError, match="come together"):
        broker_address("mqtts://b", certificate="crt")
