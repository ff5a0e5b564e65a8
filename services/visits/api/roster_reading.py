"""What commands ask of the roster."""

from services.visits.api.reading import DocumentsOf
from services.visits.views.roster import ROSTER_VOLUNTEERS
from shared.ports.event_store import Ledger


class RosterReading:
    """Reads the roster as far as it has been folded, and once more up to its ledger's end before it says no."""

    def __init__(self, documents_of: DocumentsOf, ledger: Ledger) -> None:
        self._documents_of = documents_of
        self._ledger = ledger

    async def volunteer_enrolled(self, ward: str, volunteer_id: str) -> bool:
        """Whether the ward's roster knows the volunteer, retired or not. Raises Unavailable when it cannot tell yet."""
        if await self._knows(ward, volunteer_id, None):
            return True
        latest = await self._latest(ward)
        return latest is not None and await self._knows(ward, volunteer_id, latest)

    async def _knows(self, ward: str, volunteer_id: str, min_version: tuple[str, int] | None) -> bool:
        documents = await self._documents_of(ward, min_version)
        volunteer = (await documents.get(ROSTER_VOLUNTEERS, [volunteer_id])).get(volunteer_id)
        return volunteer is not None and volunteer.enrolled

    async def _latest(self, ward: str) -> tuple[str, int] | None:
        number = next((head.number for head in await self._ledger.heads() if head.ward == ward), 0)
        events = await self._ledger.read_ledger(ward, number - 1, 1) if number else ()
        return (events[-1].stream, events[-1].commit) if events else None
