"""What a head names and no message brought: noticed at two looks, for a message may be on its way at the first."""

from collections.abc import Awaitable, Callable, Iterable

from shared.ports.event_store import LedgerHead
from shared.ports.view_store import Mark

Reached = Callable[[LedgerHead, Mark], Awaitable[bool]]
"""Whether what the head names has been handled, or somebody is at it."""
Fill = Callable[[str, str, Mark], Awaitable[None]]
"""(ward, source, mark): read from the ledger what is known to exist."""


class LostTails:
    """Remembers between looks which heads were not reached."""

    def __init__(self) -> None:
        self._suspected: dict[tuple[str, str], Mark] = {}

    def forget(self) -> None:
        """Suspect nothing: there is a backlog, or the wards are others'."""
        self._suspected = {}

    async def look(self, heads: Iterable[LedgerHead], reached: Reached, fill: Fill) -> None:
        """Fill what was named at the last look and is not reached yet; suspect what is not reached now."""
        suspected, self._suspected = self._suspected, {}
        for head in heads:
            mark = Mark(head.era, head.number)
            before = suspected.get((head.ward, head.source))
            if mark.number == 0 or await reached(head, mark):
                continue
            if before is None or await reached(head, before):
                self._suspected[head.ward, head.source] = mark
            else:
                await fill(head.ward, head.source, before)
