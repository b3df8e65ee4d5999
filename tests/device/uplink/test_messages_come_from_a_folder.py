"""A kiosk on the server's machine hears of offers and closed rooms from a folder; nothing that it says is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract.messages import ClosedRoomsNow, OffersNow, decode, encode
from contract.topics import topic
from device.uplink.message_folder import MessageFolder, is_folder, without_network
from device.uplink.no_broker import NoBroker
from runtime.durable_files import write_durably


class Heard:
    """A listener that notes what it is told."""

    def __init__(self) -> None:
        self.connected, self.messages = 0, list[tuple[str, bytes]]()
        self.tokens = list[tuple[int, str | None]]()

    def connected_to_broker(self, *, kept: bool) -> None:
        self.connected += 1

    def disconnected(self, reason: str, *, taken_over: bool = False) -> None:
        raise AssertionError(reason)

    def received(self, topic: str, body: bytes) -> None:
        self.messages.append((topic, body))

    def answered(self, token: int, refused: str | None) -> None:
        self.tokens.append((token, refused))


def step(folder: MessageFolder) -> None:
    folder.wake()  # so that the test does not wait
    folder.step(0.0)


def test_each_file_is_a_message_when_it_is_new_and_when_it_was_written_again(
    tmp_path: Path,
) -> None:
    client = without_network(tmp_path.as_uri(), "huis")
    assert isinstance(client, MessageFolder)
    heard = Heard()
    client.open(heard)
    write_durably(tmp_path / "offers.json", encode(OffersNow(["thee"], 1.0)))
    write_durably(tmp_path / "closed-rooms.json", encode(ClosedRoomsNow({"hal": None}, 1.0)))
    step(client)
    step(client)
    assert heard.connected == 1
    assert [name for name, _ in heard.messages] == [
        topic("huis", "all", "closed-rooms"),
        topic("huis", "all", "offers"),
    ]
    write_durably(tmp_path / "offers.json", encode(OffersNow([], 2.0)))
    step(client)
    assert decode(heard.messages[2][1], OffersNow).offers == []
    assert len(heard.messages) == 3
    token = client.publish("zaalgids/v1/huis/preview/health", b"{}")
    client.publish_once("zaalgids/v1/huis/preview/speaking", b"{}")
    step(client)
    assert heard.tokens == [(token, None)]
    client.close("zaalgids/v1/huis/preview/presence", b"{}")
    step(client)
    assert len(heard.messages) == 3


@pytest.mark.parametrize("name", ["Not A Kind.json", "a+b.json", "#.json"])
def test_a_file_that_is_no_message_is_passed_over(
    tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = MessageFolder(tmp_path, "huis")
    heard = Heard()
    client.open(heard)
    (tmp_path / name).write_bytes(b"{}")
    write_durably(tmp_path / "offers.json", encode(OffersNow([], 1.0)))
    step(client)
    step(client)
    assert len(heard.messages) == 1
    assert sum("is no message" in one for one in caplog.messages) == 1


def test_a_folder_that_is_missing_or_of_another_machine_is_said(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nothing"):
        MessageFolder(tmp_path / "nothing", "huis").open(Heard())
    with pytest.raises(ValueError, match="no folder of this machine"):
        without_network("file://elsewhere/messages", "huis")
    assert isinstance(without_network("", "huis"), NoBroker)
    assert without_network("mqtt://127.0.0.1:1883", "huis") is None
    assert (is_folder("file:///a"), is_folder("mqtts://a:1"), is_folder("")) == (True, False, False)
