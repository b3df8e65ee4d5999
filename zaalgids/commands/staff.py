"""`zaalgids staff`: who may sign in, from the server's own machine."""

from __future__ import annotations

import os
from pathlib import Path

import click

from runtime.settings_file import SettingsError, read_settings
from tour_server.app import build
from tour_server.settings import PREFIX, ServerSettings
from tour_server.staff.accounts import AccountError, Accounts, Role, new_password


def _accounts(settings: Path | None, data: str | None) -> Accounts:
    try:
        return build(
            read_settings(ServerSettings, PREFIX, settings, os.environ, data=data)
        ).accounts
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


@click.group()
@click.option(
    "--settings", type=click.Path(path_type=Path), help="The server's TOML file of settings."
)
@click.option("--data", help="The server's data folder.")
@click.pass_context
def staff(context: click.Context, settings: Path | None, data: str | None) -> None:
    """Add people who may sign in, give new passwords, remove people."""
    context.obj = _accounts(settings, data)


@staff.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.EDITOR.value)
@click.pass_obj
def add(accounts: Accounts, name: str, role: str) -> None:
    """Add NAME, and print the password made for them."""
    password = new_password()
    try:
        accounts.create(name, password, Role(role))
    except AccountError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{name} may sign in with the password {password}")


@staff.command("password")
@click.argument("name")
@click.pass_obj
def renew(accounts: Accounts, name: str) -> None:
    """Give NAME a new password, and print it."""
    password = new_password()
    try:
        accounts.set_password(name, password)
    except AccountError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{name} may sign in with the password {password}")


@staff.command("remove")
@click.argument("name")
@click.pass_obj
def remove(accounts: Accounts, name: str) -> None:
    """Remove NAME."""
    try:
        accounts.remove(name)
    except AccountError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{name} may no longer sign in.")


@staff.command("list")
@click.pass_obj
def everyone(accounts: Accounts) -> None:
    """List who may sign in."""
    for person in accounts.everyone():
        click.echo(f"{person.name:24} {person.role}")
