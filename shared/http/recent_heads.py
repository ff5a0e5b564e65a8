"""A ledger's heads for who reads its pages: asked of the store once for all who ask in the same moment."""

import asyncio
from collections.abc import Sequence

from shared.ports.clock import Clock
from shared.ports.event_store import Ledger, LedgerHead

GOOD_FOR = 0.5
"""Seconds for which heads once read are given again; relays publish theirs every 2 s."""


class RecentHeads:
    """Heads of all wards, at most half a second old."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._reading = asyncio.Lock()
        self._known: dict[str, LedgerHead] = {}
        self._good_until = float("-inf")

    async def of(self, ward: str, reached: int, clock: Clock) -> LedgerHead | None:
        """The head of one ward, never below what was `reached` in it; None before its first event."""
        async with self._reading:
            known = self._known.get(ward)
            if clock.monotonic() >= self._good_until or reached > (known.number if known else 0):
                self._take(await self._ledger.heads())
                self._good_until = clock.monotonic() + GOOD_FOR
        return self._known.get(ward)

    def _take(self, heads: Sequence[LedgerHead]) -> None:
        self._known = {head.ward: head for head in heads}
