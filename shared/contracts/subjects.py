"""Whom an event is about, and when it happened to them."""

from shared.kernel.days import Instant
from shared.kernel.messages import Event


class AboutHousehold(Event, frozen=True, kw_only=True):
    """Root of events about one household."""

    household_id: str
    occurred_at: Instant

    @property
    def subject(self) -> str:
        return f"household/{self.household_id}"

    @property
    def time(self) -> Instant:
        return self.occurred_at


class AboutVolunteer(Event, frozen=True, kw_only=True):
    """Root of events about one volunteer."""

    volunteer_id: str
    occurred_at: Instant

    @property
    def subject(self) -> str:
        return f"volunteer/{self.volunteer_id}"

    @property
    def time(self) -> Instant:
        return self.occurred_at
