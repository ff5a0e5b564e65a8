"""Whose stream an id lies in: the way from `/cases/{id}` to the household that it belongs to."""

from shared.kernel.failures import NotFound
from shared.kernel.scope import Scope
from shared.ports.event_store import EventStore


def household_stream(ward: str, household_id: str) -> str:
    """The stream with all records of a household."""
    return f"{ward}/household/{household_id}"


class Owners:
    """Finds households by the ids that their records brought into the world."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    async def household_of(self, scope: Scope, key: str, unknown: NotFound) -> str:
        """The household of the caller's ward that owns `key` (`case/<id>`); `unknown` when there is none."""
        owner = (await self._store.key_owners([key])).get(key)
        if owner is None:
            raise unknown
        ward, _, household_id = owner.split("/", 2)
        if ward != scope.ward:
            raise unknown
        return household_id
