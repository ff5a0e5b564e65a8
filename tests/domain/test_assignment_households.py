"""The ward's list and its villages: each rule by an example."""

from datetime import timedelta

from services.assignment.domain.commands import (
    AmendHousehold,
    DescribeVillage,
    EraseHousehold,
    RegisterHousehold,
    RemoveHousehold,
    RestoreHousehold,
)
from services.assignment.domain.decider import roster_decider
from services.assignment.domain.rejections import (
    HouseholdExists,
    HouseholdIsErased,
    HouseholdIsRemoved,
    HouseholdUnknown,
    OccurredInFuture,
    VillageExists,
    VillageUnnamed,
)
from shared.contracts.assignment import (
    ContactSet,
    HouseholdAmended,
    HouseholdRegistered,
    HouseholdRestored,
    HouseholdTraits,
    VillageConfirmed,
    VillageNoted,
)
from tests.domain.roster_events import (
    EARLIER,
    HOUSE,
    LAN,
    MINH,
    NOW,
    OTHER_HOUSE,
    TA_LANG,
    assigned,
    enrolled,
    household_erased,
    register,
    registered,
    removed,
    retired,
    unassigned,
)
from tests.given_when_then import given

REMOVE = RemoveHousehold(recorded_at=NOW, household_id=HOUSE, reason="moved to Huế")
RESTORE = RestoreHousehold(recorded_at=NOW, household_id=HOUSE)
ERASE = EraseHousehold(recorded_at=NOW, household_id=HOUSE)
RESTORED = HouseholdRestored(household_id=HOUSE, occurred_at=NOW)


def now_registered(household_id: str = HOUSE, code: str | None = None) -> HouseholdRegistered:
    return HouseholdRegistered(
        household_id=household_id, occurred_at=NOW, traits=HouseholdTraits(village="tà-lang", code=code)
    )


def test_a_household_of_an_unknown_village_makes_the_village_unconfirmed() -> None:
    given(roster_decider).when(register(village="Thôn  Tà Lang")).then(
        VillageNoted(village="tà-lang", name="Thôn Tà Lang"), now_registered()
    )
    given(roster_decider, TA_LANG).when(register(village="thôn tà lang")).then(now_registered())


def test_a_village_without_a_letter_is_none() -> None:
    given(roster_decider).when(register(village="—")).then_rejects(VillageUnnamed, pointer="/village")


def test_what_identifies_people_goes_where_it_is_sealed() -> None:
    command = RegisterHousehold(
        recorded_at=NOW,
        household_id=HOUSE,
        village="Tà Lang",
        priority=("poor", "elderly-70", "poor"),
        signal="none",
        adults=3,
        personal={"head_name": "Demo A", "phone": ""},
        occurred_at=EARLIER,
    )
    traits = HouseholdTraits(village="tà-lang", priority=("elderly-70", "poor"), signal="none", adults=3)
    given(roster_decider, TA_LANG).when(command).then(
        HouseholdRegistered(household_id=HOUSE, occurred_at=EARLIER, traits=traits, sealed={"head_name": "Demo A"})
    )


def test_an_id_is_taken_for_good() -> None:
    for history in ((registered(),), (registered(), removed()), (registered(), removed(), household_erased())):
        given(roster_decider, *history).when(register()).then_rejects(HouseholdExists, field="id")


def test_a_code_is_unique_among_the_households_on_the_list() -> None:
    history = (TA_LANG, registered(OTHER_HOUSE, code="HV-01"))
    given(roster_decider, *history).when(register(code="HV-01")).then_rejects(HouseholdExists, field="code")
    freed = (*history, removed(OTHER_HOUSE))
    given(roster_decider, *freed).when(register(code="HV-01")).then(now_registered(code="HV-01"))


def test_a_registration_lies_not_in_the_future() -> None:
    future = register(occurred_at=NOW + timedelta(hours=1))
    given(roster_decider, TA_LANG).when(future).then_rejects(OccurredInFuture)


def test_who_finds_a_household_helps_it_if_a_place_is_free() -> None:
    given(roster_decider, TA_LANG, enrolled()).when(register(found_by=LAN)).then(now_registered(), assigned(at=NOW))


def test_a_found_household_is_registered_even_where_the_finder_cannot_help() -> None:
    full = (TA_LANG, enrolled(capacity=1), registered(OTHER_HOUSE), assigned(OTHER_HOUSE))
    minor = (TA_LANG, enrolled(minor_until="2027-01"))
    refused = ContactSet(household_id=HOUSE, occurred_at=EARLIER, no_contact=True, basis=("era-1", 1))
    for history in (full, minor, (TA_LANG,), (TA_LANG, enrolled(), retired()), (TA_LANG, enrolled(), refused)):
        given(roster_decider, *history).when(register(found_by=LAN)).then(now_registered())


def test_an_amendment_says_the_traits_as_they_are_now() -> None:
    command = AmendHousehold(recorded_at=NOW, household_id=HOUSE, adults=2, code="HV-02", personal={"phone": ""})
    given(roster_decider, TA_LANG, registered(code="HV-01")).when(command).then(
        HouseholdAmended(
            household_id=HOUSE,
            occurred_at=NOW,
            traits=HouseholdTraits(village="tà-lang", code="HV-02", adults=2),
            sealed={"phone": ""},
        )
    )


def test_an_amendment_that_changes_nothing_is_nothing() -> None:
    command = AmendHousehold(recorded_at=NOW, household_id=HOUSE, village="TÀ LANG", priority=(), code="HV-01")
    given(roster_decider, TA_LANG, registered(code="HV-01")).when(command).then_nothing()


def test_an_amended_code_is_free_and_frees_the_old_one() -> None:
    take = AmendHousehold(recorded_at=NOW, household_id=HOUSE, code="HV-02")
    history = (TA_LANG, registered(code="HV-01"), registered(OTHER_HOUSE, code="HV-02"))
    given(roster_decider, *history).when(take).then_rejects(HouseholdExists, field="code")
    cleared = AmendHousehold(recorded_at=NOW, household_id=OTHER_HOUSE, code=None)
    after = (*history, *given(roster_decider, *history).when(cleared).events())
    assert len(given(roster_decider, *after).when(take).events()) == 1


def test_a_volunteer_amends_only_households_of_their_own() -> None:
    history = (TA_LANG, enrolled(LAN), enrolled(MINH), registered(), assigned())
    for volunteer_id, count in ((LAN, 1), (MINH, 0)):
        command = AmendHousehold(recorded_at=NOW, household_id=HOUSE, adults=4, helped_by=volunteer_id)
        deciding = given(roster_decider, *history).when(command)
        if count:
            assert len(deciding.events()) == count
        else:
            deciding.then_rejects(HouseholdUnknown)


def test_what_is_not_on_the_list_cannot_be_amended() -> None:
    amend = AmendHousehold(recorded_at=NOW, household_id=HOUSE, adults=4)
    given(roster_decider).when(amend).then_rejects(HouseholdUnknown)
    given(roster_decider, registered(), removed()).when(amend).then_rejects(HouseholdIsRemoved)
    erased = (registered(), removed(), household_erased())
    given(roster_decider, *erased).when(amend).then_rejects(HouseholdIsErased)


def test_a_removal_ends_the_assignment_first() -> None:
    history = (TA_LANG, enrolled(), registered(), assigned())
    first, second = given(roster_decider, *history).when(REMOVE).events()
    assert first == unassigned(cause="household_removed")
    assert second.sealed == {"reason": "moved to Huế"}
    given(roster_decider, *history, first, second).when(REMOVE).then_nothing()


def test_a_removal_can_be_undone() -> None:
    given(roster_decider, registered(), removed()).when(RESTORE).then(RESTORED)
    given(roster_decider, registered()).when(RESTORE).then_nothing()
    given(roster_decider).when(RESTORE).then_rejects(HouseholdUnknown)


def test_a_household_comes_back_only_while_its_code_is_free() -> None:
    history = (registered(code="HV-01"), removed(), registered(OTHER_HOUSE, code="HV-01"))
    given(roster_decider, *history).when(RESTORE).then_rejects(HouseholdExists, field="code")


def test_an_erasure_removes_first_and_is_final() -> None:
    given(roster_decider, enrolled(), registered(), assigned()).when(ERASE).then(
        unassigned(cause="household_removed"), removed(), household_erased()
    )
    gone = (registered(), removed(), household_erased())
    given(roster_decider, registered(), removed()).when(ERASE).then(household_erased())
    given(roster_decider, *gone).when(ERASE).then_nothing()
    given(roster_decider, *gone).when(REMOVE).then_nothing()
    given(roster_decider, *gone).when(RESTORE).then_rejects(HouseholdIsErased)


def test_a_village_is_confirmed_under_its_key_with_its_count() -> None:
    command = DescribeVillage(
        recorded_at=NOW, village="tà-lang", name="Tà Lang", households_total=120, counted_on="2026-10-01", source="ward"
    )
    confirmed = VillageConfirmed(
        village="tà-lang", name="Tà Lang", households_total=120, counted_on="2026-10-01", source="ward"
    )
    given(roster_decider, TA_LANG).when(command).then(confirmed)
    given(roster_decider, TA_LANG, confirmed).when(command).then_nothing()


def test_a_renamed_village_keeps_its_key_and_answers_to_both_names() -> None:
    renamed = VillageConfirmed(village="tà-lang", name="Tà Lang Giàn Bí")
    rename = DescribeVillage(recorded_at=NOW, village="Tà Lang", name="Tà Lang Giàn Bí")
    given(roster_decider, TA_LANG).when(rename).then(renamed)
    for name in ("Tà Lang", "thôn Tà Lang Giàn Bí"):
        given(roster_decider, TA_LANG, renamed).when(register(village=name)).then(now_registered())


def test_two_villages_do_not_share_a_name() -> None:
    other = VillageNoted(village="giàn-bí", name="Giàn Bí")
    rename = DescribeVillage(recorded_at=NOW, village="tà-lang", name="GIÀN BÍ")
    given(roster_decider, TA_LANG, other).when(rename).then_rejects(VillageExists)
    unnamed = DescribeVillage(recorded_at=NOW, village="tà-lang", name="?")
    given(roster_decider, TA_LANG).when(unnamed).then_rejects(VillageUnnamed, pointer="/name")
