"""Whom an event is about, and when it happened to them."""

from shared.kernel.days import Instant
from shared.kernel.messages import Event

CLOCK_CORRECTED = "clock_corrected"
"""Flag of what a wrong clock had dated: its `occurred_at` is corrected, `reported_at` is what was sent."""


class AboutHousehold(Event, frozen=True, kw_only=True):
    """Root of events about one household. `reported_at`: the sender's own time, where its clock was corrected."""

    household_id: str
    occurred_at: Instant
    reported_at: Instant | None = None

    @property
    def subject(self) -> str:
        return f"household/{self.household_id}"

    @property
    def time(self) -> Instant:
        return self.occurred_at


class AboutVolunteer(Event, frozen=True, kw_only=True):
    """Root of events about one volunteer. `reported_at`: as AboutHousehold has it."""

    volunteer_id: str
    occurred_at: Instant
    reported_at: Instant | None = None

    @property
    def subject(self) -> str:
        return f"volunteer/{self.volunteer_id}"

    @property
    def time(self) -> Instant:
        return self.occurred_at
