"""The decider of a phone: which of its many contacts are worth a record."""

from collections.abc import Sequence

import msgspec

from services.visits.domain.commands import HearPhone
from shared.contracts.visits import PhoneHeard
from shared.kernel.days import Day, day_of
from shared.kernel.decider import Decider


class NeverHeard(msgspec.Struct, frozen=True):
    """No contact yet."""


class Heard(msgspec.Struct, frozen=True):
    """The last contact on record."""

    day: Day
    volunteer_id: str
    unsent: int


PhoneState = NeverHeard | Heard


def decide(command: HearPhone, phone: PhoneState) -> Sequence[PhoneHeard]:
    """A contact is recorded when it is news, and passed over otherwise."""
    if not _is_news(command, phone):
        return []
    heard = PhoneHeard(
        device=command.device,
        volunteer_id=command.volunteer_id,
        at=command.recorded_at,
        unsent=command.unsent,
        oldest_unsent=command.oldest_unsent,
        app=command.app,
    )
    return [heard]


def evolve(_phone: PhoneState, event: PhoneHeard) -> PhoneState:
    """The last contact is all that counts."""
    return Heard(day_of(event.at), event.volunteer_id, event.unsent)


def _is_news(command: HearPhone, phone: PhoneState) -> bool:
    """The first of a day, of a phone or of its next volunteer; or unsent became 0, left 0, or doubled since."""
    match phone:
        case NeverHeard():
            return True
        case Heard(day=day, volunteer_id=volunteer_id, unsent=unsent):
            if day_of(command.recorded_at) > day or command.volunteer_id != volunteer_id:
                return True
            return (command.unsent == 0) != (unsent == 0) or 0 < 2 * unsent <= command.unsent


phone_decider: Decider[HearPhone, PhoneState, PhoneHeard] = Decider(
    decide=decide, evolve=evolve, initial_state=NeverHeard
)
"""Of the streams `<ward>/phone/<device>`."""
