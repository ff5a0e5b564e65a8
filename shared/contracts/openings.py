"""What every service that opens sealed data publishes of it."""

from shared.kernel.days import Instant
from shared.kernel.messages import Event


class SealedDataOpened(Event, frozen=True, kw_only=True):
    """Somebody was answered with opened data: one event a call, committed before the answer. Ids only. Stream
    `<ward>/opening/<id>`, of one commit.

    `call` is the route or the command's kind. `compared` counts people whose texts were opened only to be compared (a
    search, a look for duplicates) and not shown.
    """

    opening_id: str
    at: Instant
    opened_by: str
    role: str
    call: str
    households: tuple[str, ...] = ()
    volunteers: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    compared: int = 0

    @property
    def subject(self) -> str:
        return f"opening/{self.opening_id}"

    @property
    def time(self) -> Instant:
        return self.at
