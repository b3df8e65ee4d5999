"""Finds the error that an error of a library comes from."""

from __future__ import annotations

from typing import TypeVar

Kind = TypeVar("Kind", bound=BaseException)


def cause_of(error: BaseException | None, kind: type[Kind]) -> Kind | None:
    """Returns the error of this kind that an error is or comes from; None where it comes from something else."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, kind):
            return one
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        # HTTP libraries give the error below as a cause, as what was handled, or as an argument.
        inner = (*one.args, getattr(one, "reason", None))
        waiting += [one.__cause__, one.__context__]
        waiting += [part for part in inner if isinstance(part, BaseException)]
    return None
