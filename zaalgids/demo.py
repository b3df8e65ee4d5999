"""`zaalgids demo`: broker, server and two kiosks on this machine, from nothing to four addresses.

One kiosk stands in the virtual gallery and meets works; the other looks at a virtual doorway and counts. A
museum, photographs or a video of one's own take their place with `--museum` and `--camera`.
"""

from __future__ import annotations

import secrets
import shutil
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

import click
import tomli_w

from contract.museum import Museum
from contract.museum_folder import MuseumError, read_museum
from device.camera.doorway import line
from device.camera.settings import VirtualDoorway
from zaalgids.processes import Child, ChildError, stop_all

START_SECONDS = 300.0  # a slow machine renders its first release in minutes, and says how far it is


@click.command()
@click.option("--host", default="127.0.0.1", help="0.0.0.0 lets real phones in.")
@click.option("--data", type=click.Path(path_type=Path), default=Path("var/demo"))
@click.option(
    "--museum", type=click.Path(path_type=Path), help="A museum folder, or photographs with a CSV."
)
@click.option("--camera", help="A folder of pictures, a video, or a camera, for the first kiosk.")
@click.option("--fresh", is_flag=True, help="Forget the last demo first.")
def demo(host: str, data: Path, museum: Path | None, camera: str | None, fresh: bool) -> None:
    """Run broker, server and two kiosks on this machine, until SIGINT or SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if fresh:
        shutil.rmtree(data, ignore_errors=True)
    children: list[Child] = []
    try:
        _run(host, data.resolve(), museum, camera, children, stop)
    except (MuseumError, ChildError, OSError) as error:
        if not stop.is_set():
            raise click.ClickException(str(error)) from error
    finally:
        if children:
            click.echo("Stopping.")
        stop_all(children)


def _run(
    host: str,
    data: Path,
    museum: Path | None,
    camera: str | None,
    children: list[Child],
    stop: threading.Event,
) -> None:
    folder, shown = _museum(museum, data)
    password = _password(data)
    web, broker, screen, doorway = _ports(8080, 1883, 8090, 8091)
    inside = f"http://127.0.0.1:{web}"
    outside = f"http://{_address_for_phones(host)}:{web}"

    say = _Progress("Server")
    server = Child(
        "server",
        [
            *("server", "--host", host, "--port", str(web), "--public-url", outside),
            *("--broker-port", str(broker), "--data", str(data / "server")),
            *("--museum", str(folder)),
        ],
        data / "log" / "server.log",
        ZAALGIDS_SERVER_FIRST_PASSWORD=password,
    )
    children.append(server)
    server.wait_until_up(f"{inside}/health", START_SECONDS, say)
    say.done()

    rooms = [room.key for room in shown.rooms]
    common = {
        "site": shown.site.key,
        "server": outside if host != "127.0.0.1" else inside,
        "broker": f"mqtt://127.0.0.1:{broker}",
        "trusted_root": str(data / "server" / "bundles" / "metadata" / "1.root.json"),
    }
    gallery: dict[str, Any] = {"type": "virtual-gallery", "pictures": str(folder)}
    twin = VirtualDoorway()
    kiosks = [
        (
            "gallery",
            screen,
            {"eyes": [{"camera": gallery, "recognise": True}], "room": rooms[0]},
            camera,
        ),
        (
            "doorway",
            doorway,
            {
                "eyes": [
                    {
                        "camera": {"type": "virtual-doorway"},
                        "recognise": False,
                        "count": True,
                        "line": list(line(twin.width, twin.height)),
                    }
                ],
                "room": rooms[-1],
            },
            None,
        ),
    ]
    for name, port, own, address in kiosks:
        settings = data / f"{name}.toml"
        settings.write_text(
            tomli_w.dumps(
                {"name": name, "data": str(data / name), "screen": {"port": port}, **common, **own}
            ),
            encoding="utf-8",
        )
        arguments = ["kiosk", "--settings", str(settings)] + (
            ["--camera", address] if address else []
        )
        children.append(Child(name, arguments, data / "log" / f"{name}.log"))
    for child, port in zip(children[1:], (screen, doorway), strict=True):
        say = _Progress(f"Kiosk {child.name}")
        child.wait_until_up(f"http://127.0.0.1:{port}/health", START_SECONDS, say)
        say.done()

    click.echo(
        "\n".join(
            [
                "",
                f"{shown.site.name.get('en') or next(iter(shown.site.name.values()))} is open.",
                "",
                f"  A visitor's phone   {outside}/visit",
                f"  The gallery kiosk   http://127.0.0.1:{screen}/",
                f"  The doorway kiosk   http://127.0.0.1:{doorway}/",
                f"  Staff               {outside}/desk",
                "",
                f"  Staff sign in as    museum, password {password}",
                f"  Logs are in         {data / 'log'}",
                "",
                *(
                    [
                        "  Phones can't reach this machine yet: make demo HOST=0.0.0.0 lets them in.",
                        "",
                    ]
                    if host == "127.0.0.1"
                    else []
                ),
                "Ctrl-C stops everything.",
            ]
        )
    )
    while not stop.wait(0.5):
        for child in children:
            if child.process.poll() is not None:
                raise ChildError(f"{child.name} ended by itself:\n{child.last_words()}")


def _museum(given: Path | None, data: Path) -> tuple[Path, Museum]:
    """The museum to show, built or imported when it must be. Raises MuseumError."""
    if given is not None and (given / "museum.toml").exists():
        return given.resolve(), read_museum(given)
    folder = data / "museum"
    say = _Progress("Museum")
    if given is not None:
        from zaalgids.museum_command import import_photographs

        museum = import_photographs(given, folder, click.echo)
    else:
        from museum_of_pattern.build import build

        museum = build(
            folder, lambda done, of: say({"doing": "drawing works", "done": done, "of": of})
        )
    say.done()
    return folder, museum


def _password(data: Path) -> str:
    """Made once, kept for the next demo, readable by its owner alone."""
    file = data / "staff-password"
    if not file.exists():
        data.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(9), encoding="utf-8")
    return file.read_text(encoding="utf-8")


def _ports(*wished: int) -> list[int]:
    """Each wished port, or where somebody else has it a free one."""
    found: list[int] = []
    with_sockets: list[socket.socket] = []
    try:
        for wish in wished:
            probe = socket.socket()
            with_sockets.append(probe)
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("0.0.0.0", wish))  # noqa: S104 - only to see whether anybody has it
            except OSError:
                probe.close()
                probe = socket.socket()
                with_sockets.append(probe)
                probe.bind(("127.0.0.1", 0))
                click.echo(f"Port {wish} is taken; using {probe.getsockname()[1]}.")
            found.append(probe.getsockname()[1])
    finally:
        for probe in with_sockets:
            probe.close()
    return found


def _address_for_phones(host: str) -> str:
    """The address of this machine on its network; no packet is sent."""
    if host != "0.0.0.0":  # noqa: S104
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1, RFC 5737: only asks which way out
            address: str = probe.getsockname()[0]
            return address
        except OSError:
            return socket.gethostname()


class _Progress:
    """One line that is written over on a terminal, and a line a change elsewhere."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.began = time.monotonic()
        self.last = ""

    def __call__(self, answer: dict[str, Any]) -> None:
        words = str(answer.get("doing") or "starting")
        if answer.get("of"):
            words += f" {answer.get('done', 0)} of {answer['of']}"
        if words != self.last:
            self.last = words
            self._write(words, "\r" if sys.stdout.isatty() else "\n")

    def done(self) -> None:
        self._write(f"ready after {time.monotonic() - self.began:.0f} s", "\n")

    def _write(self, words: str, end: str) -> None:
        line = f"{self.name}: {words}"
        click.echo(f"{line:<70}" if sys.stdout.isatty() else line, nl=False)
        click.echo(end, nl=False)
        sys.stdout.flush()
