"""Taking a visit back: with its steps, its follow-ups and what its household's cases and standing owed to it."""

from services.visits.domain.cases import case_of
from services.visits.domain.commands import VoidVisit
from services.visits.domain.rejections import (
    NotYourVisit,
    ReasonMissing,
    VisitAlreadyVoided,
    VisitUnknown,
    VoidingTooLate,
)
from services.visits.domain.standing import facts_of, standing_change
from services.visits.domain.state import CountedVisit, Household, HouseholdEvent, VoidedVisit, counted_visits
from services.visits.domain.timing import OWN_RECORD
from shared.contracts.visits import CaseRestated, VisitVoided
from shared.kernel.scope import Role


def void_visit(command: VoidVisit, household: Household) -> list[HouseholdEvent]:
    """The voiding, every case that is another without the visit, and the standing if it changed."""
    if not command.reason.strip():
        raise ReasonMissing("/reason")
    visit = _counted(command, household)
    _require_permission(command, visit)
    facts = facts_of(counted_visits(household, but=visit.visit_id), household.facts.consent)
    return [
        _voided(command, visit),
        *_restated(command, household, visit),
        *standing_change(household.standing, facts, command.household_id, visit.occurred_at),
    ]


def _counted(command: VoidVisit, household: Household) -> CountedVisit:
    match household.visits.get(command.visit_id):
        case CountedVisit() as visit:
            return visit
        case VoidedVisit():
            raise VisitAlreadyVoided(visit_id=command.visit_id)
        case None:
            raise VisitUnknown(visit_id=command.visit_id)


def _require_permission(command: VoidVisit, visit: CountedVisit) -> None:
    if command.role is Role.COORDINATOR:
        return
    if command.recorded_by != visit.recorded_by:
        raise NotYourVisit()
    if command.recorded_at > visit.recorded_at + OWN_RECORD:
        raise VoidingTooLate(days=OWN_RECORD.days)


def _voided(command: VoidVisit, visit: CountedVisit) -> VisitVoided:
    return VisitVoided(
        household_id=command.household_id,
        occurred_at=visit.occurred_at,
        visit_id=visit.visit_id,
        day=visit.day,
        outcome=visit.outcome,
        place=visit.place,
        people_helped=visit.people_helped,
        people_new=visit.people_new,
        volunteer=visit.volunteer,
        obstacle=visit.obstacle,
        follow_ups=visit.follow_ups,
        sealed={"reason": command.reason},
    )


def _restated(command: VoidVisit, household: Household, visit: CountedVisit) -> list[CaseRestated]:
    restated: list[CaseRestated] = []
    for case_id in visit.cases:
        history = household.cases[case_id]
        after = case_of(history.without(visit.visit_id))
        if after == history.current:
            continue
        restated.append(
            CaseRestated(
                household_id=command.household_id,
                occurred_at=visit.occurred_at,
                case_id=case_id,
                before=history.current,
                after=after,
            )
        )
    return restated
