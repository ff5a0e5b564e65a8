"""What commands ask of the roster."""

from services.visits.api.reading import DocumentsOf


class RosterReading:
    """Reads the roster as far as it has been folded."""

    def __init__(self, documents_of: DocumentsOf) -> None:
        self._documents_of = documents_of

    async def volunteer_enrolled(self, ward: str, volunteer_id: str) -> bool:
        """Whether the ward's roster knows the volunteer, retired or not."""
        volunteer = await (await self._documents_of(ward, None)).volunteer(volunteer_id)
        return volunteer is not None and volunteer.enrolled
