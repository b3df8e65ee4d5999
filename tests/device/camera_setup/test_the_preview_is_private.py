"""The picture goes only to a signed-in technician, over TLS, and is not kept."""

from __future__ import annotations

import hashlib
import logging
import socket
import ssl
import stat
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from device.camera_setup.access import SESSION_SECONDS
from device.camera_setup.invitation import InvitationRefused, NoInvitationError, request_invitation
from device.camera_setup.pages import create_setup_app
from device.camera_setup.settings import SetupPageSettings
from device.camera_setup.setup_sessions import OPEN_AFTER_SECONDS, SetupSessions
from zaalgids.commands.command_line import device

PICTURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n": "PNG", b"WEBP": "WebP"}


def pictures_in(folder: Path) -> list[str]:
    """Every file under `folder` that holds the beginning of a picture, wherever in it."""
    return [
        f"{file}: {kind}"
        for file in folder.rglob("*")
        if file.is_file()
        for mark, kind in PICTURES.items()
        if mark in file.read_bytes()
    ]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_certificate_has_the_fingerprint_that_was_printed(
    open_look: Callable[..., Any],
) -> None:
    look = open_look()
    invitation = look.invite()
    at = urlsplit(look.address)
    assert at.port
    served = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", at.port)))
    expected = hashlib.sha256(served).digest().hex(":").upper()
    assert invitation.fingerprint == expected


def test_the_certificate_stays_the_same_from_session_to_session(tmp_path: Path) -> None:
    import datetime as dt

    from device.camera_setup.certificate import own_certificate

    now = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    first = own_certificate(tmp_path, "door", now)
    assert own_certificate(tmp_path, "door", now + dt.timedelta(days=300)) == first
    assert stat.S_IMODE(first.key.stat().st_mode) == 0o600
    renewed = own_certificate(tmp_path, "door", now + dt.timedelta(days=5 * 365))
    assert renewed.fingerprint != first.fingerprint
    first.certificate.write_bytes(b"half a file")
    assert own_certificate(tmp_path, "door", now).fingerprint != renewed.fingerprint


def test_without_a_code_there_is_no_picture(open_look: Callable[..., Any]) -> None:
    look = open_look()
    look.invite()
    for path, body in (("/picture/0", None), ("/state/0", None), ("/save/0", {}), ("/end", {})):
        status, headers, answer = look.ask(path, body)
        assert (status, answer) == (401, b"The look is over.\n")
        assert headers["Cache-Control"] == "no-store"
    status, _, page = look.ask("/", cookie="look=guessed")
    assert status == 200
    assert b'name="code"' in page
    assert look.type_code("WRONG")[0] == 403
    assert not look.setup.session_open
    assert look.host.announced == 0


def test_a_picture_is_not_kept(
    open_look: Callable[..., Any], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    look = open_look()
    cookie = look.sign_in()
    _, headers, jpeg = look.until(
        lambda: (found := look.ask("/picture/0", cookie=cookie))[0] == 200 and found
    )
    assert headers["Cache-Control"] == "no-store"
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    assert image.shape == (360, 640, 3)
    drawn = {"line": [9, 9, 9, 300], "point": "foot", "view": "auto", "person": None, "zones": []}
    assert look.ask("/save/0", drawn, cookie)[0] == 200
    look.stop()
    assert pictures_in(tmp_path) == []
    assert "ÿØ" not in caplog.text
    assert "xff" not in caplog.text
    (tmp_path / "kept").write_bytes(b"before" + jpeg)
    assert len(pictures_in(tmp_path)) == 1  # the search would have found it


def test_the_screen_announces_the_session_before_the_first_picture(
    open_look: Callable[..., Any],
) -> None:
    look = open_look()
    cookie = look.sign_in()
    before: list[int] = []
    frames = look.host.frames

    def asked(number: int) -> Any:
        before.append(look.host.announced)
        return frames(number)

    look.host.frames = asked
    look.ask("/picture/0", cookie=cookie)
    assert before == [1]


def test_the_cookie_is_for_this_page_over_tls_alone(open_look: Callable[..., Any]) -> None:
    look = open_look()
    _, headers, _ = look.type_code(look.invite().code)
    words = headers["Set-Cookie"].split("; ")
    assert {"Secure", "HttpOnly", "SameSite=Strict"} <= set(words)


def test_plain_http_gets_nothing(open_look: Callable[..., Any]) -> None:
    look = open_look()
    cookie = look.sign_in()
    look.address = look.address.replace("https:", "http:")
    with pytest.raises(ConnectionError):  # hung up on
        look.ask("/picture/0", cookie=cookie)


def test_in_the_clear_only_on_the_device_itself(open_look: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match=r"anybody on the network could see"):
        SetupPageSettings(encrypted=False)
    look = open_look(encrypted=False)
    invitation = look.invite()
    assert invitation.addresses[0].startswith("http://127.0.0.1:")
    assert invitation.fingerprint == ""
    cookie = look.type_code(invitation.code)[1]["Set-Cookie"].split(";")[0]
    assert look.ask("/state/0", cookie=cookie)[0] == 200
    app = create_setup_app(look.setup, "door", encrypted=False)
    answer = app.test_client().get("/", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert answer.status_code == 403
    assert "SSH tunnel" in answer.text


def test_the_port_is_open_for_a_session_only(open_look: Callable[..., Any]) -> None:
    look = open_look()
    look.invite()
    port = urlsplit(look.address).port
    assert port
    assert listens(port)
    cookie = look.sign_in()
    assert look.ask("/state/0", cookie=cookie)[0] == 200
    look.until(lambda: look.host.announced == 1)
    look.clock.skipped += SESSION_SECONDS + 1
    assert look.ask("/picture/0", cookie=cookie)[0] == 401  # still there to say so
    look.until(lambda: look.host.announced == 2 and look.setup._unused_since is not None)
    look.clock.skipped += OPEN_AFTER_SECONDS + 1
    look.until(lambda: not listens(port))
    assert request_invitation(look.folder).code  # and opens again when it is asked for


def test_a_code_that_is_not_typed_closes_the_port_too(open_look: Callable[..., Any]) -> None:
    look = open_look()
    look.invite()
    port = urlsplit(look.address).port
    assert port
    look.clock.skipped += 10 * 60 + 1
    look.until(lambda: look.setup._unused_since is not None)
    look.clock.skipped += OPEN_AFTER_SECONDS + 1
    look.until(lambda: not listens(port))
    assert look.host.announced == 0


@pytest.mark.parametrize("at_once", [True, False])
def test_a_browser_that_leaves_in_the_middle(
    open_look: Callable[..., Any], caplog: pytest.LogCaptureFixture, at_once: bool
) -> None:
    look = open_look()
    cookie = look.sign_in()
    at = urlsplit(look.address)
    context = ssl._create_unverified_context()  # noqa: S323
    for _ in range(6):  # more than it has threads
        with socket.create_connection((at.hostname, at.port), 20) as bare:
            line = context.wrap_socket(bare)
            line.sendall(f"GET /picture/0 HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n".encode())
            if at_once:  # with a reset, in the middle of the kiosk's answer
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            line.close()
    assert look.ask("/state/0", cookie=cookie)[0] == 200
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


def test_a_user_of_the_device_asks_for_a_code(open_look: Callable[..., Any]) -> None:
    look = open_look()
    data = look.folder.parent
    said = CliRunner().invoke(device, ["look", "--data", str(data)])
    assert said.exit_code == 0, said.output
    lines = said.output.splitlines()
    code = lines[0].split()[1]
    look.address = lines[1].split()[1]
    assert look.type_code(code)[0] == 303
    fingerprint = (lines[2].split()[-1] + ":" + lines[3].strip()).replace("::", ":")
    at = urlsplit(look.address)
    assert at.port
    served = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", at.port)))
    assert fingerprint == hashlib.sha256(served).digest().hex(":").upper()


def test_only_the_kiosks_account_may_ask(open_look: Callable[..., Any]) -> None:
    look = open_look()
    assert stat.S_IMODE(look.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((look.folder / "ask").stat().st_mode) == 0o600


def test_no_kiosk_answers(tmp_path: Path) -> None:
    with pytest.raises(NoInvitationError, match="Is it running"):
        request_invitation(tmp_path / "nowhere")
    said = CliRunner().invoke(device, ["look", "--data", str(tmp_path)])
    assert said.exit_code == 1
    assert "Is it running" in said.output


def test_a_folder_with_a_long_name(open_look: Callable[..., Any], tmp_path: Path) -> None:
    look = open_look()
    deep = tmp_path / ("a" * 100) / ("b" * 100)
    deep.mkdir(parents=True)
    setup = SetupSessions(
        SetupPageSettings(host="127.0.0.1", port=0),
        deep,
        "door",
        look.host,
        look.host.looked_through,
        None,
    )
    setup.start()
    try:
        assert request_invitation(deep).code
    finally:
        setup.stop()


def test_the_port_is_taken(open_look: Callable[..., Any], tmp_path: Path) -> None:
    look = open_look()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = SetupPageSettings(host="127.0.0.1", port=other.getsockname()[1])
        setup = SetupSessions(
            taken, tmp_path / "other", "door", look.host, look.host.looked_through, None
        )
        setup.start()
        try:
            refused = setup.invite()
            assert isinstance(refused, InvitationRefused)
            assert str(taken.port) in refused.words
            with pytest.raises(NoInvitationError, match="can't be opened"):
                request_invitation(tmp_path / "other")
        finally:
            setup.stop()
