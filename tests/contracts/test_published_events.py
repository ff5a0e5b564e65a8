"""Published events match their frozen schemas, and the descriptions match the code."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from jsonschema import Draft202012Validator

from docs.events.generate import asyncapi_text, schema_text
from shared.contracts import assignment, visit_parts, visits
from shared.contracts.cloud_events import from_cloud_event, from_headers, to_cloud_event, to_headers
from shared.contracts.codec import CODECS
from shared.contracts.schemas import event_schemas
from shared.kernel.messages import Event, LedgerEvent

FOLDER = Path(__file__).parents[2] / "docs" / "events"
AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("source", CODECS)
def test_every_event_has_its_frozen_schema(source: str) -> None:
    for name, schema in event_schemas(source).items():
        assert (FOLDER / source / f"{name}.json").read_text() == schema_text(schema), name


def test_the_asyncapi_description_is_what_the_code_says() -> None:
    assert (FOLDER / "asyncapi.yaml").read_text() == asyncapi_text()


def test_the_asyncapi_description_leads_only_to_what_exists() -> None:
    described = yaml.safe_load((FOLDER / "asyncapi.yaml").read_text())
    messages = described["components"]["messages"]
    for channel in described["channels"].values():
        for reference in channel["messages"].values():
            assert reference["$ref"].rsplit("/", 1)[1] in messages
    for message in messages.values():
        assert (FOLDER / message["payload"]["schema"]["$ref"]).is_file()


CASE = visit_parts.Case(
    procedure="birth-registration", state="open", opened=visit_parts.CaseOpening(day="2026-03-01", mode="self")
)
EXAMPLES: tuple[tuple[str, Event], ...] = (
    (
        "assignment",
        assignment.HouseholdAssigned(household_id="h", volunteer_id="v", from_day="2026-03-01", occurred_at=AT),
    ),
    ("assignment", assignment.ContactSet(household_id="h", no_contact=True, basis=("era", 3), occurred_at=AT)),
    (
        "visits",
        visits.ProcedureSubmitted(
            household_id="h",
            occurred_at=AT,
            case_id="c",
            after=CASE,
            record="r",
            recorded_at=AT,
            recorded_by="a",
            procedure="birth-registration",
            step_day="2026-03-01",
        ),
    ),
)


@pytest.mark.parametrize(("source", "event"), EXAMPLES)
def test_an_encoded_event_is_valid_and_reads_back(source: str, event: Event) -> None:
    name = type(event).__name__
    data = CODECS[source].encode(event)
    schema: dict[str, Any] = event_schemas(source)[f"{name}.v{event.VERSION}"]
    Draft202012Validator(schema).validate(msgspec.json.decode(data))
    assert CODECS[source].decode(name, event.VERSION, data) == event


@pytest.fixture
def event() -> LedgerEvent:
    return LedgerEvent(
        source="visits",
        ward="20194",
        era="e",
        sequence=7,
        id="20194/household/h/1/0/e",
        type="VisitRecorded",
        version=1,
        subject="household/h",
        time=AT,
        recorded_at=AT.replace(microsecond=123_456),
        numbered_at=AT,
        stream="20194/household/h",
        commit=1,
        actor="a",
        command_id="c",
        correlation_id="",
        traceparent="",
        data=msgspec.Raw(b'{"x":1}'),
    )


def test_a_cloud_event_reads_back_as_it_was(event: LedgerEvent) -> None:
    text = msgspec.json.encode(to_cloud_event(event))
    assert from_cloud_event(text) == event
    assert msgspec.json.decode(text)["type"] == "vn.danang.onetwenty.visits.VisitRecorded.v1"


def test_headers_read_back_as_they_were(event: LedgerEvent) -> None:
    traced = msgspec.structs.replace(event, correlation_id="seen in the log", traceparent="00-1-2-01")
    for each in (event, traced):
        assert from_headers(to_headers(each), bytes(each.data)) == each


def test_headers_and_json_carry_the_same_attributes(event: LedgerEvent) -> None:
    json = {name: str(value) for name, value in to_cloud_event(event).items() if name != "data"}
    headers = {name.removeprefix("ce_"): value.decode() for name, value in to_headers(event)}
    assert headers.pop("content-type") == json.pop("datacontenttype")
    assert headers == json


def test_the_asyncapi_description_names_exactly_the_headers_that_are_sent(event: LedgerEvent) -> None:
    described = yaml.safe_load((FOLDER / "asyncapi.yaml").read_text())
    headers = described["components"]["messageTraits"]["cloudEvent"]["headers"]
    whole = msgspec.structs.replace(event, correlation_id="seen in the log", traceparent="00-1-2-01")
    assert {name for name, _ in to_headers(event)} == set(headers["required"])
    assert {name for name, _ in to_headers(whole)} == set(headers["properties"])


def test_what_is_no_event_of_ours_is_told(event: LedgerEvent) -> None:
    without_an_era = [header for header in to_headers(event) if header[0] != "ce_era"]
    with pytest.raises(msgspec.ValidationError, match="era"):
        from_headers(without_an_era, bytes(event.data))
