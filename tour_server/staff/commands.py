"""`zaalgids staff`: accounts, managed from the server's own machine."""

from __future__ import annotations

from pathlib import Path

import click

from runtime.clocks import utc_now
from tour_server.command_server import CommandServer, about_server, pass_opened
from tour_server.recorder import COMMAND_LINE
from tour_server.staff.accounts import AccountError, Accounts, Person, new_password
from tour_server.staff.first_account import forget_first_password
from tour_server.staff.permissions import Role, in_order

_DATA = "tour_server.staff.data"  # the data folder, in click's context


@click.group()
@about_server
@click.pass_context
def staff(
    context: click.Context, server: CommandServer, settings: Path | None, data: str | None
) -> None:
    """Add people who may sign in, give new passwords, remove people."""

    def opening() -> Accounts:
        opened = context.with_resource(server.open(settings, data))
        context.meta[_DATA] = opened.data
        return Accounts(opened.database, utc_now, recorder=opened.recorder)

    context.obj = opening


_ROLE = click.Choice([role.value for role in Role])


@staff.command("add")
@click.argument("name")
@click.option(
    "--role",
    "roles",
    type=_ROLE,
    multiple=True,
    default=(Role.AUTHOR.value,),
    show_default=True,
    help="What NAME does at the museum; once for each role.",
)
@pass_opened
def add(accounts: Accounts, name: str, roles: tuple[str, ...]) -> None:
    """Add NAME, and print the password made for them."""
    password = new_password()
    try:
        accounts.create(name, password, {Role(role) for role in roles}, COMMAND_LINE)
    except AccountError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{name} may sign in with the password {password}")


@staff.command("roles")
@click.argument("name")
@click.option(
    "--role",
    "roles",
    type=_ROLE,
    multiple=True,
    required=True,
    help="What NAME does at the museum; once for each role.",
)
@pass_opened
def set_roles(accounts: Accounts, name: str, roles: tuple[str, ...]) -> None:
    """Give NAME these roles instead of those they have."""
    try:
        changed = accounts.set_roles(name, {Role(role) for role in roles}, COMMAND_LINE)
    except KeyError as error:
        raise click.ClickException(_unknown(name)) from error
    except AccountError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{name} is now {_listed(changed)}.")


@staff.command("password")
@click.argument("name")
@pass_opened
def renew(accounts: Accounts, name: str) -> None:
    """Give NAME a new password, and print it."""
    password = new_password()
    try:
        accounts.set_password(name, password, COMMAND_LINE)
    except KeyError as error:
        raise click.ClickException(_unknown(name)) from error
    _forget_first_password(name)
    click.echo(f"{name} may sign in with the password {password}")


@staff.command("rescue")
@click.argument("name")
@pass_opened
def rescue(accounts: Accounts, name: str) -> None:
    """Let NAME in again as an administrator, with a new password, also when the account is gone.

    For an administrator who is locked out. Works while the server runs; the attempts on this account are counted anew.
    """
    password = new_password()
    try:
        accounts.rescue(name, password, COMMAND_LINE)
    except AccountError as error:
        raise click.ClickException(str(error)) from error
    _forget_first_password(name)
    click.echo(f"{name} may sign in as an administrator with the password {password}")


@staff.command("remove")
@click.argument("name")
@pass_opened
def remove(accounts: Accounts, name: str) -> None:
    """Remove NAME."""
    if accounts.find(name) is None:
        raise click.ClickException(_unknown(name))
    try:
        accounts.remove(name, COMMAND_LINE)
    except AccountError as error:
        raise click.ClickException(str(error)) from error
    _forget_first_password(name)
    click.echo(f"{name} may no longer sign in.")


@staff.command("list")
@pass_opened
def list_accounts(accounts: Accounts) -> None:
    """List who may sign in."""
    for person in accounts.everyone():
        click.echo(f"{person.name:24} {_listed(person)}")


def _listed(person: Person) -> str:
    return ", ".join(in_order(person.roles))


def _forget_first_password(name: str) -> None:
    forget_first_password(click.get_current_context().meta[_DATA], name)


def _unknown(name: str) -> str:
    return f"There is no account called {name}. `zaalgids staff list` shows them all."
