"""A command acts as the account that the server's data belong to, whoever types it.

Root's files among them would stop the server: thumbnails that it can't write, a database that it can't open. So a
command of root takes the rights of the owner before it opens anything. PostgreSQL's peer authentication then sees that
account, too. What the user named on the command line (a file to write, say) is opened with the user's own rights.

Note: this is about whose the files are. It is no protection against the command itself, except with `for_good`.
"""

from __future__ import annotations

import os
import pwd
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from runtime.durable_files import durable_file

ROOT = 0


class OwnerError(Exception):
    """The user may not use the server's data; the message is a sentence that says what to do."""


class _Rights(NamedTuple):
    uid: int
    gid: int
    groups: list[int]


def act_as_owner(folder: Path, *, for_good: bool = False) -> None:
    """Take the rights of the owner of a data folder, or of the folder that it will be made in.

    `for_good`: give root's rights up, for a program that goes on for long. Raises OwnerError when the user may neither
    use the folder nor take its owner's rights.
    """
    try:
        place = _nearest(folder.absolute())
        about = place.stat()
    except PermissionError as error:
        raise OwnerError(f"{_name(os.geteuid())} may not look into {folder}. Use sudo.") from error
    if os.geteuid() != ROOT:
        if not os.access(place, os.R_OK | os.W_OK | os.X_OK):
            raise OwnerError(
                f"{place} belongs to {_name(about.st_uid)}, and {_name(os.geteuid())} may not write there. Use sudo."
            )
        return
    if about.st_uid == ROOT:
        return
    try:
        account = pwd.getpwuid(about.st_uid)
    except KeyError:
        rights = _Rights(about.st_uid, about.st_gid, [about.st_gid])
    else:
        groups = os.getgrouplist(account.pw_name, account.pw_gid)
        rights = _Rights(account.pw_uid, account.pw_gid, groups)
        os.environ["HOME"] = account.pw_dir  # PostgreSQL's library looks for passwords there
    _take(rights)
    if for_good:
        os.setegid(ROOT)
        os.seteuid(ROOT)
        os.setgid(rights.gid)
        os.setuid(rights.uid)


@contextmanager
def as_caller() -> Iterator[None]:
    """Act with the rights of the user who typed the command, within the block."""
    if os.getuid() == os.geteuid():
        yield
        return
    owner = _Rights(os.geteuid(), os.getegid(), os.getgroups())
    os.seteuid(os.getuid())
    os.setegid(os.getgid())
    os.setgroups([os.getgid()])
    try:
        yield
    finally:
        _take(owner)


@contextmanager
def durable_file_of_caller(path: Path, mode: int) -> Iterator[BinaryIO]:
    """Do as `runtime.durable_files.durable_file`, with the rights of the user who named the file. Raises OSError."""
    manager = durable_file(path, mode)
    with as_caller():
        file = manager.__enter__()
    try:
        yield file
    except BaseException:
        with as_caller():
            manager.__exit__(*sys.exc_info())
        raise
    with as_caller():
        manager.__exit__(None, None, None)


def _take(rights: _Rights) -> None:
    os.setgroups(rights.groups)
    os.setegid(rights.gid)
    os.seteuid(rights.uid)


def _nearest(folder: Path) -> Path:
    """Returns the folder, or the nearest one above it that is there."""
    return next(one for one in (folder, *folder.parents) if one.exists())


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"the account {uid}"
