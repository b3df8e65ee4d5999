"""A kiosk is silent or ill: staff are told when it begins and when it ends, by a real mail server and webhook."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import shutil
import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from msgspec.structs import replace

from contract.kiosk_messages import MachineState
from contract.messages import Health
from tour_server.database import Database
from tour_server.fleet.illness import illnesses
from tour_server.fleet.kiosk_list import KioskStatus
from tour_server.fleet.short_words import ShortWords
from tour_server.kiosk_care.alarm_message import StaffMessages
from tour_server.kiosk_care.alarm_watch import AlarmParts, AlarmWatch
from tour_server.kiosk_care.settings import KioskAlarmSettings
from tour_server.kiosk_care.tables import KioskAlarmRecord
from tour_server.outbound.outbound_fetch import OutboundFetch
from tour_server.outbound.settings import OutboundSettings
from tour_server.recorder import NoRecorder
from web.translations import in_language

BEGAN = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
LOCAL = ipaddress.ip_network("127.0.0.1/32")


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it is sent. `refuses`: it answers that it can't."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.refuses = False
        super().__init__(("127.0.0.1", 0), _MailConversation)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class _MailConversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().decode("ascii").strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self._say("354 go on")
                body = []
                while (part := self.rfile.readline()) not in (b".\r\n", b""):
                    body.append(part.decode("utf-8"))
                self.server.messages.append("".join(body))  # type: ignore[attr-defined]
                self._say("250 kept")
            elif word == "QUIT":
                self._say("221 bye")
                return
            elif word == "MAIL" and self.server.refuses:  # type: ignore[attr-defined]
                self._say("451 not now")
            else:
                self._say("250 well")

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


class Webhook:
    """A service that keeps what is posted to it."""

    def __init__(self) -> None:
        self.posted: list[dict[str, object]] = []
        hook = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.posted.append(json.loads(body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/hook"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class House:
    """A museum with kiosks, a clock and a mail server. `look` passes some minutes, looking each half."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder / 'alarms.db'}")
        self.mail, self.hook = MailServer(), Webhook()
        self.now, self.open = BEGAN, True
        self.kiosks = {name: well(name) for name in ("hall", "attic", "cellar", "stairs")}
        self.language = "en"
        self.start()

    def start(self) -> None:
        settings = KioskAlarmSettings(
            alarm_mail_to=("tech@museum.example",),
            alarm_mail_from="guide@museum.example",
            alarm_mail_host="127.0.0.1",
            alarm_mail_port=self.mail.port,
            alarm_mail_security="none",
            alarm_webhook=self.hook.address,
        )
        fetch = OutboundFetch(
            OutboundSettings(outbound_http=True), also=[(LOCAL, self.hook.server.server_port)]
        )
        tell = StaffMessages(
            settings,
            fetch,
            lambda: "Museum",
            lambda: dt.UTC,
            "http://desk/kiosks",
            language=lambda: self.language,
        )
        self.watch = AlarmWatch(
            AlarmParts(
                self.database,
                lambda: list(self.kiosks.values()),
                lambda: self.now,
                lambda: self.open,
                NoRecorder(),
                tell,
                300.0,
            )
        )

    def look(self, minutes: float) -> None:
        for _ in range(round(minutes * 2)):
            self.now += dt.timedelta(seconds=30)
            self.watch.look()

    def subjects(self) -> list[str]:
        return [
            line.removeprefix("Subject: ")
            for one in self.mail.messages
            for line in one.splitlines()
            if line.startswith("Subject: ")
        ]

    def close(self) -> None:
        self.mail.close()
        self.hook.close()
        self.database.close()


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all tables, which each test copies."""
    file = tmp_path_factory.mktemp("alarms") / "alarms.db"
    database = Database(f"sqlite:///{file}")
    database.migrate()
    database.close()
    return file


@pytest.fixture
def house(tmp_path: Path, migrated: Path) -> Iterator[House]:
    shutil.copy(migrated, tmp_path)
    made = House(tmp_path)
    yield made
    made.close()


def well(name: str, short: list[str] | None = None, health: Health | None = None) -> KioskStatus:
    short = short or []
    words = [ShortWords(one) for one in short]
    return KioskStatus(
        name=name,
        room=None,
        online="offline" not in short,
        last_seen="just now",
        seen_at=BEGAN,
        release=1,
        newest=True,
        software="0.1",
        waiting=0,
        silent_seconds=1.0,
        blind="",
        problems=[],
        short=words,
        health=health,
    )


def read_only() -> Health:
    machine = MachineState(disk_read_only=True)
    return Health(1.0, True, "0.1", 1, None, 5.0, 0, 10**10, None, {}, [], machine=machine)


def test_one_message_when_it_begins_and_one_when_it_ends(house: House) -> None:
    house.look(10)
    assert house.subjects() == []
    house.kiosks["hall"] = well("hall", ["offline"])
    house.look(4)
    assert house.subjects() == []
    house.look(60)
    assert house.subjects() == ["Museum: 1 kiosk in trouble: hall"]
    assert "- hall: offline (2026-03-02 09:40)" in house.mail.messages[0]
    house.kiosks["hall"] = well("hall")
    house.look(60)
    assert house.subjects()[1:] == ["Museum: 1 kiosk is well again: hall"]
    assert [len(one["began"]) for one in house.hook.posted] == [1, 0]  # type: ignore[arg-type]
    assert "1 kiosk in trouble: hall" in str(house.hook.posted[0]["text"])
    (alarm,) = house.watch.alarms("hall")
    assert alarm.ended_at is not None


def test_a_kiosk_that_comes_and_goes_is_no_alarm(house: House) -> None:
    for _ in range(10):
        house.kiosks["hall"] = well("hall", ["offline"])
        house.look(2)
        house.kiosks["hall"] = well("hall")
        house.look(1)
    assert house.subjects() == []


def test_a_house_without_power_is_one_message(house: House) -> None:
    house.kiosks = {name: well(name, ["offline"]) for name in house.kiosks}
    house.look(30)
    assert len(house.mail.messages) == 1
    assert "4 of 4 kiosks in trouble" in house.mail.messages[0].replace("\n ", "")
    house.kiosks = {name: well(name) for name in house.kiosks}
    house.look(30)
    assert len(house.mail.messages) == 2


def test_nobody_is_woken_at_night_for_a_kiosk_that_is_off(house: House) -> None:
    house.open = False
    house.kiosks["hall"] = well("hall", ["offline"])
    house.kiosks["attic"] = well("attic", ["sees nothing: it is too dark to see anyone"])
    house.look(600)
    assert house.subjects() == []
    house.open = True
    house.look(10)
    assert len(house.subjects()) == 1


def test_a_disk_that_fails_at_night_is_told(house: House) -> None:
    house.open = False
    house.kiosks["hall"] = well("hall", ["disk is read-only"], read_only())
    house.look(10)
    assert house.subjects() == ["Museum: 1 kiosk in trouble: hall"]


def test_an_alarm_goes_on_over_the_night(house: House) -> None:
    house.kiosks["hall"] = well("hall", ["offline"])
    house.look(10)
    house.open = False
    house.look(120)
    house.open = True
    house.look(10)
    assert len(house.subjects()) == 1


def test_a_server_that_restarts_tells_nothing_twice(house: House) -> None:
    house.kiosks["hall"] = well("hall", ["offline"])
    house.look(10)
    house.start()
    house.look(30)
    assert len(house.subjects()) == 1


def test_a_mail_server_that_is_away_is_said_and_tried_again(house: House) -> None:
    house.mail.refuses = True
    house.kiosks["hall"] = well("hall", ["offline"])
    house.look(10)
    assert house.subjects() == []
    assert "took no message" in str(house.watch.problem)
    assert len(house.hook.posted) == 1
    house.mail.refuses = False
    house.look(60)
    assert len(house.subjects()) == 1
    assert house.watch.problem is None
    assert len(house.hook.posted) == 1, "what one way has told is not told by it again"


def test_what_comes_while_an_alarm_is_open_is_told(house: House) -> None:
    house.kiosks["hall"] = well("hall", ["disk is worn"])
    house.look(10)
    assert len(house.subjects()) == 1
    house.kiosks["hall"] = well(
        "hall", ["offline"]
    )  # what it can't report while it is off stays open
    house.look(60)
    assert house.subjects() == ["Museum: 1 kiosk in trouble: hall"] * 2
    assert "- hall: offline (" in house.mail.messages[1]
    assert "worn" not in house.mail.messages[1]
    house.kiosks["hall"] = well("hall", ["disk is worn"])
    house.look(60)
    assert house.subjects()[2:] == ["Museum: 1 kiosk is better, but not well: hall"]
    house.kiosks["hall"] = well("hall", ["offline"])
    house.look(10)
    assert len(house.subjects()) == 4, "it goes silent a second time"
    house.kiosks["hall"] = well("hall")
    house.look(10)
    assert house.subjects()[4:] == ["Museum: 1 kiosk is well again: hall"]
    assert [one.words for one in house.watch.alarms("hall")] == [
        "offline",
        "offline",
        "disk is worn",
    ]
    assert all(one.ended_at for one in house.watch.alarms("hall"))


def test_what_comes_and_goes_beside_an_open_alarm_is_told_once(house: House) -> None:
    house.kiosks["hall"] = well("hall", ["disk is worn"])
    house.look(10)
    for _ in range(12):
        house.kiosks["hall"] = well("hall", ["disk is worn", "too hot"])
        house.look(2)
        house.kiosks["hall"] = well("hall", ["disk is worn"])
        house.look(2)
    assert len(house.subjects()) == 1, "never five minutes of it"
    for _ in range(6):
        house.kiosks["hall"] = well("hall", ["disk is worn", "too hot"])
        house.look(7)
        house.kiosks["hall"] = well("hall", ["disk is worn"])
        house.look(7)
    assert len(house.subjects()) == 2


def test_a_number_that_grows_is_no_new_trouble(house: House) -> None:
    for number in range(30, 60):
        words = ShortWords("minutes not sent: {number}", {"number": number})
        house.kiosks["hall"] = replace(well("hall"), short=[words])
        house.look(2)
    assert len(house.subjects()) == 1
    house.start()
    house.look(20)
    assert len(house.subjects()) == 1


def test_what_the_night_hides_is_not_over(house: House) -> None:
    dark = "sees nothing: it is too dark to see anyone"
    house.kiosks["hall"] = well("hall", [dark, "disk is read-only"], read_only())
    house.look(10)
    house.open = False
    house.look(600)
    assert len(house.subjects()) == 1
    house.open = True
    house.look(60)
    assert len(house.subjects()) == 1


def test_lost_sound_and_cameras_are_told_by_day(house: House) -> None:
    found = replace(
        read_only(), machine=MachineState(speech_works=False), cameras={"camera-1": "trouble"}
    )
    short = [str(one.short) for one in illnesses(found)]
    assert short == ["a camera has failed", "no sound"]
    house.kiosks["hall"] = well("hall", short, found)
    house.open = False
    house.look(60)
    assert house.subjects() == []
    house.open = True
    house.look(10)
    assert "a camera has failed, no sound" in house.mail.messages[0]


def test_messages_are_in_the_museums_language(house: House) -> None:
    house.language = "nl"
    house.kiosks["hall"] = well("hall", ["offline", "disk is worn"])
    house.look(10)
    assert house.subjects() == ["Museum: 1 kiosk met een storing: hall"]
    (posted,) = house.hook.posted
    assert posted["began"][0]["words"] == "offline, schijf versleten"  # type: ignore[index]
    assert str(ShortWords("disk is worn")) == "disk is worn", "nothing else speaks Dutch"


def test_alarms_are_read_in_the_readers_language(house: House) -> None:
    dark = ShortWords("it is too dark to see anyone")
    words = ShortWords("sees nothing: {why}", {"why": [dark]})
    house.kiosks["hall"] = replace(well("hall"), short=[words])
    house.look(10)
    with house.database.writing() as session:  # as software of before kept it
        session.add(
            KioskAlarmRecord(device="attic", words="disk is worn, 31 minutes wait", began_at=BEGAN)
        )
    with in_language("nl"):
        assert (
            house.watch.alarms("hall")[0].words == "ziet niets: het is te donker om iemand te zien"
        )
        assert house.watch.alarms("attic")[0].words == "schijf versleten, 31 minutes wait"
    assert house.watch.alarms("hall")[0].words == "sees nothing: it is too dark to see anyone"


@pytest.mark.parametrize("kind", ["revoked", "unregistered", "unheard"])
def test_a_kiosk_that_is_none_of_the_museums_is_no_alarm(house: House, kind: str) -> None:
    offline = well("hall", ["offline"])
    changes = {
        "revoked": {"revoked": True},
        "unregistered": {"registered": False},
        "unheard": {"seen_at": None},
    }[kind]
    house.kiosks["hall"] = replace(offline, **changes)
    house.look(20)
    assert house.subjects() == []


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"alarm_mail_host": "mail.example"}, "needs alarm_mail_from"),
        (
            {
                "alarm_mail_host": "mail.example",
                "alarm_mail_from": "a@b",
                "alarm_mail_to": ("all",),
            },
            "no e-mail address",
        ),
        (
            {"alarm_mail_host": "m", "alarm_mail_from": "a@b\nBcc: x@y", "alarm_mail_to": ("a@b",)},
            "no e-mail address",
        ),
    ],
)
def test_settings_of_mail_that_can_not_work(settings: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        KioskAlarmSettings(**settings)  # type: ignore[arg-type]
