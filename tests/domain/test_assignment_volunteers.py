"""Volunteers come, change and go: each rule by an example."""

from services.assignment.domain.commands import (
    AmendVolunteer,
    EnrollVolunteer,
    EraseVolunteer,
    ReinstateVolunteer,
    RetireVolunteer,
)
from services.assignment.domain.decider import roster_decider
from services.assignment.domain.rejections import (
    CapacityBelowCaseload,
    GuardianConsentMissing,
    VolunteerExists,
    VolunteerIsErased,
    VolunteerUnknown,
)
from shared.contracts.assignment import VolunteerAmended, VolunteerEnrolled, VolunteerReinstated, VolunteerTraits
from tests.domain.roster_events import (
    HOUSE,
    LAN,
    NOW,
    OTHER_HOUSE,
    TA_LANG,
    assigned,
    enrolled,
    registered,
    retired,
    unassigned,
    volunteer_erased,
)
from tests.given_when_then import given

RETIRE = RetireVolunteer(recorded_at=NOW, volunteer_id=LAN)
REINSTATE = ReinstateVolunteer(recorded_at=NOW, volunteer_id=LAN)
ERASE = EraseVolunteer(recorded_at=NOW, volunteer_id=LAN)
ENROLL = EnrollVolunteer(recorded_at=NOW, volunteer_id=LAN, kind="pupil", capacity=5)


def amended(**traits: object) -> VolunteerAmended:
    whole = {"kind": "youth_union", "capacity": 20, **traits}
    return VolunteerAmended(volunteer_id=LAN, occurred_at=NOW, traits=VolunteerTraits(**whole))


def test_a_volunteer_is_enrolled_with_what_identifies_them_sealed() -> None:
    command = EnrollVolunteer(
        recorded_at=NOW,
        volunteer_id=LAN,
        kind="pupil",
        capacity=5,
        village="Tà Lang",
        minor_until="2027-05",
        guardian_consent=True,
        personal={"name": "Demo Lan", "phone": "", "guardian_consent": "2026-11-20 slip 4"},
    )
    traits = VolunteerTraits(kind="pupil", capacity=5, village="tà-lang", minor_until="2027-05", guardian_consent=True)
    sealed = {"name": "Demo Lan", "guardian_consent": "2026-11-20 slip 4"}
    given(roster_decider).when(command).then(
        TA_LANG, VolunteerEnrolled(volunteer_id=LAN, occurred_at=NOW, traits=traits, sealed=sealed)
    )


def test_an_id_is_taken_for_good() -> None:
    for history in ((enrolled(),), (enrolled(), retired()), (enrolled(), retired(), volunteer_erased())):
        given(roster_decider, *history).when(ENROLL).then_rejects(VolunteerExists, field="id")


def test_an_amendment_says_the_traits_as_they_are_now() -> None:
    command = AmendVolunteer(recorded_at=NOW, volunteer_id=LAN, capacity=7, village="tà lang")
    given(roster_decider, TA_LANG, enrolled()).when(command).then(amended(capacity=7, village="tà-lang"))
    given(roster_decider, enrolled(), retired()).when(
        AmendVolunteer(recorded_at=NOW, volunteer_id=LAN, kind="other")
    ).then(amended(kind="other"))


def test_an_amendment_that_changes_nothing_is_nothing_unless_it_gives_sealed_fields() -> None:
    same = AmendVolunteer(recorded_at=NOW, volunteer_id=LAN, capacity=20, village=None)
    given(roster_decider, enrolled()).when(same).then_nothing()
    renamed = AmendVolunteer(recorded_at=NOW, volunteer_id=LAN, personal={"name": "Demo Lan"})
    (event,) = given(roster_decider, enrolled()).when(renamed).events()
    assert event.sealed == {"name": "Demo Lan"}


def test_a_capacity_holds_the_households_there_are() -> None:
    history = (enrolled(), registered(HOUSE), registered(OTHER_HOUSE), assigned(HOUSE), assigned(OTHER_HOUSE))
    one = AmendVolunteer(recorded_at=NOW, volunteer_id=LAN, capacity=1)
    given(roster_decider, *history).when(one).then_rejects(CapacityBelowCaseload, caseload=2)
    two = AmendVolunteer(recorded_at=NOW, volunteer_id=LAN, capacity=2)
    given(roster_decider, *history).when(two).then(amended(capacity=2))


def test_who_turns_out_to_be_a_minor_needs_consent_for_the_households_there_are() -> None:
    minor = AmendVolunteer(recorded_at=NOW, volunteer_id=LAN, minor_until="2027-05")
    given(roster_decider, enrolled()).when(minor).then(amended(minor_until="2027-05"))
    helping = (enrolled(), registered(), assigned())
    given(roster_decider, *helping).when(minor).then_rejects(GuardianConsentMissing)
    agreed = AmendVolunteer(recorded_at=NOW, volunteer_id=LAN, minor_until="2027-05", guardian_consent=True)
    given(roster_decider, *helping).when(agreed).then(amended(minor_until="2027-05", guardian_consent=True))


def test_a_retirement_leaves_every_household_without_a_volunteer() -> None:
    history = (enrolled(), registered(HOUSE), registered(OTHER_HOUSE), assigned(OTHER_HOUSE), assigned(HOUSE))
    given(roster_decider, *history).when(RETIRE).then(
        unassigned(HOUSE, cause="volunteer_retired"), unassigned(OTHER_HOUSE, cause="volunteer_retired"), retired()
    )
    given(roster_decider, enrolled(), retired()).when(RETIRE).then_nothing()


def test_a_retirement_can_be_taken_back_but_not_the_households() -> None:
    back = VolunteerReinstated(volunteer_id=LAN, occurred_at=NOW)
    given(roster_decider, enrolled(), retired()).when(REINSTATE).then(back)
    given(roster_decider, enrolled()).when(REINSTATE).then_nothing()


def test_an_erasure_retires_first_and_is_final() -> None:
    given(roster_decider, enrolled(), registered(), assigned()).when(ERASE).then(
        unassigned(cause="volunteer_retired"), retired(), volunteer_erased()
    )
    given(roster_decider, enrolled(), retired()).when(ERASE).then(volunteer_erased())
    gone = (enrolled(), retired(), volunteer_erased())
    given(roster_decider, *gone).when(ERASE).then_nothing()
    given(roster_decider, *gone).when(RETIRE).then_nothing()
    given(roster_decider, *gone).when(REINSTATE).then_rejects(VolunteerIsErased)
    amend = AmendVolunteer(recorded_at=NOW, volunteer_id=LAN, capacity=3)
    given(roster_decider, *gone).when(amend).then_rejects(VolunteerIsErased)


def test_nobody_can_be_amended_retired_reinstated_or_erased_who_was_never_here() -> None:
    amend = AmendVolunteer(recorded_at=NOW, volunteer_id=LAN, capacity=3)
    for command in (amend, RETIRE, REINSTATE, ERASE):
        given(roster_decider).when(command).then_rejects(VolunteerUnknown)
