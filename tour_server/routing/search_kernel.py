"""Runs the route search, which is written in C and compiled to WebAssembly, once for every processor.

The sources stand in kernel/, and `make search` compiles them; docs/decisions/0036 says why. A kernel has a memory of
its own and serves one search at a time; `ctypes` releases Python's lock meanwhile, so each thread may search with one.

Note: `_PROBLEM` and `_ROUTE` are the structs of kernel/kernel.h, field by field.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from wasmtime import Engine, Func, FuncType, Instance, Memory, Module, Store, ValType

from tour_server.routing.search_problem import (
    MAX_GROUPS,
    MAX_NODES,
    MAX_ROOMS,
    MAX_SLOTS,
    CrowdCosts,
    SearchProblem,
)

COMPILED = Path(__file__).with_name("kernel") / "route_search.wasm"
MAX_PROVED_NODES = 128  # a set of works has 128 bits in kernel/label_search.c
MAX_PROVED_TIME = 40_000

_PROBLEM = np.dtype(
    [
        *(
            (name, "<i4")
            for name in (
                "nodes",
                "limit",
                "groups",
                "slots",
                "slot_length",
                "pinned",
                "margin",
                "padding",
            )
        ),
        *((name, "<i4", MAX_NODES) for name in ("stay", "points", "opens", "closes")),
        *((name, "<i4", MAX_NODES) for name in ("work", "rank", "room")),
        ("in_groups", "<u8", MAX_NODES),
        *((name, "<i4", MAX_GROUPS) for name in ("group_free", "group_step")),
        ("price", "<i4", (MAX_ROOMS, MAX_SLOTS)),
        ("walk", "<i4", (MAX_NODES, MAX_NODES)),
    ],
    align=True,
)
_CROWD = np.dtype(
    [
        *((name, "<i4") for name in ("least", "slot_length", "own_idle", "padding")),
        *((name, "<f8") for name in ("second_points", "more_points", "margin")),
        ("place", "<i4", MAX_NODES),
        ("price", "<i4", (MAX_NODES, MAX_SLOTS)),
    ],
    align=True,
)
_ROUTE = np.dtype([("score", "<i4"), ("length", "<i4"), ("order", "<i4", MAX_NODES)])


class SearchKernel:
    """One instance of the compiled search, with one problem at a time."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now`: the clock of `prove`, in seconds."""
        self._store = Store(_module().engine)
        clock = Func(self._store, FuncType([], [ValType.f64()]), now)
        exports = Instance(self._store, _module().module, [clock]).exports(self._store)
        memory = exports["memory"]
        if not isinstance(memory, Memory):
            raise TypeError(f"{COMPILED.name} has no memory")
        size = memory.data_len(self._store)
        address = ctypes.addressof(memory.data_ptr(self._store).contents)
        # The memory never grows, so the address stays.
        self._bytes = np.ctypeslib.as_array((ctypes.c_uint8 * size).from_address(address))
        self._exports = exports
        self._problem = self._struct(self._call("problem"), _PROBLEM)
        self._best = self._struct(self._call("best"), _ROUTE)
        self._crowd = self._struct(self._call("crowd"), _CROWD)

    def load(self, problem: SearchProblem) -> None:
        """Set the problem that the next calls are about; the best route is empty again."""
        there, n = self._problem, problem.nodes
        for name in ("nodes", "limit", "slot_length", "pinned", "margin"):
            there[name] = getattr(problem, name)
        there["groups"], there["slots"] = len(problem.group_free), problem.price.shape[1]
        for name in ("stay", "points", "opens", "closes", "work", "rank", "room", "in_groups"):
            there[name][:n] = getattr(problem, name)
        for name in ("group_free", "group_step"):
            there[name][: len(problem.group_free)] = getattr(problem, name)
        rooms, slots = problem.price.shape
        there["price"][:rooms, :slots] = problem.price
        there["walk"][: n + 1, : n + 1] = problem.walk
        self._best["score"] = self._best["length"] = 0
        self._call("forget_guide")

    def begin(self, order: tuple[int, ...]) -> None:
        """Set the route that the next search improves. It must be possible within the problem's times."""
        self._best["length"] = len(order)
        self._best["order"][: len(order)] = order

    def improve(self, steps: int, seed: int) -> None:
        """Improve the best route by ruin and recreate. Deterministic.

        Raises ValueError when `begin` gave a route that does not fit into the time.
        """
        if self._call("improve", steps, seed) < 0:
            raise ValueError("the route to begin with doesn't fit into the time")

    def guide(self) -> int:
        """Let what a bound knows guide the next calls of `improve`. Returns that bound on the score.

        For museums: a price on time chooses how deep each work is seen, and nodes far from others come later.
        """
        return self._call("guide")

    def bound(self, parts: int) -> int:
        """Return a bound on the score of every route; the best route's own score where that is proved.

        `parts`: divisions of the problem at most. For any problem; windows and ranks are left out, so where they
        matter the bound lies higher.
        """
        return self._call("bound", parts)

    def prove(self, steps: int, until: float = 0.0) -> int:
        """Search for the proof that the best route is the best of all, or for a better one.

        Returns a bound on the score.

        `steps`: extensions of labels. `until`: a moment of the kernel's clock, 0 for none. For problems without groups,
        prices, ranks and pinned stops, of at most MAX_PROVED_NODES nodes and MAX_PROVED_TIME.
        """
        return self._call("prove", steps, until)

    def share(self, costs: CrowdCosts, least: int, steps: int, seed: int) -> None:
        """Change the best route so that it costs the crowd least, with `least` points at least. Deterministic.

        Raises ValueError when `begin` gave a route that isn't possible, or that has fewer points.
        """
        there, n = self._crowd, int(self._problem["nodes"])
        there["least"] = least
        for name in ("slot_length", "own_idle", "second_points", "more_points", "margin"):
            there[name] = getattr(costs, name)
        there["place"][:n] = costs.place
        there["price"][:n] = costs.price
        if not self._call("share", steps, seed):
            raise ValueError("the route to begin with isn't possible")

    @property
    def score(self) -> int:
        """The points of the best route."""
        return int(self._best["score"])

    @property
    def order(self) -> tuple[int, ...]:
        """The nodes of the best route."""
        return tuple(int(node) for node in self._best["order"][: int(self._best["length"])])

    def _call(self, name: str, *values: float) -> int:
        function = self._exports[name]
        if not isinstance(function, Func):
            raise TypeError(f"{COMPILED.name} has no function {name!r}")
        return int(function(self._store, *values))

    def _struct(self, address: int, dtype: np.dtype[np.void]) -> NDArray[np.void]:
        found: NDArray[np.void] = self._bytes[address : address + dtype.itemsize].view(dtype)[0]
        return found


class _Compiled:
    def __init__(self) -> None:
        self.engine = Engine()
        self.module = Module.from_file(self.engine, str(COMPILED))


@cache
def _module() -> _Compiled:
    return _Compiled()


_OF_THREAD = threading.local()


def kernel_of_thread() -> SearchKernel:
    """Return the kernel of the thread that asks, made at its first use."""
    found: SearchKernel | None = getattr(_OF_THREAD, "kernel", None)
    if found is None:
        found = _OF_THREAD.kernel = SearchKernel()
    return found
