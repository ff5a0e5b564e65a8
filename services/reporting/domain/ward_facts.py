"""`ward/<ward>`: the present facts of a ward, folded from both sources.

Each source moves fields of its own, so the order in which the two arrive does not matter. Stocks move by what a
household counts for before and after an event; they are never summed anew.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from services.reporting.domain.cells import Cells, add, add_each
from services.reporting.domain.documents import Household, OpenCase, Phone, Village, Volunteer, WardFacts
from services.reporting.domain.indicators import household_cells, open_case_cells
from services.reporting.domain.month_flows import CASE_EVENTS
from shared.contracts import assignment, visit_parts, visits
from shared.kernel.days import day_of
from shared.kernel.messages import Event, LedgerEvent


def empty_ward(ward: str, _id: str) -> WardFacts:
    """A ward before its first event."""
    return WardFacts(ward=ward)


def fold_ward(facts: WardFacts, entry: LedgerEvent, fact: Event) -> WardFacts:
    """The ward after one event, which must be of a kind that assignment or visits publishes."""
    facts.numbered_at[entry.source] = entry.numbered_at
    follow = _FOLLOW.get(entry.type)
    if follow is not None:
        follow(facts, entry, fact)
    return facts


def _household(facts: WardFacts, household_id: str) -> Household:
    """The household, known to the roster or not."""
    household = facts.households.get(household_id)
    if household is None:
        household = facts.households[household_id] = Household()
    return household


def count(facts: WardFacts, household: Household, times: int) -> None:
    """Add what a household counts for to the stocks, or with -1 take it away. A removed one counts nowhere; one that
    the roster does not know yet counts with its open cases and follow-ups alone."""
    if household.removed:
        return
    cells = facts.stocks.setdefault(household.village, {})
    if household.registered:
        add_each(cells, household_cells(household), times)
        add(cells, "adults", times * household.adults)
    for case in household.cases.values():
        add_each(cells, open_case_cells(case), times)
    for due in household.follow_ups.values():
        add(cells, f"follow_up/{due}", times)
    _tidy(facts, household)
    if household.volunteer is not None:
        add(facts.caseloads, household.volunteer, times)
        if household.signal == "good":
            add(facts.in_signal, household.volunteer, times)


def _open_cells(facts: WardFacts, household: Household) -> Cells:
    """Where the household's open cases and follow-ups are counted."""
    return {} if household.removed else facts.stocks.setdefault(household.village, {})


def _tidy(facts: WardFacts, household: Household) -> None:
    if not facts.stocks.get(household.village, True):
        del facts.stocks[household.village]


def _village_noted(facts: WardFacts, _entry: LedgerEvent, fact: assignment.VillageNoted) -> None:
    facts.villages.setdefault(fact.village, Village(fact.name))


def _village_confirmed(facts: WardFacts, _entry: LedgerEvent, fact: assignment.VillageConfirmed) -> None:
    facts.villages[fact.village] = Village(fact.name, confirmed=True, total=fact.households_total)


def _registered(facts: WardFacts, entry: LedgerEvent, fact: assignment.HouseholdRegistered) -> None:
    day = day_of(entry.recorded_at)
    facts.started_on = day if facts.started_on is None else min(day, facts.started_on)
    household = _household(facts, fact.household_id)
    count(facts, household, -1)
    _take_traits(household, fact.traits)
    household.registered = True
    count(facts, household, 1)


def _amended(facts: WardFacts, _entry: LedgerEvent, fact: assignment.HouseholdAmended) -> None:
    household = _household(facts, fact.household_id)
    count(facts, household, -1)
    _take_traits(household, fact.traits)
    count(facts, household, 1)


def _take_traits(household: Household, traits: assignment.HouseholdTraits) -> None:
    household.village = traits.village
    household.priority = traits.priority
    household.signal = traits.signal
    household.adults = traits.adults or 0


def _set_registered(facts: WardFacts, household: Household, registered: bool) -> None:
    count(facts, household, -1)
    household.registered, household.removed = registered, not registered
    household.volunteer = household.since = None
    count(facts, household, 1)


def _removed(facts: WardFacts, _entry: LedgerEvent, fact: assignment.HouseholdRemoved) -> None:
    _set_registered(facts, _household(facts, fact.household_id), False)


def _restored(facts: WardFacts, _entry: LedgerEvent, fact: assignment.HouseholdRestored) -> None:
    _set_registered(facts, _household(facts, fact.household_id), True)


def _assigned(facts: WardFacts, _entry: LedgerEvent, fact: assignment.HouseholdAssigned) -> None:
    household = _household(facts, fact.household_id)
    count(facts, household, -1)
    household.volunteer, household.since = fact.volunteer_id, fact.from_day
    first = household.first_assigned
    household.first_assigned = fact.from_day if first is None else min(first, fact.from_day)
    count(facts, household, 1)


def _unassigned(facts: WardFacts, _entry: LedgerEvent, fact: assignment.HouseholdUnassigned) -> None:
    household = _household(facts, fact.household_id)
    count(facts, household, -1)
    household.volunteer = household.since = None
    count(facts, household, 1)


def _volunteer_noted(
    facts: WardFacts, _entry: LedgerEvent, fact: assignment.VolunteerEnrolled | assignment.VolunteerAmended
) -> None:
    known = facts.volunteers.get(fact.volunteer_id)
    traits = fact.traits
    retired = known is not None and known.retired
    facts.volunteers[fact.volunteer_id] = Volunteer(traits.kind, traits.capacity, retired=retired)


def _retired(facts: WardFacts, _entry: LedgerEvent, fact: assignment.VolunteerRetired) -> None:
    facts.volunteers[fact.volunteer_id] = msgspec.structs.replace(facts.volunteers[fact.volunteer_id], retired=True)


def _reinstated(facts: WardFacts, _entry: LedgerEvent, fact: assignment.VolunteerReinstated) -> None:
    facts.volunteers[fact.volunteer_id] = msgspec.structs.replace(facts.volunteers[fact.volunteer_id], retired=False)


def _erased(facts: WardFacts, _entry: LedgerEvent, fact: assignment.PersonalDataErased) -> None:
    """Who is erased leaves every stock; what was known of a household's people goes too."""
    if fact.subject_kind == "household":
        household = _household(facts, fact.subject_id)
        _set_registered(facts, household, False)
        household.priority, household.signal, household.adults = (), "good", 0
    elif fact.subject_id in facts.volunteers:
        known = facts.volunteers[fact.subject_id]
        facts.volunteers[fact.subject_id] = msgspec.structs.replace(known, retired=True)


def _visited(facts: WardFacts, _entry: LedgerEvent, fact: visits.VisitRecorded) -> None:
    last = facts.last_visit_at
    if last is None or fact.recorded_at > last:
        facts.last_visit_at = fact.recorded_at
    for follow_up in fact.follow_ups:
        _open_follow_up(facts, fact.household_id, follow_up)


def _voided(facts: WardFacts, _entry: LedgerEvent, fact: visits.VisitVoided) -> None:
    for follow_up_id in fact.follow_ups:
        _close_follow_up(facts, fact.household_id, follow_up_id)


def _follow_up_opened(facts: WardFacts, _entry: LedgerEvent, fact: visits.FollowUpOpened) -> None:
    _open_follow_up(facts, fact.household_id, fact.follow_up)


def _follow_up_closed(facts: WardFacts, _entry: LedgerEvent, fact: visits.FollowUpClosed) -> None:
    _close_follow_up(facts, fact.household_id, fact.follow_up_id)


def _open_follow_up(facts: WardFacts, household_id: str, follow_up: visit_parts.FollowUp) -> None:
    household = _household(facts, household_id)
    household.follow_ups[follow_up.id] = follow_up.due
    add(_open_cells(facts, household), f"follow_up/{follow_up.due}", 1)


def _close_follow_up(facts: WardFacts, household_id: str, follow_up_id: str) -> None:
    household = _household(facts, household_id)
    due = household.follow_ups.pop(follow_up_id, None)
    if due is not None:
        add(_open_cells(facts, household), f"follow_up/{due}", -1)
        _tidy(facts, household)


def _case_moved(facts: WardFacts, _entry: LedgerEvent, fact: Any) -> None:
    household = _household(facts, fact.household_id)
    cells = _open_cells(facts, household)
    was = household.cases.pop(fact.case_id, None)
    if was is not None:
        add_each(cells, open_case_cells(was), -1)
    after: visit_parts.Case | None = fact.after
    if after is not None and after.state == "open":
        case = household.cases[fact.case_id] = OpenCase(after.procedure, after.returned, after.appointment)
        add_each(cells, open_case_cells(case), 1)
    _tidy(facts, household)


def _standing_changed(facts: WardFacts, _entry: LedgerEvent, fact: visits.HouseholdStandingChanged) -> None:
    household = _household(facts, fact.household_id)
    count(facts, household, -1)
    household.standing = fact.after
    count(facts, household, 1)


def _phone_heard(facts: WardFacts, _entry: LedgerEvent, fact: visits.PhoneHeard) -> None:
    facts.phones[fact.device] = Phone(fact.volunteer_id, fact.at, fact.unsent)


_FOLLOW: Mapping[str, Callable[[WardFacts, LedgerEvent, Any], None]] = {
    "VillageNoted": _village_noted,
    "VillageConfirmed": _village_confirmed,
    "HouseholdRegistered": _registered,
    "HouseholdAmended": _amended,
    "HouseholdRemoved": _removed,
    "HouseholdRestored": _restored,
    "HouseholdAssigned": _assigned,
    "HouseholdUnassigned": _unassigned,
    "VolunteerEnrolled": _volunteer_noted,
    "VolunteerAmended": _volunteer_noted,
    "VolunteerRetired": _retired,
    "VolunteerReinstated": _reinstated,
    "PersonalDataErased": _erased,
    "VisitRecorded": _visited,
    "VisitVoided": _voided,
    "FollowUpOpened": _follow_up_opened,
    "FollowUpClosed": _follow_up_closed,
    "HouseholdStandingChanged": _standing_changed,
    "PhoneHeard": _phone_heard,
    **dict.fromkeys(CASE_EVENTS, _case_moved),
}
