"""Cuts what is too much for one statement into batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(items: Iterable[T], length: int) -> Iterator[list[T]]:
    """Yield the items, `length` at a time."""
    left = iter(items)
    while batch := list(islice(left, length)):
        yield batch
