"""The heads of all ledgers, from whoever can tell them."""

import asyncio
from collections.abc import Mapping, Sequence

from shared.kernel.failures import Unavailable
from shared.ports.event_bus import EventBus
from shared.ports.event_store import Ledger, LedgerHead


class LastHeads:
    """As the bus tells them; while it is away, as the ledgers tell them themselves. Of a ledger that is away too, those
    that it told last, with their time; where nobody has told any, a figure stands as of what was folded last."""

    def __init__(self, bus: EventBus, ledgers: Mapping[str, Ledger]) -> None:
        self._bus = bus
        self._ledgers = ledgers
        self._last: dict[str, Sequence[LedgerHead]] = {}

    async def heads(self) -> Sequence[LedgerHead]:
        """The head of every ledger that is known of."""
        try:
            heads = await self._bus.heads()
        except Unavailable:
            await asyncio.gather(*(self._ask(source, ledger) for source, ledger in self._ledgers.items()))
        else:
            self._last = {source: [head for head in heads if head.source == source] for source in self._ledgers}
        return [head for heads in self._last.values() for head in heads]

    async def _ask(self, source: str, ledger: Ledger) -> None:
        try:
            self._last[source] = await ledger.heads()
        except Unavailable:
            return
