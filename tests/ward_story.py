"""A ward's history told by hand, one short call a fact, for figures that can be counted on paper.

Days stand for themselves: a fact happens at nine in the morning of its day, unless an hour is given, and is recorded
then. Steps of cases carry no `before` and `after`, as no figure may need them.
"""

from datetime import datetime, timedelta
from typing import Any

from shared.contracts import assignment as a
from shared.contracts import visit_parts
from shared.contracts import visits as v
from shared.kernel.days import HO_CHI_MINH, day_of
from tests.ledgers import Ledgers

WARD = "20194"

_STEP_EVENTS: dict[str, Any] = {
    "submitted": v.ProcedureSubmitted,
    "returned": v.ProcedureReturned,
    "completed": v.ProcedureCompleted,
    "refused": v.ProcedureRefused,
    "withdrawn": v.ProcedureWithdrawn,
}


def at(day: str, hour: int = 9) -> datetime:
    """An hour of a day in Da Nang."""
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=HO_CHI_MINH)


class WardStory:
    """Tells into ledgers that several wards may share."""

    def __init__(self, ward: str = WARD, ledgers: Ledgers | None = None) -> None:
        self.ward = ward
        self.ledgers = ledgers or Ledgers()

    def events(self) -> list[dict[str, Any]]:
        return self.ledgers.events()

    def tell(self, moment: datetime, *events: Any) -> None:
        self.ledgers.publish(self.ward, moment, events)

    def village(self, key: str, total: int | None = None) -> None:
        self.tell(at("2026-11-01"), a.VillageConfirmed(village=key, name=key.title(), households_total=total))

    def household(self, name: str, day: str = "2026-11-01", village: str = "ta-lang", **traits: Any) -> None:
        whole = a.HouseholdTraits(village=village, **traits)
        self.tell(at(day), a.HouseholdRegistered(household_id=name, occurred_at=at(day), traits=whole))

    def amended(self, name: str, village: str = "ta-lang", **traits: Any) -> None:
        whole, moment = a.HouseholdTraits(village=village, **traits), at("2026-11-20")
        self.tell(moment, a.HouseholdAmended(household_id=name, occurred_at=moment, traits=whole))

    def removed(self, name: str) -> None:
        self.tell(at("2026-11-20"), a.HouseholdRemoved(household_id=name, occurred_at=at("2026-11-20")))

    def restored(self, name: str) -> None:
        self.tell(at("2026-11-21"), a.HouseholdRestored(household_id=name, occurred_at=at("2026-11-21")))

    def volunteer(self, name: str, capacity: int = 20) -> None:
        traits = a.VolunteerTraits(kind="youth_union", capacity=capacity)
        moment = at("2026-11-01")
        self.tell(moment, a.VolunteerEnrolled(volunteer_id=name, occurred_at=moment, traits=traits))

    def retired(self, name: str) -> None:
        self.tell(at("2026-11-20"), a.VolunteerRetired(volunteer_id=name, occurred_at=at("2026-11-20")))

    def assigned(self, household: str, volunteer: str, day: str = "2026-11-01") -> None:
        event = a.HouseholdAssigned(household_id=household, occurred_at=at(day), volunteer_id=volunteer, from_day=day)
        self.tell(at(day), event)

    def unassigned(self, household: str, volunteer: str, day: str) -> None:
        event = a.HouseholdUnassigned(
            household_id=household, occurred_at=at(day), volunteer_id=volunteer, until_day=day, cause="asked"
        )
        self.tell(at(day), event)

    def visit(self, name: str, household: str, day: str, outcome: Any = "helped", **more: Any) -> None:
        """`hour` and `late` (days until it was recorded) may be given; every other keyword is the event's own."""
        moment = at(day, more.pop("hour", 9))
        recorded = moment + timedelta(days=more.pop("late", 0))
        event = v.VisitRecorded(
            household_id=household,
            visit_id=name,
            occurred_at=moment,
            day=day_of(moment),
            outcome=outcome,
            recorded_at=recorded,
            recorded_by="someone",
            **more,
        )
        self.tell(recorded, event)

    def voided(self, name: str, household: str, day: str, outcome: Any = "helped", place: Any = "home") -> None:
        event = v.VisitVoided(
            household_id=household, visit_id=name, occurred_at=at(day), day=day, outcome=outcome, place=place
        )
        self.tell(at(day), event)

    def step(self, kind: str, case: str, day: str, record: str, household: str = "h1", **more: Any) -> None:
        """`record` is the visit or the desk's command in which the step of the case was recorded."""
        moment = at(day, more.pop("hour", 9))
        event = _STEP_EVENTS[kind](
            household_id=household,
            case_id=case,
            occurred_at=moment,
            record=record,
            recorded_at=moment,
            recorded_by="someone",
            procedure=more.pop("procedure", "birth-registration"),
            step_day=day_of(moment),
            **more,
        )
        self.tell(moment, event)

    def reopened(self, case: str, day: str, household: str = "h1") -> None:
        moment = at(day)
        event = v.CaseReopened(household_id=household, case_id=case, occurred_at=moment, record=f"reopening of {case}")
        self.tell(moment, event)

    def appointment(self, case: str, day: str, appointment: str, household: str = "h1") -> None:
        opened = visit_parts.CaseOpening(day=day, mode="self")
        after = visit_parts.Case(procedure="birth-registration", state="open", opened=opened, appointment=appointment)
        self.tell(at(day), v.CaseAmended(household_id=household, case_id=case, occurred_at=at(day), after=after))

    def follow_up(self, name: str, household: str, due: str) -> None:
        moment = at("2026-11-01")
        event = v.FollowUpOpened(
            household_id=household, occurred_at=moment, follow_up=visit_parts.FollowUp(id=name, due=due)
        )
        self.tell(moment, event)

    def follow_up_closed(self, name: str, household: str) -> None:
        moment = at("2026-11-15")
        self.tell(moment, v.FollowUpClosed(household_id=household, occurred_at=moment, follow_up_id=name))

    def phone(self, device: str, volunteer: str, day: str, unsent: int = 0) -> None:
        self.tell(at(day), v.PhoneHeard(device=device, volunteer_id=volunteer, at=at(day), unsent=unsent))


def declared(answer: bool, already: bool = False) -> dict[str, Any]:
    """What a visit says of a household's self-reliance."""
    return {"self_reliant": answer, "already": already}


def consent(answer: Any) -> dict[str, Any]:
    """A visit's consent."""
    return {"consent": visit_parts.Consent(answer=answer, notice_version="1")}


def follow_ups(**due: str) -> dict[str, Any]:
    """A visit's follow-ups: id and due day."""
    return {"follow_ups": tuple(visit_parts.FollowUp(id=name, due=day) for name, day in due.items())}
