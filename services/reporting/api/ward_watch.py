"""Noticing what other processes have written: a ward's cursor is written again when its figures are new."""

import asyncio
import logging
from collections.abc import Callable

from services.reporting.api.ward_changes import WardChanges
from shared.kernel.failures import Unavailable
from shared.ports.clock import Clock
from shared.ports.view_store import ViewStore

LOOK_SECONDS = 0.5

_log = logging.getLogger(__name__)


class WardWatch:
    """Looks at all cursors twice a second. `folded_here`: those wards tell of their changes themselves."""

    def __init__(
        self, store: ViewStore, changes: WardChanges, clock: Clock, folded_here: Callable[[str], bool] = lambda _: False
    ) -> None:
        self._store = store
        self._changes = changes
        self._clock = clock
        self._folded_here = folded_here
        self._places: dict[str, tuple[int, int]] | None = None
        self._looked_at = float("-inf")
        self._stopping = asyncio.Event()

    async def look(self) -> None:
        """Notice new figures, and generations that were switched, unless that was done just now."""
        now = self._clock.monotonic()
        if now < self._looked_at + LOOK_SECONDS:
            return
        self._looked_at = now
        before, first = self._places or {}, self._places is None
        self._places = {one.ward: (one.generation, one.rev) for one in await self._store.cursors()}
        for ward, place in self._places.items():
            if before.get(ward) == place:
                continue
            self._changes.look_again(ward)
            if not first and not self._folded_here(ward):
                self._changes.note(ward)

    async def run(self) -> None:
        """Look regularly until stopped."""
        while not self._stopping.is_set():
            try:
                await self.look()
            except Unavailable as away:
                _log.warning("figures of other processes are not noticed: %s", away)
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._stopping.wait()
            except TimeoutError:
                continue

    def stop(self) -> None:
        """Let `run` end."""
        self._stopping.set()
