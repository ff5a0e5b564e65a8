"""What calls of assignment may hold, every field bounded (interface.md, assignment).

In an amendment only what is given changes; an explicit null, or an empty text, takes a field away where it may.
"""

import re
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from shared.contracts.assignment import PriorityGroup, Signal, VolunteerKind
from shared.http.command_calls import Body
from shared.http.times import CalendarDay, Instant

PHONE_PATTERN = r"^(?:(?:[+ ().-]*[0-9]){6}[0-9+ ().-]*)?$"
"""Empty, or at least six digits with +, blanks, dots, hyphens and brackets between them."""


def _checked_phone(text: str) -> str:
    if re.fullmatch(PHONE_PATTERN, text) is None:
        raise PydanticCustomError("phone_malformed", "Input should be a phone number")
    return text


Reason = Annotated[str, StringConstraints(min_length=1, max_length=500)]
VillageName = Annotated[str, StringConstraints(min_length=1, max_length=120)]
ListCode = Annotated[str, StringConstraints(min_length=1, max_length=32)]
PersonName = Annotated[str, StringConstraints(max_length=100)]
Phone = Annotated[
    str,
    StringConstraints(max_length=20),
    AfterValidator(_checked_phone),
    Field(json_schema_extra={"pattern": PHONE_PATTERN}),
]
Address = Annotated[str, StringConstraints(max_length=200)]
Place = Annotated[str, StringConstraints(max_length=100)]
Language = Literal["vi", "ktv", "other"]
Priority = Annotated[tuple[PriorityGroup, ...], Field(max_length=6)]
Languages = Annotated[tuple[Language, ...], Field(max_length=3)]
Adults = Annotated[int, Field(ge=0, le=50)]
Capacity = Annotated[int, Field(ge=1, le=20)]
Month = Annotated[str, StringConstraints(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$")]

LONGEST_VILLAGE_NAME = 120


class RosterBody(Body):
    """Values keep the kind they were sent in: `"3"` is no number."""

    model_config = ConfigDict(strict=True)


class HouseholdBody(RosterBody):
    """A household as it is registered. `location`: how to find it, in words or as coordinates."""

    id: UUID | None = None
    code: ListCode | None = None
    village: VillageName
    priority: Priority
    signal: Signal
    adults: Adults | None = None
    language: Language | None = None
    head_name: PersonName | None = None
    phone: Phone | None = None
    address: Address | None = None
    location: Place | None = None
    occurred_at: Instant | None = None


class HouseholdAmendmentBody(RosterBody):
    """What is to change of a household."""

    code: ListCode | None = None
    village: VillageName = ""
    priority: Priority = ()
    signal: Signal = "good"
    adults: Adults | None = None
    language: Language | None = None
    head_name: PersonName | None = None
    phone: Phone | None = None
    address: Address | None = None
    location: Place | None = None


class ReasonBody(RosterBody):
    """Why something ends."""

    reason: Reason


class VillageBody(RosterBody):
    """A village as the ward counts it, on which day and by which source."""

    name: VillageName
    households_total: Annotated[int, Field(ge=0, le=100_000)] | None = None
    counted_on: CalendarDay | None = None
    source: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None


class GuardianConsentBody(RosterBody):
    """When a minor's guardian consented, and the number of the slip that says so."""

    given_on: CalendarDay
    slip: Annotated[str, StringConstraints(min_length=1, max_length=64)]


class VolunteerBody(RosterBody):
    """A volunteer as they are enrolled. `minor_until`: adult from that month on."""

    id: UUID | None = None
    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    phone: Phone | None = None
    kind: VolunteerKind
    capacity: Capacity
    village: VillageName | None = None
    languages: Languages = ()
    minor_until: Month | None = None
    guardian_consent: GuardianConsentBody | None = None


class VolunteerAmendmentBody(RosterBody):
    """What is to change of a volunteer."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)] = ""
    phone: Phone | None = None
    kind: VolunteerKind = "other"
    capacity: Capacity = 20
    village: VillageName | None = None
    languages: Languages = ()
    minor_until: Month | None = None
    guardian_consent: GuardianConsentBody | None = None


class AssignmentBody(RosterBody):
    """Who is to help whom; `replace` hands the household over from whoever helps it now."""

    household_id: UUID
    volunteer_id: UUID
    reason: Annotated[str, StringConstraints(max_length=500)] | None = None
    occurred_at: Instant | None = None
    replace: bool = False
