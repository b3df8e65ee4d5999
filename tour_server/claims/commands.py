"""`zaalgids device prepare`: files for new kiosks, each with a token of its own, written on the server's machine."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from contract.prepared_kiosk import PreparedWifi
from runtime.clocks import utc_now
from runtime.durable_files import READABLE_BY_OWNER, write_durably
from tour_server.broker.certificates import BrokerCertificateError, own_authority
from tour_server.broker.service import FOLDER
from tour_server.claims.claim_tokens import ClaimTokens
from tour_server.claims.prepared_files import (
    DAYS,
    MOST_DAYS,
    MOST_FILES,
    PreparedFile,
    PreparedFiles,
    PreparedOrder,
    door_address,
)
from tour_server.claims.settings import DeviceDoorSettings
from tour_server.command_server import CommandServer, OpenServer, about_server
from tour_server.data_owner import as_caller
from tour_server.devices.registry import DeviceError, check_device_name
from tour_server.recorder import COMMAND_LINE
from tour_server.root_settings import RootSettings


@click.command("prepare")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--server", "address", help="Where kiosks reach the device door: https://host:port.")
@click.option("--wifi", help="Name of the Wi-Fi. Its password is asked for, and not shown.")
@click.option("--country", default="", help="Where the Wi-Fi is, two letters, for its channels.")
@click.option("--count", type=click.IntRange(1, MOST_FILES), default=1, help="How many kiosks (1).")
@click.option("--name", "names", multiple=True, help="A kiosk's name; may be given for each.")
@click.option("--room", help="The key of the room where they will stand.")
@click.option("--language", default="en", help="Language of their screens until then (en).")
@click.option(
    "--days",
    type=click.IntRange(1, MOST_DAYS),
    default=DAYS,
    help=f"How long the files are good ({DAYS}).",
)
@about_server
def prepare_device(
    server: CommandServer,
    settings: Path | None,
    data: str | None,
    folder: Path,
    address: str | None,
    wifi: str | None,
    country: str,
    count: int,
    names: tuple[str, ...],
    room: str | None,
    language: str,
    days: int,
) -> None:
    """Write into FOLDER the file for a new kiosk, or for each of several in a folder of its own.

    FOLDER is the boot partition of a card, a USB stick, or any folder to copy from. Each file lets one kiosk in, once.
    The password of the Wi-Fi may also come from the variable ZAALGIDS_WIFI_PASSWORD.
    """
    network = None if wifi is None else _wifi(wifi, country)
    count = max(count, len(names))
    with server.open(settings, data) as opened:
        door = opened.settings(DeviceDoorSettings)
        if not address and not door.device_host:
            raise click.ClickException(
                "This server has no device door. Set device_host (docs/claiming.md), or say --server."
            )
        order = PreparedOrder(
            server=address
            or door_address(door, opened.settings(RootSettings).public_url, door.device_port),
            count=count,
            days=days,
            names=names,
            room=room,
            language=language,
            wifi=network,
        )
        files = _made(opened, order)
        with as_caller():
            _write(folder, files)
    click.echo(f"{count} file{'s' if count > 1 else ''} in {folder}, for {order.server}.")
    click.echo(
        f"Good for {days} days, each for one kiosk. They are secret; delete them afterwards."
    )


def _wifi(name: str, country: str) -> PreparedWifi:
    password = (
        click.prompt(
            f"Password of {name}",
            hide_input=True,
            default="",
            show_default=False,
            prompt_suffix=": ",
        )
        if (given := _from_environment()) is None
        else given
    )
    try:
        return msgspec.convert(
            {"name": name, "password": password, "country": country.upper()}, PreparedWifi
        )
    except msgspec.ValidationError as error:
        raise click.ClickException(
            "A Wi-Fi's name has 32 letters at most, its password 64, its country two."
        ) from error


def _from_environment() -> str | None:
    import os

    return os.environ.get("ZAALGIDS_WIFI_PASSWORD")


def _made(opened: OpenServer, order: PreparedOrder) -> list[PreparedFile]:
    """Returns the files. Raises click.ClickException."""
    authority = opened.data / FOLDER
    prepared = PreparedFiles(
        ClaimTokens(opened.database, utc_now),
        lambda: own_authority(authority, utc_now()),
        opened.recorder,
        utc_now,
    )
    try:
        for name in (*order.names, *([order.room] if order.room else [])):
            check_device_name(name)
        return prepared.make(order, COMMAND_LINE)
    except (DeviceError, ValueError, OSError, BrokerCertificateError) as error:
        raise click.ClickException(str(error)) from error


def _write(folder: Path, files: list[PreparedFile]) -> None:
    """Write the files, each readable by its owner alone where the disk knows owners. Raises click.ClickException."""
    for one in files:
        file = folder / one.path
        if file.exists():
            raise click.ClickException(
                f"{file} exists. Delete it first: it may be another kiosk's."
            )
    try:
        for one in files:
            write_durably(folder / one.path, one.text.encode(), READABLE_BY_OWNER)
    except OSError as error:
        raise click.ClickException(f"{folder} can't be written: {error.strerror}.") from error
