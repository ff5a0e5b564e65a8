"""Each document of assignment folds by itself to what its own events say."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from services.assignment.views import ROSTER_VIEWS
from services.assignment.views.household import HouseholdDocument
from services.assignment.views.village import VillageDocument
from services.assignment.views.volunteer import VolunteerDocument
from shared.contracts.assignment import (
    ContactSet,
    HouseholdAmended,
    HouseholdAssigned,
    HouseholdRegistered,
    HouseholdRestored,
    HouseholdTraits,
    HouseholdUnassigned,
    VillageConfirmed,
    VillageNoted,
    VolunteerAmended,
    VolunteerReinstated,
    VolunteerTraits,
)
from shared.kernel.messages import Event, LedgerEvent, SealedText
from tests.domain.roster_events import (
    EARLIER,
    HOUSE,
    LAN,
    MINH,
    NOW,
    OTHER_HOUSE,
    assigned,
    enrolled,
    household_erased,
    registered,
    removed,
    retired,
    unassigned,
    volunteer_erased,
)

WARD = "20194"


def entry_of(fact: Event, number: int) -> LedgerEvent:
    return LedgerEvent(
        source="assignment",
        ward=WARD,
        era="e",
        sequence=number,
        id=f"event-{number}",
        type=type(fact).__name__,
        version=1,
        subject=fact.subject,
        time=NOW,
        recorded_at=NOW,
        numbered_at=NOW,
        stream=f"{WARD}/roster",
        commit=number,
        actor="account-1",
        command_id="c",
        correlation_id="",
        traceparent="",
        data=msgspec.Raw(b"{}"),
    )


def folded(name: str, *facts: Event) -> Any:
    """The document `name` after `facts`, as the flow would fold it: through bytes between any two events."""
    kind, _, document_id = name.partition("/")
    view = ROSTER_VIEWS.by_kind[kind]
    document = view.empty(WARD, document_id)
    for number, fact in enumerate(facts, start=1):
        entry = entry_of(fact, number)
        if entry.type in view.types and document_id in view.ids(entry, fact):
            document = view.read(msgspec.json.encode(view.fold(document, entry, fact)))
    return document


def tags(name: str, *facts: Event) -> tuple[str, ...]:
    kind = name.partition("/")[0]
    return ROSTER_VIEWS.by_kind[kind].tags(folded(name, *facts))


def house(*facts: Event) -> HouseholdDocument:
    document: HouseholdDocument = folded(f"household/{HOUSE}", *facts)
    return document


def lan(*facts: Event) -> VolunteerDocument:
    document: VolunteerDocument = folded(f"volunteer/{LAN}", *facts)
    return document


def sealed(fact: Any, **boxes: str) -> Any:
    return msgspec.structs.replace(fact, sealed=boxes)


def test_a_households_boxes_are_those_last_written() -> None:
    amended = HouseholdAmended(
        household_id=HOUSE, occurred_at=NOW, traits=HouseholdTraits(village="giàn-bí"), sealed={"phone": "box-3"}
    )
    document = house(sealed(registered(), head_name="box-1", phone="box-2"), amended)
    assert document.traits == HouseholdTraits(village="giàn-bí")
    assert document.sealed == {
        "head_name": SealedText("event-1", "head_name", "box-1"),
        "phone": SealedText("event-2", "phone", "box-3"),
    }


def test_dated_assignments_follow_one_another() -> None:
    middle = EARLIER + timedelta(days=10)
    facts = (
        registered(),
        sealed(assigned(volunteer_id=LAN), reason="near"),
        assigned(volunteer_id=MINH, at=middle, previous=LAN),
        sealed(unassigned(volunteer_id=MINH), reason="ill"),
    )
    first, second = house(*facts).assignments
    assert (first.volunteer, first.from_day, first.until_day, first.cause) == (
        LAN,
        "2026-10-25",
        "2026-11-04",
        "handed_over",
    )
    assert first.until == second.since == middle
    assert first.reason == SealedText("event-2", "reason", "near")
    assert (second.volunteer, second.until_day, second.cause) == (MINH, "2026-11-24", "asked")
    assert second.end_reason == SealedText("event-4", "reason", "ill")
    assert house(*facts[:3]).current == second.__class__(volunteer=MINH, since=middle, from_day="2026-11-04")
    assert house(*facts).current is None


def test_a_household_is_found_by_what_it_is_now() -> None:
    name = f"household/{HOUSE}"
    traits = HouseholdTraits(village="tà-lang", priority=("poor",), signal="none")
    start = HouseholdRegistered(household_id=HOUSE, occurred_at=EARLIER, traits=traits)
    traits_tags = {"village:tà-lang", "priority:poor", "priority:no-signal"}
    assert set(tags(name, start)) == {"is:listed", "unassigned", *traits_tags}
    assert set(tags(name, start, assigned())) == {"is:listed", f"volunteer:{LAN}", *traits_tags}
    assert set(tags(name, start, removed())) == {"is:removed", *traits_tags}
    restored = HouseholdRestored(household_id=HOUSE, occurred_at=NOW)
    assert set(tags(name, start, removed(), restored)) == {"is:listed", "unassigned", *traits_tags}
    assert tags(name, start, removed(), household_erased()) == ("is:erased",)


def test_an_erased_household_keeps_no_box() -> None:
    facts = (sealed(registered(), head_name="box"), sealed(assigned(), reason="box"), sealed(removed(), reason="box"))
    assert b"box" not in msgspec.json.encode(house(*facts, household_erased()))


def test_contact_is_known_of_households_that_nobody_registered() -> None:
    refused = ContactSet(household_id=HOUSE, occurred_at=NOW, no_contact=True, basis=("e", 1))
    document = house(refused)
    assert (document.situation, document.no_contact) == ("unregistered", True)
    assert house(refused, registered()).no_contact
    assert tags(f"household/{HOUSE}", refused) == ("is:unregistered",)


def test_households_are_listed_by_village_and_by_number() -> None:
    sort = ROSTER_VIEWS.by_kind["household"].sort
    codes = ["HV-10", "HV-2", None, "HV-1"]
    listed = sorted((sort(house(registered(code=code))), code) for code in codes)
    assert [code for _, code in listed] == ["HV-1", "HV-2", "HV-10", None]


def test_a_volunteer_has_the_households_they_help_now() -> None:
    facts = (
        enrolled(capacity=2),
        assigned(HOUSE),
        assigned(OTHER_HOUSE),
        assigned(HOUSE, volunteer_id=MINH, at=NOW, previous=LAN),
    )
    assert lan(*facts[:3]).households == (HOUSE, OTHER_HOUSE)
    assert lan(*facts).households == (OTHER_HOUSE,)
    assert lan(*facts).free_places == 1
    assert folded(f"volunteer/{MINH}", enrolled(MINH), *facts).households == (HOUSE,)
    gone = HouseholdUnassigned(
        household_id=OTHER_HOUSE, occurred_at=NOW, volunteer_id=LAN, until_day="2026-11-24", cause="volunteer_retired"
    )
    assert lan(*facts, gone, retired()).households == ()


def test_a_volunteer_is_found_by_what_they_are_now() -> None:
    name = f"volunteer/{LAN}"
    living = VolunteerAmended(
        volunteer_id=LAN, occurred_at=NOW, traits=VolunteerTraits(kind="student", capacity=1, village="tà-lang")
    )
    assert set(tags(name, enrolled(), living)) == {"is:enrolled", "village:tà-lang", "free-places"}
    assert set(tags(name, enrolled(), living, assigned())) == {"is:enrolled", "village:tà-lang"}
    assert set(tags(name, enrolled(), living, retired())) == {"is:retired", "village:tà-lang"}
    back = VolunteerReinstated(volunteer_id=LAN, occurred_at=NOW)
    assert "is:enrolled" in tags(name, enrolled(), retired(), back)
    assert tags(name, enrolled(), living, retired(), volunteer_erased()) == ("is:erased",)


def test_an_erased_volunteer_keeps_no_box() -> None:
    facts = (sealed(enrolled(), name="box"), sealed(retired(), reason="box"))
    assert b"box" in msgspec.json.encode(lan(*facts))
    assert b"box" not in msgspec.json.encode(lan(*facts, volunteer_erased()))


def test_a_minor_is_adult_from_the_month_on() -> None:
    pupil = lan(enrolled(minor_until="2026-12"))
    assert pupil.minor_on("2026-11-30")
    assert not pupil.minor_on("2026-12-01")


def test_a_village_is_found_by_every_name_it_had() -> None:
    noted = VillageNoted(village="tà-lang", name="Thôn Tà Lang")
    confirmed = VillageConfirmed(village="tà-lang", name="Tà Lang Giàn Bí", households_total=120)
    assert tags("village/tà-lang", noted) == ("unconfirmed", "name:tà-lang")
    assert tags("village/tà-lang", noted, confirmed) == ("confirmed", "name:tà-lang", "name:tà-lang-giàn-bí")
    document: VillageDocument = folded("village/tà-lang", noted, confirmed)
    assert (document.name, document.households_total) == ("Tà Lang Giàn Bí", 120)


def test_a_day_of_change_counts_for_both() -> None:
    evening = datetime.fromisoformat("2026-11-20T10:00:00+07:00")
    handed_over = HouseholdAssigned(
        household_id=HOUSE, occurred_at=evening, volunteer_id=MINH, from_day="2026-11-20", previous_volunteer_id=LAN
    )
    first, second = house(registered(), assigned(), handed_over).assignments
    assert first.until_day == second.from_day == "2026-11-20"
