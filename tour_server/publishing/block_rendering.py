"""Renders blocks with several threads, and waits for the disk once for many of them.

To wait for each file of each block took as long as rendering it. A crash loses what was not kept: some seconds' work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress

from contract.museum import Block
from narration.rendered_blocks import (
    BlockRenderer,
    RenderedBlockStore,
    RenderingError,
    RenderingFacts,
    UnkeptBlock,
)

Rendering = tuple[Block, BlockRenderer]
KEPT_AT_ONCE = 128  # blocks: two to four seconds of work on two processors


class BlockRendering:
    """One run: the blocks to render by their names, what became of them, and what is still to be kept.

    `found`: what was rendered and kept. `failed`: why others could not be rendered.
    """

    def __init__(
        self,
        store: RenderedBlockStore,
        missing: Mapping[str, Rendering],
        stop: Callable[[], bool],
        progress: Callable[[int], None],
    ) -> None:
        """`stop` is asked before each block, on several threads. `progress` hears how many have been tried."""
        self._store, self._missing = store, missing
        self._stop, self._progress = stop, progress
        self.found: dict[str, RenderingFacts] = {}
        self.failed: dict[str, str] = {}
        self._tried, self._broken = 0, False
        self._under_way: dict[Future[UnkeptBlock | None], str] = {}
        self._unkept: list[UnkeptBlock] = []
        self._keeping: Future[None] | None = None

    def run(self, workers: int) -> None:
        """Render until all are tried or `stop` is true; what is being rendered then is finished. Raises OSError."""
        waiting = list(self._missing)[::-1]
        with ThreadPoolExecutor(workers) as pool, ThreadPoolExecutor(1) as disk:
            try:
                while waiting or self._under_way:
                    # One more for each worker, which then need not wait for this thread.
                    while waiting and len(self._under_way) < 2 * workers and not self._stop():
                        name = waiting.pop()
                        self._under_way[pool.submit(self._render, name)] = name
                    if not self._under_way:
                        break
                    self._take_in(wait(self._under_way, return_when=FIRST_COMPLETED).done)
                    self._keep_many(disk)
                if self._keeping is not None:
                    self._keeping.result()
                self._keep(self._unkept)
            except OSError:  # the disk is full, or worse
                self._finish_those_under_way()
                for one in self._unkept:
                    one.discard()
                raise
            except BaseException:  # the publish was cancelled, or the server ends
                self._finish_those_under_way()
                with suppress(OSError):
                    self._keep(self._unkept)
                raise

    def _render(self, name: str) -> UnkeptBlock | None:
        if self._broken or self._stop():
            return None
        return self._store.render(*self._missing[name])

    def _take_in(self, done: set[Future[UnkeptBlock | None]]) -> None:
        for rendering in done:
            name = self._under_way.pop(rendering)
            try:
                block = rendering.result()
            except RenderingError as error:
                self.failed[name] = str(error)
                self._tried += 1
                continue
            if block is not None:
                self._unkept.append(block)
                self._tried += 1
        self._progress(self._tried)

    def _keep_many(self, disk: ThreadPoolExecutor) -> None:
        """Keep what was rendered beside the rendering of more, once it is enough."""
        if len(self._unkept) < KEPT_AT_ONCE or (self._keeping and not self._keeping.done()):
            return
        if self._keeping is not None:
            self._keeping.result()
        self._keeping = disk.submit(self._keep, self._unkept)
        self._unkept = []

    def _keep(self, blocks: list[UnkeptBlock]) -> None:
        self._store.keep(blocks)
        self.found |= {one.name: one.facts for one in blocks}

    def _finish_those_under_way(self) -> None:
        self._broken = True
        for rendering in self._under_way:
            with suppress(OSError, RenderingError):
                self._unkept += [block] if (block := rendering.result()) else []
