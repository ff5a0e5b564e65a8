"""Who may help whom: each rule of assignment, unassignment and contact by an example."""

from datetime import timedelta

import pytest

from services.assignment.domain.commands import SetContact, UnassignHousehold
from services.assignment.domain.decider import roster_decider
from services.assignment.domain.rejections import (
    AlreadyAssigned,
    CaseloadFull,
    GuardianConsentMissing,
    HouseholdIsErased,
    HouseholdIsRemoved,
    HouseholdUnknown,
    NoContact,
    OccurredBeforeLastChange,
    OccurredInFuture,
    VolunteerIsErased,
    VolunteerIsRetired,
    VolunteerUnknown,
)
from shared.contracts.assignment import ContactSet
from tests.domain.roster_events import (
    EARLIER,
    HOUSE,
    LAN,
    MINH,
    NOW,
    OTHER_HOUSE,
    TA_LANG,
    assign,
    assigned,
    enrolled,
    household_erased,
    register,
    registered,
    removed,
    restored,
    retired,
    unassigned,
    volunteer_erased,
)
from tests.given_when_then import given

WARD = (TA_LANG, enrolled(LAN), enrolled(MINH), registered(HOUSE), registered(OTHER_HOUSE))
UNASSIGN = UnassignHousehold(recorded_at=NOW, household_id=HOUSE)


def contact(no_contact: bool, sequence: int, household_id: str = HOUSE, era: str = "era-1") -> SetContact:
    return SetContact(
        recorded_at=NOW, household_id=household_id, no_contact=no_contact, basis=(era, sequence), occurred_at=EARLIER
    )


def contact_set(no_contact: bool, sequence: int, household_id: str = HOUSE, era: str = "era-1") -> ContactSet:
    return ContactSet(household_id=household_id, occurred_at=EARLIER, no_contact=no_contact, basis=(era, sequence))


def test_a_household_gets_a_volunteer_from_the_day_it_is_assigned() -> None:
    given(roster_decider, *WARD).when(assign()).then(assigned(at=NOW))


def test_the_day_is_the_one_in_da_nang() -> None:
    evening = NOW.replace(hour=18) - timedelta(days=2)
    (event,) = given(roster_decider, *WARD).when(assign(occurred_at=evening)).events()
    assert event == assigned(at=evening)
    assert event.from_day == "2026-11-23"


def test_the_reason_goes_where_it_is_sealed() -> None:
    command = assign()
    command = type(command)(recorded_at=NOW, household_id=HOUSE, volunteer_id=LAN, reason="near by")
    (event,) = given(roster_decider, *WARD).when(command).events()
    assert event.sealed == {"reason": "near by"}


def test_the_same_volunteer_again_is_nothing_new() -> None:
    given(roster_decider, *WARD, assigned()).when(assign()).then_nothing()


def test_a_household_has_one_volunteer() -> None:
    given(roster_decider, *WARD, assigned()).when(assign(volunteer_id=MINH)).then_rejects(AlreadyAssigned)


def test_a_hand_over_names_both() -> None:
    given(roster_decider, *WARD, assigned()).when(assign(volunteer_id=MINH, replace=True)).then(
        assigned(volunteer_id=MINH, at=NOW, previous=LAN)
    )


def test_a_hand_over_frees_the_place_of_who_had_it() -> None:
    history = (enrolled(LAN, capacity=1), enrolled(MINH), registered(HOUSE), registered(OTHER_HOUSE), assigned())
    handed_over = assigned(volunteer_id=MINH, at=NOW, previous=LAN)
    given(roster_decider, *history, handed_over).when(assign(OTHER_HOUSE)).then(assigned(OTHER_HOUSE, at=NOW))


def test_a_full_caseload_takes_no_household() -> None:
    history = (enrolled(LAN, capacity=1), registered(HOUSE), registered(OTHER_HOUSE), assigned())
    given(roster_decider, *history).when(assign(OTHER_HOUSE)).then_rejects(CaseloadFull, capacity=1)


def test_an_ended_assignment_frees_the_place() -> None:
    history = (enrolled(LAN, capacity=1), registered(HOUSE), registered(OTHER_HOUSE), assigned(), unassigned())
    given(roster_decider, *history).when(assign(OTHER_HOUSE)).then(assigned(OTHER_HOUSE, at=NOW))


def test_what_is_not_there_cannot_be_assigned() -> None:
    given(roster_decider, *WARD).when(assign("nowhere")).then_rejects(HouseholdUnknown)
    given(roster_decider, *WARD).when(assign(volunteer_id="nobody")).then_rejects(VolunteerUnknown)


def test_a_removed_or_erased_household_cannot_be_assigned() -> None:
    given(roster_decider, *WARD, removed()).when(assign()).then_rejects(HouseholdIsRemoved)
    given(roster_decider, *WARD, removed(), household_erased()).when(assign()).then_rejects(HouseholdIsErased)


def test_a_retired_or_erased_volunteer_gets_no_household() -> None:
    given(roster_decider, *WARD, retired()).when(assign()).then_rejects(VolunteerIsRetired)
    given(roster_decider, *WARD, retired(), volunteer_erased()).when(assign()).then_rejects(VolunteerIsErased)


def test_a_minor_needs_the_guardians_consent() -> None:
    minor = enrolled(LAN, minor_until="2026-12")
    given(roster_decider, minor, registered()).when(assign()).then_rejects(GuardianConsentMissing)
    agreed = enrolled(LAN, minor_until="2026-12", consent=True)
    given(roster_decider, agreed, registered()).when(assign()).then(assigned(at=NOW))


def test_minority_ends_with_its_month_and_is_judged_at_the_assignment() -> None:
    grown = enrolled(LAN, minor_until="2026-11")
    given(roster_decider, grown, registered()).when(assign()).then(assigned(at=NOW))
    given(roster_decider, grown, registered()).when(assign(occurred_at=EARLIER)).then_rejects(GuardianConsentMissing)


def test_an_assignment_may_be_told_later_but_not_before_the_last_change() -> None:
    last_change = EARLIER + timedelta(days=10)
    history = (*WARD, assigned(), unassigned(at=last_change))
    given(roster_decider, *history).when(assign(occurred_at=last_change)).then(assigned(at=last_change))
    early = assign(occurred_at=last_change - timedelta(seconds=1))
    given(roster_decider, *history).when(early).then_rejects(OccurredBeforeLastChange)


def test_an_assignment_never_lies_before_the_registration() -> None:
    given(roster_decider, *WARD).when(assign(occurred_at=EARLIER)).then(assigned(at=EARLIER))
    early = assign(occurred_at=EARLIER - timedelta(seconds=1))
    given(roster_decider, *WARD).when(early).then_rejects(OccurredBeforeLastChange, day="2026-10-25")
    given(roster_decider, *WARD, removed(), restored()).when(early).then_rejects(OccurredBeforeLastChange)


def test_a_household_registered_without_a_time_was_registered_when_that_was_recorded() -> None:
    history = (enrolled(LAN), *given(roster_decider).when(register()).events())
    given(roster_decider, *history).when(assign(occurred_at=NOW)).then(assigned(at=NOW))
    early = assign(occurred_at=NOW - timedelta(seconds=1))
    given(roster_decider, *history).when(early).then_rejects(OccurredBeforeLastChange)


def test_a_clock_a_little_ahead_means_now_and_more_is_the_future() -> None:
    given(roster_decider, *WARD).when(assign(occurred_at=NOW + timedelta(minutes=4))).then(assigned(at=NOW))
    ahead = assign(occurred_at=NOW + timedelta(minutes=6))
    given(roster_decider, *WARD).when(ahead).then_rejects(OccurredInFuture)


def test_without_a_time_a_change_is_never_dated_before_the_one_it_follows() -> None:
    later = NOW + timedelta(seconds=1)
    history = (*WARD, assigned(at=later))
    given(roster_decider, *history).when(UNASSIGN).then(unassigned(at=later))
    given(roster_decider, *history, unassigned(at=later)).when(assign()).then(assigned(at=later))


def test_unassigning_ends_the_assignment_today() -> None:
    given(roster_decider, *WARD, assigned()).when(UNASSIGN).then(unassigned())


def test_unassigning_what_has_nobody_is_nothing() -> None:
    for history in (WARD, (*WARD, removed()), (*WARD, removed(), household_erased())):
        given(roster_decider, *history).when(UNASSIGN).then_nothing()
    given(roster_decider).when(UNASSIGN).then_rejects(HouseholdUnknown)


def test_who_wants_no_contact_is_unassigned_at_once() -> None:
    given(roster_decider, *WARD, assigned()).when(contact(True, 7)).then(
        contact_set(True, 7), unassigned(cause="no_contact")
    )


def test_who_wants_no_contact_is_assigned_to_nobody_until_that_changes() -> None:
    refused = (*WARD, contact_set(True, 7))
    given(roster_decider, *refused).when(assign()).then_rejects(NoContact)
    given(roster_decider, *refused, contact_set(False, 9)).when(assign()).then(assigned(at=NOW))


@pytest.mark.parametrize("history", [(), WARD, (*WARD, removed()), (*WARD, removed(), household_erased())])
def test_contact_is_recorded_whatever_the_roster_knows(history: tuple[object, ...]) -> None:
    given(roster_decider, *history).when(contact(True, 7)).then(contact_set(True, 7))
    given(roster_decider, *history).when(contact(False, 7)).then(contact_set(False, 7))


def test_contact_moves_forward_only() -> None:
    history = (*WARD, contact_set(True, 7, era="era-2"))
    given(roster_decider, *history).when(contact(False, 7, era="era-2")).then_nothing()
    given(roster_decider, *history).when(contact(False, 6, era="era-2")).then_nothing()
    given(roster_decider, *history).when(contact(False, 99, era="era-1")).then_nothing()
    given(roster_decider, *history).when(contact(False, 1, era="era-3")).then(contact_set(False, 1, era="era-3"))
