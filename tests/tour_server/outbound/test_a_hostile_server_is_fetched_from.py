"""Whatever a server sends: the fetch ends in time, in bounded memory, and goes nowhere inside the house."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import time
import tracemalloc
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.tour_server.outbound.hostile_server import (
    Answer,
    HostileServer,
    certificate,
    head_and,
    plain,
    serving,
)
from tour_server.outbound.outbound_error import OutboundError
from tour_server.outbound.outbound_fetch import PICTURE_FILE, OutboundFetch
from tour_server.outbound.settings import OutboundSettings

LOOPBACK = ipaddress.ip_network("127.0.0.1/32")


def _fetch_of(
    server: HostileServer, *, tls: Any = None, resolve: Any = None, **given: Any
) -> OutboundFetch:
    """A fetch that may go to this one port of this machine, which it finds under any name."""
    settings = OutboundSettings(outbound_http=given.pop("http", True), **given)
    return OutboundFetch(
        settings,
        resolve=resolve or (lambda host, port: ["127.0.0.1"]),
        tls=tls,
        also=[(LOOPBACK, server.port)],
    )


def _refused(answer: Answer, into: Path, **given: Any) -> str:
    into.write_bytes(b"before")
    with serving(answer) as server, pytest.raises(OutboundError) as refused:
        _fetch_of(server, **given).fetch(f"http://museum.example:{server.port}/c.json", into)
    assert into.read_bytes() == b"before"
    assert [file.name for file in into.parent.iterdir()] == [into.name]
    return str(refused.value)


def test_a_file_is_fetched(tmp_path: Path) -> None:
    with serving(plain(b'{"a": 1}', kind="application/ld+json;charset=utf-8")) as server:
        address = f"http://museum.example:{server.port}/c.json?x=1"
        got = _fetch_of(server).fetch(address, tmp_path / "got")
    assert got.path.read_bytes() == b'{"a": 1}'
    assert (got.address, got.content_type, got.bytes) == (address, "application/ld+json", 8)
    head = server.requests[0].decode()
    assert head.startswith("GET /c.json?x=1 HTTP/1.1\r\n")
    assert f"Host: museum.example:{server.port}\r\n" in head
    assert "User-Agent: Zaalgids/" in head
    for never in ("cookie", "authorization", "referer", "accept-language"):
        assert never not in head.lower()


def test_a_packed_file_is_unpacked_also_of_several_members(tmp_path: Path) -> None:
    body = gzip.compress(b"a" * 300_000) + gzip.compress(b"b")
    with serving(plain(body, "Content-Encoding: gzip")) as server:
        got = _fetch_of(server).fetch(f"http://m.example:{server.port}/", tmp_path / "got")
    assert got.path.read_bytes() == b"a" * 300_000 + b"b"


def test_chunks_are_put_together(tmp_path: Path) -> None:
    lines = ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"]
    with serving(head_and(lines, b"3\r\nabc\r\n", b"2\r\nde\r\n", b"0\r\n\r\n")) as server:
        got = _fetch_of(server).fetch(f"http://m.example:{server.port}/", tmp_path / "got")
    assert got.path.read_bytes() == b"abcde"


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{other}/",
        "http://localhost:{other}/",
        "http://2130706433/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/",
        "http://10.0.0.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "//127.0.0.1:22/",
        "http://noor:secret@museum.example/",
    ],
)
def test_a_redirect_into_the_house_is_not_followed(location: str, tmp_path: Path) -> None:
    with serving(plain(b"inside")) as inside:
        to = location.format(other=inside.port)
        _refused(plain(b"", f"Location: {to}", status="302 Found"), tmp_path / "got")
    assert inside.requests == []


def test_a_redirect_without_encryption_is_not_followed(tmp_path: Path) -> None:
    server_tls, client_tls = certificate(tmp_path, "museum.example")
    with serving(plain(b""), server_tls) as server:
        there = f"museum.example:{server.port}/"
        server.answer = plain(b"", f"Location: http://{there}", status="301 Moved")
        with pytest.raises(OutboundError, match="not encrypted"):
            _fetch_of(server, tls=client_tls).fetch(f"https://{there}", tmp_path / "got")
    assert len(server.requests) == 1


def test_redirects_end(tmp_path: Path) -> None:
    said = _refused(plain(b"", "Location: /again", status="307 Again"), tmp_path / "got")
    assert "more than 5 times" in said


def test_a_redirect_is_followed_and_named(tmp_path: Path) -> None:
    with serving(plain(b"")) as server:

        def answer(connection: socket.socket, head: bytes) -> None:
            there = b"/there" in head.splitlines()[0]
            sent = plain(b"{}") if there else plain(b"", "Location: /there", status="303 See")
            sent(connection, head)

        server.answer = answer
        got = _fetch_of(server).fetch(f"http://m.example:{server.port}/", tmp_path / "got")
    assert got.address.endswith("/there")


def test_a_name_that_resolves_to_another_address_later_changes_nothing(tmp_path: Path) -> None:
    """The name is asked for once; what it says the second time would be inside the house."""
    answers = [["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]]
    asked: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    with serving(plain(b"{}")) as server:
        _fetch_of(server, resolve=resolve).fetch(
            f"http://m.example:{server.port}/", tmp_path / "got"
        )
        assert asked == ["m.example"]
        with pytest.raises(OutboundError, match=r"10\.0\.0\.1"):
            _fetch_of(server, resolve=resolve).fetch(
                f"http://m.example:{server.port}/", tmp_path / "got"
            )
    assert len(server.requests) == 1


def test_no_setting_lets_the_server_fetch_from_itself(tmp_path: Path) -> None:
    with serving(plain(b"{}")) as server:
        listed = OutboundSettings(outbound_http=True, outbound_hosts=(f"127.0.0.1:{server.port}",))
        with pytest.raises(OutboundError, match="own network"):
            OutboundFetch(listed).fetch(f"http://127.0.0.1:{server.port}/", tmp_path / "got")
    assert server.requests == []


def test_an_unusual_port_and_an_unlisted_host_are_refused(tmp_path: Path) -> None:
    fetch = OutboundFetch(OutboundSettings(), resolve=lambda *_: ["8.8.8.8"])
    with pytest.raises(OutboundError, match="port 25"):
        fetch.fetch("https://museum.example:25/", tmp_path / "got")
    fetch = OutboundFetch(OutboundSettings(outbound_hosts=("andere.example",)))
    with pytest.raises(OutboundError, match="outbound_hosts"):
        fetch.fetch("https://museum.example/", tmp_path / "got")


def _drip(before: bytes) -> Answer:
    def answer(connection: socket.socket, _: bytes) -> None:
        connection.sendall(before)
        while True:
            connection.sendall(b"x")
            time.sleep(0.05)

    return answer


@pytest.mark.parametrize(
    "before",
    [
        b"HTTP/1.1 ",
        b"HTTP/1.1 200 OK\r\nX: ",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;",
    ],
)
def test_a_server_that_drips_is_left(before: bytes, tmp_path: Path) -> None:
    started = time.monotonic()
    said = _refused(_drip(before), tmp_path / "got", outbound_seconds=1)
    assert time.monotonic() - started < 5
    assert "too long" in said


def test_a_server_that_repeats_100_continue_is_left(tmp_path: Path) -> None:
    def answer(connection: socket.socket, _: bytes) -> None:
        while True:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)

    assert "too long" in _refused(answer, tmp_path / "got", outbound_seconds=1)


def test_a_declared_length_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    lines = ["HTTP/1.1 200 OK", "Content-Length: 1000001"]
    assert "1 MB" in _refused(head_and(lines), tmp_path / "got", outbound_megabytes=1)


def test_an_endless_body_ends_at_the_limit(tmp_path: Path) -> None:
    def answer(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65_536)

    assert "1 MB" in _refused(answer, tmp_path / "got", outbound_megabytes=1)


def test_a_gzip_bomb_ends_at_the_limit_in_little_memory(tmp_path: Path) -> None:
    packer = zlib.compressobj(9, wbits=31)
    zeros = b"\0" * 1_000_000
    bomb = b"".join(packer.compress(zeros) for _ in range(100)) + packer.flush()
    assert len(bomb) < 150_000
    tracemalloc.start()
    said = _refused(plain(bomb, "Content-Encoding: gzip"), tmp_path / "got", outbound_megabytes=50)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "50 MB" in said
    assert peak < 5_000_000


@pytest.mark.parametrize(
    "answer",
    [
        plain(b"not gzip", "Content-Encoding: gzip"),
        plain(gzip.compress(b"abc" * 1000)[:-9], "Content-Encoding: gzip"),
        plain(b"x", "Content-Encoding: br"),
        plain(b"x", "Content-Encoding: gzip, gzip"),
        head_and(["HTTP/1.1 200 OK", "Content-Length: 10"], b"abc"),
        head_and(["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"], b"a\r\nabc"),
        head_and(["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"], b"zz\r\nabc"),
        head_and(["HTTP/1.1 200 OK", "X: " + "x" * 70_000], b""),
        head_and(["HTTP/1.1 200 OK", *[f"X{n}: y" for n in range(200)]], b""),
        head_and(["garbage"], b""),
        head_and([""], b""),
        plain(b"<html>", kind="text/html"),
        plain(b"x", kind="video/mp4"),
        plain(b"", status="401 No"),
        plain(b"", status="404 No"),
        plain(b"", status="503 No"),
        plain(b"", status="500 No"),
        plain(b"", status="204 Empty"),
        plain(b"", status="302 Found"),
    ],
)
def test_what_is_no_whole_file_is_refused_with_a_sentence(answer: Answer, tmp_path: Path) -> None:
    assert _refused(answer, tmp_path / "got").endswith(".")


def test_a_web_page_is_no_picture(tmp_path: Path) -> None:
    with serving(plain(b"x", kind="application/json")) as server:
        address = f"http://m.example:{server.port}/"
        with pytest.raises(OutboundError, match="not a picture"):
            _fetch_of(server).fetch(address, tmp_path / "got", PICTURE_FILE)
        server.answer = plain(b"x", kind="image/jpeg")
        assert _fetch_of(server).fetch(address, tmp_path / "got", PICTURE_FILE).bytes == 1


def test_the_certificate_has_to_be_of_that_host(tmp_path: Path) -> None:
    server_tls, client_tls = certificate(tmp_path, "museum.example")
    ended_tls, ended_client = certificate(tmp_path, "museum.example", ended=True)
    with serving(plain(b"{}"), server_tls) as server:
        there = f"museum.example:{server.port}/"
        got = _fetch_of(server, tls=client_tls).fetch(f"https://{there}", tmp_path / "got")
        assert got.bytes == 2
        for address, tls in (
            (f"https://andere.example:{server.port}/", client_tls),
            (f"https://127.0.0.1:{server.port}/", client_tls),
            (f"https://{there}", None),
        ):
            with pytest.raises(OutboundError, match="can't show that it is"):
                _fetch_of(server, tls=tls).fetch(address, tmp_path / "got")
    assert len(server.requests) == 1
    with serving(plain(b"{}"), ended_tls) as server:
        there = f"https://museum.example:{server.port}/"
        with pytest.raises(OutboundError, match="expired"):
            _fetch_of(server, tls=ended_client).fetch(there, tmp_path / "got")
    with serving(plain(b"{}")) as server, pytest.raises(OutboundError, match="encrypted"):
        _fetch_of(server).fetch(f"https://m.example:{server.port}/", tmp_path / "got")


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    def no_name(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(OutboundError, match="no server called"):
        OutboundFetch(OutboundSettings(), resolve=no_name).fetch(
            "https://m.example/", tmp_path / "x"
        )
    with serving(plain(b"{}")) as server:
        gone = server.port
    fetch = OutboundFetch(
        OutboundSettings(outbound_http=True),
        resolve=lambda *_: ["127.0.0.1"],
        also=[(LOOPBACK, gone)],
    )
    with pytest.raises(OutboundError, match="does not answer"):
        fetch.fetch(f"http://m.example:{gone}/", tmp_path / "x")
