"""`zaalgids demo`: broker, server and two kiosks on this machine, from nothing to four addresses.

One kiosk stands in the virtual gallery and meets works; the other looks at a virtual doorway and counts. A
museum, photographs or a video of one's own take their place with `--museum` and `--camera`. The museum opens with
its words; their speech is made while people look round, and until then the kiosk reads aloud by itself.
"""

from __future__ import annotations

import multiprocessing
import secrets
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import Any

import click
import tomli_w

from contract.museum import Museum
from contract.museum_folder import MuseumError, read_museum
from device.camera.doorway import line
from device.camera.settings import VirtualDoorway
from zaalgids.processes import Child, ChildError, ask, stop_all

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

    def end(*_: object) -> None:
        stop.set()
        for drawing in multiprocessing.active_children():
            drawing.terminate()  # no work is drawn to its end for nobody

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    began = time.monotonic()
    if fresh:
        shutil.rmtree(data, ignore_errors=True)
    children: list[Child] = []
    try:
        _Demo(host, data.resolve(), children, stop, began).run(museum, camera)
    except _StoppedError:
        pass
    except (MuseumError, ChildError, BrokenExecutor, OSError) as error:
        if not stop.is_set():
            raise click.ClickException(str(error)) from error
    finally:
        if children:
            click.echo("Stopping.")
        stop_all(children)


class _StoppedError(Exception):
    """Somebody asked the demo to end while it was starting."""


class _Demo:
    """The demo's processes, started in an order in which none waits for another longer than it must."""

    def __init__(
        self, host: str, data: Path, children: list[Child], stop: threading.Event, began: float
    ) -> None:
        """`children`: filled as they start, so that they can be stopped. `began`: monotonic seconds."""
        self.host, self.data, self.children = host, data, children
        self.stop, self.began = stop, began

    def run(self, museum: Path | None, camera: str | None) -> None:
        """Until `stop`. Raises MuseumError, ChildError, OSError, _StoppedError."""
        folder, shown = self._museum(museum)
        password = _password(self.data)
        web, broker, screen, doorway = _ports(8080, 1883, 8090, 8091)
        inside = f"http://127.0.0.1:{web}"
        outside = f"http://{_address_for_phones(self.host)}:{web}"

        say = _Progress("Server")
        server = self._start(
            "server",
            *("server", "--host", self.host, "--port", str(web), "--public-url", outside),
            *("--broker-port", str(broker), "--data", str(self.data / "server")),
            *("--museum", str(folder)),
            ZAALGIDS_SERVER_FIRST_PASSWORD=password,
        )
        health = f"{inside}/health"
        # It answers before it has published, and then the kiosks' root of trust is there: they start meanwhile.
        self._wait(server, health, say, enough=lambda _answer: True)
        self._start_kiosks(
            folder,
            shown,
            outside if self.host != "127.0.0.1" else inside,
            broker,
            screen,
            doorway,
            camera,
        )
        self._wait(server, health, say)
        say.done()
        for child, port in zip(self.children[1:], (screen, doorway), strict=True):
            say = _Progress(f"Kiosk {child.name}")
            self._wait(child, f"http://127.0.0.1:{port}/health", say)
            say.done()
        click.echo(
            "\n".join(
                [
                    "",
                    f"{shown.site.name.get('en') or next(iter(shown.site.name.values()))} is open. "
                    f"It took {time.monotonic() - self.began:.0f} s.",
                    "",
                    f"  A visitor's phone   {outside}/visit",
                    f"  The gallery kiosk   http://127.0.0.1:{screen}/",
                    f"  The doorway kiosk   http://127.0.0.1:{doorway}/",
                    f"  Staff               {outside}/desk",
                    "",
                    f"  Staff sign in as    museum, password {password}",
                    f"  Logs are in         {self.data / 'log'}",
                    "",
                    *(
                        [
                            "  Phones can't reach this machine yet: make demo HOST=0.0.0.0 lets them in.",
                            "",
                        ]
                        if self.host == "127.0.0.1"
                        else []
                    ),
                    "Ctrl-C stops everything.",
                ]
            )
        )
        self._watch(health)

    def _museum(self, given: Path | None) -> tuple[Path, Museum]:
        """The museum to show, built or imported when it must be. Raises MuseumError, _StoppedError."""
        if given is not None and (given / "museum.toml").exists():
            return given.resolve(), read_museum(given)
        folder = self.data / "museum"
        say = _Progress("Museum")

        def drawn(done: int, of: int) -> None:
            self._go_on()
            say({"doing": "drawing works", "done": done, "of": of})

        def imported(words: str) -> None:
            self._go_on()
            click.echo(words)

        if given is not None:
            from zaalgids.commands.museum import import_photographs

            museum = import_photographs(given, folder, imported)
        else:
            from museum_of_pattern.build import build

            museum = build(folder, drawn)
        say.done()
        return folder, museum

    def _start_kiosks(
        self,
        folder: Path,
        shown: Museum,
        server: str,
        broker: int,
        screen: int,
        doorway: int,
        camera: str | None,
    ) -> None:
        rooms = [room.key for room in shown.rooms]
        common: dict[str, Any] = {
            "site": shown.site.key,
            "server": server,
            "broker": f"mqtt://127.0.0.1:{broker}",
            "trusted_root": str(self.data / "server" / "bundles" / "metadata" / "1.root.json"),
            "bundle_seconds": 5.0,
        }
        twin = VirtualDoorway()
        gallery = {
            "camera": {"type": "virtual-gallery", "pictures": str(folder)},
            "recognise": True,
        }
        door = {
            "camera": {"type": "virtual-doorway"},
            "recognise": False,
            "count": True,
            "line": list(line(twin.width, twin.height)),
        }
        for name, port, eye, room, address in (
            ("gallery", screen, gallery, rooms[0], camera),
            ("doorway", doorway, door, rooms[-1], None),
        ):
            settings = self.data / f"{name}.toml"
            own = {"name": name, "data": str(self.data / name), "room": room}
            written = tomli_w.dumps({**common, **own, "screen": {"port": port}, "eyes": [eye]})
            settings.write_text(written, encoding="utf-8")
            self._start(
                name,
                *("kiosk", "--settings", str(settings)),
                *(("--camera", address) if address else ()),
            )

    def _start(self, name: str, *arguments: str, **environment: str) -> Child:
        self._go_on()
        child = Child(name, arguments, self.data / "log" / f"{name}.log", **environment)
        self.children.append(child)
        return child

    def _wait(
        self,
        child: Child,
        address: str,
        say: _Progress,
        enough: Callable[[dict[str, Any]], bool] = lambda answer: bool(answer.get("ready")),
    ) -> None:
        child.wait_until_up(address, START_SECONDS, say, enough=enough, pause=self._pause)

    def _pause(self, seconds: float) -> None:
        if self.stop.wait(seconds):
            raise _StoppedError

    def _go_on(self) -> None:
        """Raises _StoppedError when somebody asked for the end."""
        self._pause(0.0)

    def _watch(self, health: str) -> None:
        """Until `stop`: says when the speech is complete, and which process ended by itself."""
        speaking = True
        while not self.stop.wait(0.5):
            for child in self.children:
                if child.process.poll() is not None:
                    raise ChildError(f"{child.name} ended by itself:\n{child.last_words()}")
            answer = ask(health) if speaking else None
            if answer is not None and not answer.get("speech_to_come"):
                speaking = False
                click.echo(
                    f"All words have their sound, after {time.monotonic() - self.began:.0f} s."
                )


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
