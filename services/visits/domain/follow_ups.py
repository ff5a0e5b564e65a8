"""Follow-ups at the desk: opened without a visit, and closed when done."""

from services.visits.domain.commands import CloseFollowUp, NewFollowUp, OpenFollowUp
from services.visits.domain.rejections import FollowUpUnknown
from services.visits.domain.state import Household, HouseholdEvent
from services.visits.domain.timing import require_plausible
from shared.contracts.visit_parts import FollowUp
from shared.contracts.visits import FollowUpClosed, FollowUpOpened


def in_the_clear(new: NewFollowUp) -> FollowUp:
    """What is kept of a follow-up in the clear: all but what is to be done."""
    return FollowUp(id=new.id, due=new.due, kind=new.kind, case_id=new.case_id)


def is_new(household: Household, follow_up_id: str) -> bool:
    """Whether an id opens a follow-up: one that is open or closed is the same sent again; one that went with a visit
    taken back may be opened anew."""
    return household.follow_ups.get(follow_up_id, "taken_back") == "taken_back"


def open_follow_up(command: OpenFollowUp, household: Household) -> list[HouseholdEvent]:
    """The follow-up, also of a household that has no visit yet; nothing for one known before."""
    if not is_new(household, command.follow_up.id):
        return []
    require_plausible(command.occurred_at, command.recorded_at, command.role)
    event = FollowUpOpened(
        household_id=command.household_id,
        occurred_at=command.occurred_at,
        follow_up=in_the_clear(command.follow_up),
        sealed={f"follow_up/{command.follow_up.id}": command.follow_up.what},
    )
    return [event]


def close_follow_up(command: CloseFollowUp, household: Household) -> list[HouseholdEvent]:
    """The closure; nothing when it is closed already."""
    match household.follow_ups.get(command.follow_up_id, "taken_back"):
        case "taken_back":
            raise FollowUpUnknown(follow_up_id=command.follow_up_id)
        case "closed":
            return []
        case "open":
            require_plausible(command.occurred_at, command.recorded_at, command.role)
    event = FollowUpClosed(
        household_id=command.household_id, occurred_at=command.occurred_at, follow_up_id=command.follow_up_id
    )
    return [event]
