"""What every read of reporting is made with: sums, heads, and what could not be folded."""

from collections.abc import Mapping, Sequence

from services.reporting.api.as_of import Heads, as_of, brief, states_of
from services.reporting.api.asking import readable_ward
from services.reporting.api.known_wards import KnownWard, KnownWards
from services.reporting.api.last_heads import LastHeads
from shared.flows.read_views import ViewReader
from shared.http.refusals import MinVersionMalformed
from shared.kernel.days import Day, day_of
from shared.kernel.failures import NotFound
from shared.kernel.scope import Scope
from shared.ports.clock import Clock
from shared.ports.view_store import Parked, ViewStore

HEADS_SECONDS = 0.25
"""For how long the heads last read are used; relays write them every 2 s."""


class Reading:
    """The parts that reads are made with. Months that are reported begin on day `month_start`."""

    def __init__(
        self,
        wards: KnownWards,
        reader: ViewReader,
        store: ViewStore,
        last_heads: LastHeads,
        clock: Clock,
        month_start: int,
    ) -> None:
        self.wards = wards
        self.month_start = month_start
        self._reader = reader
        self._store = store
        self._last_heads = last_heads
        self._clock = clock
        self._heads = Heads(())
        self._parked: Sequence[Parked] = ()
        self._looked_at = float("-inf")

    def today(self) -> Day:
        """The day on which the answer is given."""
        return day_of(self._clock.now())

    async def wait(self, caller: Scope, min_version: tuple[str, int] | None, ward: str | None = None) -> None:
        """Wait for a version of a roster: of `ward`, or of any that the caller may see.

        Raises NotCaughtUp after two seconds, NotFound for a roster out of scope.
        """
        if min_version is None:
            return
        stream, version = min_version
        code, _, name = stream.partition("/")
        if name != "roster":
            raise MinVersionMalformed(pointer="min_version")
        own = readable_ward(caller, code)
        if ward is not None and own != ward:
            raise NotFound(what="stream")
        await self._reader.wait_roster(own, version)
        self.wards.look_again(own)

    async def as_of(self, wards: Sequence[KnownWard]) -> dict[str, object]:
        """`as_of` of a figure over these wards."""
        await self._look()
        return as_of(self._heads, wards, self._parked_counts(), self.today())

    async def brief_as_of(self, wards: Sequence[KnownWard]) -> dict[str, dict[str, object]]:
        """By ward: the time, what waits and what could not be folded."""
        await self._look()
        parked = self._parked_counts()
        return {known.ward: brief(states_of(self._heads, known), parked.get(known.ward, 0)) for known in wards}

    async def heads(self) -> Heads:
        """The last heads of all ledgers."""
        await self._look()
        return self._heads

    def parked(self, known: KnownWard) -> list[Parked]:
        """What could not be folded of a ward, in order."""
        own = [one for one in self._parked if (one.ward, one.generation) == (known.ward, known.generation)]
        return sorted(own, key=lambda one: (one.source, one.sequence))

    def _parked_counts(self) -> Mapping[str, int]:
        counts: dict[str, int] = {}
        for one in self._parked:
            if self.wards.generation(one.ward) == one.generation:
                counts[one.ward] = counts.get(one.ward, 0) + 1
        return counts

    async def _look(self) -> None:
        now = self._clock.monotonic()
        if now < self._looked_at + HEADS_SECONDS:
            return
        self._looked_at = now
        self._heads = Heads(await self._last_heads.heads())
        self._parked = await self._store.parked()
