"""`zaalgids demo`: starts broker, server and two kiosks on this machine, and prints their four addresses.

One kiosk has the virtual gallery as its camera and recognises works; the other has a virtual doorway and counts.
`--museum` and `--camera` use one's own museum, photographs or video instead. The demo is ready once its first release
has its texts; the speech is made in the background, and until then the kiosk reads aloud by itself.
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

from contract.credentials import credentials_of, write_credentials
from contract.museum import Museum
from contract.museum_folder import MuseumError, read_museum
from device.camera.doorway import line
from device.camera.settings import VirtualDoorway
from runtime.clocks import utc_now
from runtime.durable_files import READABLE_BY_OWNER, write_durably
from zaalgids.processes import Child, ChildError, ask, stop_all

START_SECONDS = 300.0  # a slow machine takes minutes for its first release
BUNDLE_SECONDS = 5.0  # between a kiosk's checks for a new release


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
        for worker in multiprocessing.active_children():
            worker.terminate()  # the pictures are no longer needed

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
    """SIGINT or SIGTERM arrived while the demo was starting."""


class _Demo:
    """Starts the demo's processes in an order that keeps waiting short, and watches them."""

    def __init__(
        self, host: str, data: Path, children: list[Child], stop: threading.Event, began: float
    ) -> None:
        """`children` gets each process as it starts, so that the caller can stop it. `began`: monotonic seconds."""
        self.host, self.data, self.children = host, data, children
        self.stop, self.began = stop, began

    def run(self, museum: Path | None, camera: str | None) -> None:
        """Run until `stop` is set. Raises MuseumError, ChildError, OSError, _StoppedError."""
        folder, shown = self._museum(museum)
        password = _password(self.data)
        web, broker, screen, doorway = _ports(8080, 1883, 8090, 8091)
        inside = f"http://127.0.0.1:{web}"
        outside = f"http://{_address_for_phones(self.host)}:{web}"

        say = _ProgressLine("Server")
        server = self._start(
            "server",
            *("server", "--host", self.host, "--port", str(web), "--public-url", outside),
            *("--broker-port", str(broker), "--data", str(self.data / "server")),
            *("--museum", str(folder)),
            ZAALGIDS_SERVER_FIRST_PASSWORD=password,
        )
        health = f"{inside}/health"
        # The server answers before it has published. The kiosks' root of trust exists then, so they can start.
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
            say = _ProgressLine(f"Kiosk {child.name}")
            self._wait(child, f"http://127.0.0.1:{port}/health", say)
            say.done()
        click.echo(self._welcome(shown, password, outside, screen, doorway))
        self._watch(health)

    def _welcome(
        self, shown: Museum, password: str, outside: str, screen: int, doorway: int
    ) -> str:
        """Returns the text with the addresses. `outside`: of the server; `screen` and `doorway`: ports."""
        name = shown.site.name.get("en") or next(iter(shown.site.name.values()))
        lines = [
            "",
            f"{name} is open. It took {time.monotonic() - self.began:.0f} s.",
            "",
            f"  A visitor's phone   {outside}/visit",
            f"  The gallery kiosk   http://127.0.0.1:{screen}/",
            f"  The doorway kiosk   http://127.0.0.1:{doorway}/",
            f"  Staff               {outside}/desk",
            "",
            f"  Staff sign in as    museum, password {password}",
            f"  Logs are in         {self.data / 'log'}",
            "",
        ]
        if self.host == "127.0.0.1":
            hint = "  Phones can't reach this machine yet: make demo HOST=0.0.0.0 lets them in."
            lines += [hint, ""]
        return "\n".join([*lines, "Ctrl-C stops everything."])

    def _museum(self, given: Path | None) -> tuple[Path, Museum]:
        """Returns the museum's folder and its content; builds or imports it if necessary.

        Raises MuseumError, _StoppedError.
        """
        if given is not None and (given / "museum.toml").exists():
            return given.resolve(), read_museum(given)
        folder = self.data / "museum"
        say = _ProgressLine("Museum")

        def drawn(done: int, of: int) -> None:
            self._go_on()
            say({"doing": "drawing works", "done": done, "of": of})

        def imported(words: str) -> None:
            self._go_on()
            click.echo(words)

        if given is not None:
            from tour_server.imports.museum_output import import_photographs

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
        """Write both kiosks' settings and start them. `broker`, `screen` and `doorway` are ports."""
        rooms = [room.key for room in shown.rooms]
        common: dict[str, Any] = {
            "site": shown.site.key,
            "server": server,
            "broker": f"mqtt://127.0.0.1:{broker}",
            "trusted_root": str(self.data / "server" / "bundles" / "metadata" / "1.root.json"),
            "bundle_seconds": BUNDLE_SECONDS,
        }
        virtual = VirtualDoorway()
        gallery = {
            "camera": {"type": "virtual-gallery", "pictures": str(folder)},
            "recognise": True,
        }
        door = {
            "camera": {"type": "virtual-doorway"},
            "recognise": False,
            "count": True,
            "line": list(line(virtual.width, virtual.height)),
        }
        for name, port, eye, room, address in (
            ("gallery", screen, gallery, rooms[0], camera),
            ("doorway", doorway, door, rooms[-1], None),
        ):
            settings = self.data / f"{name}.toml"
            per_kiosk = {
                "name": name,
                "data": str(self.data / name),
                "room": room,
                "credentials": str(self._credentials(name, room)),
            }
            written = tomli_w.dumps(
                {**common, **per_kiosk, "screen": {"port": port}, "eyes": [eye]}
            )
            write_durably(settings, written.encode())
            self._start(
                name,
                *("kiosk", "--settings", str(settings)),
                *(("--camera", address) if address else ()),
            )

    def _credentials(self, name: str, room: str) -> Path:
        """Returns the file of a kiosk's credentials; registers the kiosk at the first demo.

        Raises ChildError where the server's registry can't be used.
        """
        from tour_server.command_access import open_server
        from tour_server.devices.registry import DeviceError, DeviceRegistry
        from tour_server.recorder import COMMAND_LINE

        file = self.data / f"{name}-credentials.toml"
        with open_server(None, str(self.data / "server")) as opened:
            registry = DeviceRegistry(opened.database, utc_now, opened.recorder)
            known = registry.keys()
            try:
                if name not in known:
                    key = registry.add(name, COMMAND_LINE, room)
                elif file.exists():
                    return file
                else:
                    key = registry.renew(name, COMMAND_LINE)
            except DeviceError as error:
                raise ChildError(str(error)) from error
            write_credentials(credentials_of(opened.site(), name, key), file)
        return file

    def _start(self, name: str, *arguments: str, **environment: str) -> Child:
        self._go_on()
        child = Child(name, arguments, self.data / "log" / f"{name}.log", **environment)
        self.children.append(child)
        return child

    def _wait(
        self,
        child: Child,
        address: str,
        say: _ProgressLine,
        enough: Callable[[dict[str, Any]], bool] = lambda answer: bool(answer.get("ready")),
    ) -> None:
        child.wait_until_up(address, START_SECONDS, say, enough=enough, pause=self._pause)

    def _pause(self, seconds: float) -> None:
        if self.stop.wait(seconds):
            raise _StoppedError

    def _go_on(self) -> None:
        """Raises _StoppedError when `stop` is set."""
        self._pause(0.0)

    def _watch(self, health: str) -> None:
        """Wait for `stop`, and print when the speech is complete. Raises ChildError when a process ends by itself."""
        speech_pending = True
        while not self.stop.wait(0.5):
            for child in self.children:
                if child.process.poll() is not None:
                    raise ChildError(f"{child.name} ended by itself:\n{child.last_words()}")
            answer = ask(health) if speech_pending else None
            if answer is not None and not answer.get("speech_to_come"):
                speech_pending = False
                click.echo(
                    f"All words have their sound, after {time.monotonic() - self.began:.0f} s."
                )


def _password(data: Path) -> str:
    """Returns the staff password, made once and kept for the next demo in a file that only its owner can read."""
    file = data / "staff-password"
    if not file.exists():
        write_durably(file, secrets.token_urlsafe(9).encode(), READABLE_BY_OWNER)
    return file.read_text(encoding="utf-8")


def _ports(*wished: int) -> list[int]:
    """Returns each wished port, or a free one where it is taken."""
    found: list[int] = []
    probes: list[socket.socket] = []
    try:
        for wish in wished:
            probe = socket.socket()
            probes.append(probe)
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("0.0.0.0", wish))  # noqa: S104 - only tests whether it is taken
            except OSError:
                probe.close()
                probe = socket.socket()
                probes.append(probe)
                probe.bind(("127.0.0.1", 0))
                click.echo(f"Port {wish} is taken; using {probe.getsockname()[1]}.")
            found.append(probe.getsockname()[1])
    finally:
        for probe in probes:
            probe.close()
    return found


def _address_for_phones(host: str) -> str:
    """Returns this machine's address on its network, without sending a packet."""
    if host != "0.0.0.0":  # noqa: S104
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1, RFC 5737: only chooses the interface
            address: str = probe.getsockname()[0]
            return address
        except OSError:
            return socket.gethostname()


class _ProgressLine:
    """Prints the progress: one line that is overwritten on a terminal, a new line for each change elsewhere."""

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
