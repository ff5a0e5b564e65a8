"""Flags that join visits with the roster, derived when read (domain.md, At the door; Cases; Under 18).

`outside_assignment`: the household is known and the volunteer was not assigned there on the visit's day.
`not_responsible`: a result by a volunteer who neither helped the household that day nor opened the case.
`minor_alone`: under 18, and without an adult companion of the ward, or before 07:00 or after 19:00.
Whoever came from the ward's desk alone (no volunteer) carries none of them.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, time

from services.visits.views.case import CaseDocument, StepTaken
from services.visits.views.roster import RosterHousehold, RosterVolunteer
from services.visits.views.visit import VisitDocument
from shared.kernel.days import HO_CHI_MINH, Day

EARLIEST, LATEST = time(7, 0), time(19, 0)
"""Between these a minor may be at a door."""
RESULTS = frozenset({"completed", "refused", "withdrawn"})
_RESULT_EVENTS = frozenset({"ProcedureCompleted", "ProcedureRefused", "ProcedureWithdrawn"})


def flags_of_visit(
    visit: VisitDocument,
    household: RosterHousehold | None,
    volunteers: Mapping[str, RosterVolunteer],
    cases: Mapping[str, CaseDocument],
) -> list[str]:
    """All derived flags of a visit, in a fixed order."""
    return list(_flags(visit, household, volunteers, cases))


def _flags(
    visit: VisitDocument,
    household: RosterHousehold | None,
    volunteers: Mapping[str, RosterVolunteer],
    cases: Mapping[str, CaseDocument],
) -> Iterator[str]:
    if visit.volunteer is None or visit.occurred_at is None:
        return
    if household is not None and household.registered and not household.helped_by(visit.volunteer, visit.day):
        yield "outside_assignment"
        if _results_of_others(visit, visit.volunteer, cases):
            yield "not_responsible"
    if minor_alone(visit.volunteer, visit.companions, visit.occurred_at, visit.day, volunteers):
        yield "minor_alone"


def _results_of_others(visit: VisitDocument, volunteer: str, cases: Mapping[str, CaseDocument]) -> bool:
    results = [line.case_id for line in visit.lines if line.step in RESULTS and line.flag is None]
    known = [cases[case_id] for case_id in results if case_id in cases]
    return any(document.case is not None and document.case.opened.volunteer != volunteer for document in known)


def minor_alone(
    volunteer: str,
    companions: Collection[str],
    at: datetime,
    day: Day,
    volunteers: Mapping[str, RosterVolunteer],
) -> bool:
    """Whether somebody who was under 18 then went without an adult, or at an hour when no minor should."""
    known = volunteers.get(volunteer)
    if known is None or not known.minor_on(day):
        return False
    adult_beside = any(one in volunteers and not volunteers[one].minor_on(day) for one in companions)
    local = at.astimezone(HO_CHI_MINH).time()
    return not adult_beside or local < EARLIEST or local > LATEST


def not_responsible(document: CaseDocument, step: StepTaken, household: RosterHousehold | None) -> bool:
    """Whether a step of the case is a result by a volunteer who was not responsible for it on its day."""
    if step.type not in _RESULT_EVENTS or step.volunteer is None or step.day is None or document.case is None:
        return False
    if household is None or not household.registered or document.case.opened.volunteer == step.volunteer:
        return False
    return not household.helped_by(step.volunteer, step.day)
