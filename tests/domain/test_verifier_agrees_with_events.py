"""What events say before and after themselves is what the verifier works out without looking there."""

from typing import Any

import msgspec
from hypothesis import given, settings

from shared.contracts.visit_parts import Case, CaseOpening, CaseResult, Standing
from shared.contracts.visits import HouseholdStandingChanged
from tests.ledgers import as_json
from tests.random_history import RandomHistory, histories
from verifier.figures import cases, doors
from verifier.figures.scope import read_wards


def said_of_cases(history: RandomHistory) -> dict[tuple[str, str, str], Any]:
    """By ward, household and case: what its last event said; on the way, each event goes on where one before ended."""
    said: dict[tuple[str, str, str], Any] = {}
    for event in (as_json(one) for one in history.events):
        data = event["data"]
        if "case_id" not in data:
            continue
        key = (event["ward"], data["household_id"], data["case_id"])
        assert data.get("before") == said.get(key), event["id"]
        said[key] = data.get("after")
    return {key: case for key, case in said.items() if case is not None}


def as_published(case: cases.Case) -> Case:
    result = case.result and CaseResult(
        kind=case.result.kind, day=case.result.day, mode=case.result.mode, volunteer=case.result.volunteer
    )
    return Case(
        procedure=case.procedure,
        state="closed" if result else "open",
        opened=CaseOpening(day=case.opened_on, mode=case.mode, volunteer=case.volunteer),
        result=result,
        returned=case.returned,
        appointment=case.appointment,
        on_the_spot=case.on_the_spot,
    )


def as_published_standing(standing: doors.Standing) -> Standing:
    return Standing(
        first_met_on=standing.first_met_on,
        helped=standing.helped,
        self_reliant=standing.self_reliant,
        able_already=standing.able_already,
        no_contact=standing.no_contact,
    )


@settings(max_examples=60, deadline=None)
@given(histories())
def test_every_case_is_what_its_last_event_says(history: RandomHistory) -> None:
    wards = read_wards(as_json(event) for event in history.events)
    worked_out = {
        (ward, *key): msgspec.to_builtins(as_published(case))
        for ward, known in wards.items()
        for key, case in known.doors.cases().items()
    }
    assert worked_out == said_of_cases(history)


@settings(max_examples=60, deadline=None)
@given(histories())
def test_every_standing_is_what_its_last_event_says(history: RandomHistory) -> None:
    said: dict[tuple[str, str], Any] = {}
    for event in history.events:
        if event.type == HouseholdStandingChanged.__name__:
            change = msgspec.json.decode(event.data, type=HouseholdStandingChanged)
            key = (event.ward, change.household_id)
            assert change.before == said.get(key, Standing())
            assert change.after != change.before
            said[key] = change.after
    wards = read_wards(as_json(event) for event in history.events)
    for ward, known in wards.items():
        for household, standing in known.doors.standings().items():
            assert as_published_standing(standing) == said.get((ward, household), Standing())
