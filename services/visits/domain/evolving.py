"""How each event changes what is known of a household.

What an event states as `after` is taken from it and never computed again, so that a rule that changes later cannot
break the chain of what was said.
"""

from typing import assert_never

from msgspec.structs import replace

from services.visits.domain.cases import UNKNOWN_CASE, Amendment, CaseHistory, CaseRecord, StepTaken
from services.visits.domain.standing import ConsentKnown, facts_of
from services.visits.domain.state import (
    CountedVisit,
    FollowUpSituation,
    Household,
    HouseholdEvent,
    ProcedureStep,
    RequestSituation,
    VoidedVisit,
    counted_visits,
)
from shared.contracts.requests import RequestAnswered, RequestTaken
from shared.contracts.visit_parts import Case, Step
from shared.contracts.visits import (
    CaseAmended,
    CaseReopened,
    CaseRestated,
    FollowUpClosed,
    FollowUpOpened,
    HouseholdStandingChanged,
    ProcedureCompleted,
    ProcedureRefused,
    ProcedureReturned,
    ProcedureSubmitted,
    ProcedureWithdrawn,
    VisitRecorded,
    VisitVoided,
)

EVENT_OF_STEP: dict[Step, type[ProcedureStep]] = {
    "submitted": ProcedureSubmitted,
    "returned": ProcedureReturned,
    "completed": ProcedureCompleted,
    "refused": ProcedureRefused,
    "withdrawn": ProcedureWithdrawn,
}
_STEP_OF_EVENT: dict[type[ProcedureStep], Step] = {event: step for step, event in EVENT_OF_STEP.items()}


def evolve(household: Household, event: HouseholdEvent) -> Household:
    """The household after `event`."""
    match event:
        case VisitRecorded():
            return _visit_recorded(household, event)
        case VisitVoided():
            return _visit_voided(household, event)
        case HouseholdStandingChanged():
            return replace(household, standing=event.after)
        case FollowUpOpened():
            return _with_follow_ups(household, (event.follow_up.id,), "open")
        case FollowUpClosed():
            return _with_follow_ups(household, (event.follow_up_id,), "closed")
        case RequestTaken() | RequestAnswered():
            return with_request(household, event)
        case _:
            return _case_changed(household, event)


def _case_changed(household: Household, event: ProcedureStep | CaseReopened | CaseAmended | CaseRestated) -> Household:
    history = household.cases.get(event.case_id, UNKNOWN_CASE)
    return _with_case(household, event.case_id, _records_after(history, event), event.after)


def _records_after(
    history: CaseHistory, event: ProcedureStep | CaseReopened | CaseAmended | CaseRestated
) -> tuple[CaseRecord, ...]:
    """The case's records with what the event adds; an amendment that set no other appointment adds nothing."""
    match event:
        case CaseReopened():
            return history.with_result_taken_back()
        case CaseAmended(before=Case(appointment=was), after=Case(appointment=day)) if was != day:
            return history.with_record(Amendment(occurred_at=event.occurred_at, appointment=day))
        case CaseAmended() | CaseRestated():
            return history.records
        case (
            ProcedureSubmitted()
            | ProcedureReturned()
            | ProcedureCompleted()
            | ProcedureRefused()
            | ProcedureWithdrawn()
        ):
            return history.with_record(_step_taken(event))
    assert_never(event)


def _step_taken(event: ProcedureStep) -> StepTaken:
    return StepTaken(
        occurred_at=event.occurred_at,
        record=event.record,
        step=_STEP_OF_EVENT[type(event)],
        procedure=event.procedure,
        recorded_at=event.recorded_at,
        recorded_by=event.recorded_by,
        mode=event.mode,
        volunteer=event.volunteer,
        appointment=event.appointment,
    )


def _visit_recorded(household: Household, event: VisitRecorded) -> Household:
    visit = CountedVisit(
        visit_id=event.visit_id,
        occurred_at=event.occurred_at,
        day=event.day,
        outcome=event.outcome,
        place=event.place,
        people_helped=event.people_helped,
        people_new=event.people_new,
        volunteer=event.volunteer,
        obstacle=event.obstacle,
        self_reliant=event.self_reliant,
        already=event.already,
        cases=tuple(dict.fromkeys(line.case_id for line in event.lines if line.flag is None)),
        follow_ups=tuple(one.id for one in event.follow_ups),
        recorded_at=event.recorded_at,
        recorded_by=event.recorded_by,
    )
    facts = household.facts.with_visit(visit)
    if event.consent is not None:
        facts = facts.with_consent(ConsentKnown(event.occurred_at, event.visit_id, event.consent.answer))
    recorded = replace(household, visits=household.visits.set(event.visit_id, visit), facts=facts)
    return _with_follow_ups(recorded, visit.follow_ups, "open")


def _visit_voided(household: Household, event: VisitVoided) -> Household:
    visit = household.visits[event.visit_id]
    voided = replace(
        household,
        visits=household.visits.set(event.visit_id, VoidedVisit()),
        facts=facts_of(counted_visits(household, but=event.visit_id), household.facts.consent),
    )
    for case_id in visit.cases if isinstance(visit, CountedVisit) else ():
        history = household.cases[case_id]
        voided = _with_case(voided, case_id, history.without(event.visit_id), history.current)
    return _with_follow_ups(voided, event.follow_ups, "taken_back")


def _with_case(household: Household, case_id: str, records: tuple[CaseRecord, ...], case: Case | None) -> Household:
    return replace(household, cases=household.cases.set(case_id, CaseHistory(records, case)))


def _with_follow_ups(household: Household, ids: tuple[str, ...], situation: FollowUpSituation) -> Household:
    if not ids:
        return household
    return replace(household, follow_ups=household.follow_ups.update(dict.fromkeys(ids, situation)))


def with_request(household: Household, event: RequestTaken | RequestAnswered) -> Household:
    """The household after a request was taken or answered."""
    match event:
        case RequestTaken(kind="withdrawal"):
            withdrawn = ConsentKnown(event.occurred_at, event.request_id, "withdrawn")
            household = replace(household, facts=household.facts.with_consent(withdrawn))
            situation: RequestSituation = "unanswered"
        case RequestTaken():
            situation = "unanswered"
        case RequestAnswered():
            situation = "acknowledged" if event.outcome == "acknowledged" else "ended"
    return replace(household, requests=household.requests.set(event.request_id, situation))
