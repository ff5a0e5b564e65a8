"""What a row wants of the roster: to add whom it names, or to change what differs. An empty cell changes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from msgspec import UNSET

from services.assignment.api.bodies import HouseholdBody, VolunteerBody
from services.assignment.api.household_calls import SEALED_FIELDS
from services.assignment.api.imports.known import Known
from services.assignment.domain.commands import (
    AmendHousehold,
    AmendVolunteer,
    EnrollVolunteer,
    ImportEntry,
    RegisterHousehold,
)
from services.assignment.domain.lookups import village_of
from services.assignment.domain.state import Assigned, Enrolled, Retired, Roster, Unassigned

Given = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Wish:
    """The command of a row, and the columns in which it differs from what is known."""

    entry: ImportEntry
    changes: tuple[str, ...]


def household_wish(body: HouseholdBody, given: Given, household_id: str, known: Known, at: datetime) -> Wish:
    """The wish of a household's row. Raises what an unknown village's name may meet."""
    personal = {name: str(getattr(body, name)) for name in SEALED_FIELDS if name in given}
    if household_id not in known.roster.households:
        entry = RegisterHousehold(
            recorded_at=at,
            household_id=household_id,
            village=body.village,
            code=body.code,
            priority=body.priority,
            signal=body.signal,
            adults=body.adults,
            personal=personal,
        )
        return Wish(entry, ())
    changes = (
        *_changed_traits(body, given, household_id, known.roster),
        *_changed_texts(personal, household_id, known),
    )
    amended = AmendHousehold(
        recorded_at=at,
        household_id=household_id,
        village=body.village if "village" in changes else UNSET,
        priority=body.priority if "priority" in changes else UNSET,
        signal=body.signal if "signal" in changes else UNSET,
        adults=body.adults if "adults" in changes else UNSET,
        personal={name: text for name, text in personal.items() if name in changes},
    )
    return Wish(amended, changes)


def _changed_traits(body: HouseholdBody, given: Given, household_id: str, roster: Roster) -> Iterable[str]:
    household = roster.households[household_id]
    if not isinstance(household, Assigned | Unassigned):
        # Removed or erased: the rule itself says so.
        return ("village",)
    village, _ = village_of(roster, body.village)
    traits = household.traits
    differs = {
        "village": village != traits.village,
        "priority": set(body.priority) != set(traits.priority),
        "signal": body.signal != traits.signal,
        "adults": body.adults != traits.adults,
    }
    return tuple(column for column, does in differs.items() if does and column in given)


def volunteer_wish(body: VolunteerBody, given: Given, volunteer_id: str, known: Known, at: datetime) -> Wish:
    """The wish of a volunteer's row."""
    personal = _volunteer_texts(body, given)
    if volunteer_id not in known.roster.volunteers:
        entry = EnrollVolunteer(
            recorded_at=at,
            volunteer_id=volunteer_id,
            kind=body.kind,
            capacity=body.capacity,
            village=body.village,
            minor_until=body.minor_until,
            guardian_consent=body.guardian_consent is not None,
            personal=personal,
        )
        return Wish(entry, ())
    changes = (*_changed_facts(body, given, volunteer_id, known.roster), *_changed_texts(personal, volunteer_id, known))
    amended = AmendVolunteer(
        recorded_at=at,
        volunteer_id=volunteer_id,
        kind=body.kind if "kind" in changes else UNSET,
        capacity=body.capacity if "capacity" in changes else UNSET,
        village=body.village if "village" in changes else UNSET,
        minor_until=body.minor_until if "minor_until" in changes else UNSET,
        guardian_consent=True if "guardian_consent" in changes else UNSET,
        personal={name: text for name, text in personal.items() if name in changes},
    )
    return Wish(amended, changes)


def _changed_facts(body: VolunteerBody, given: Given, volunteer_id: str, roster: Roster) -> Iterable[str]:
    volunteer = roster.volunteers[volunteer_id]
    if not isinstance(volunteer, Enrolled | Retired):
        return ("name",)
    traits = volunteer.traits
    differs = {
        "kind": body.kind != traits.kind,
        "capacity": body.capacity != traits.capacity,
        "village": body.village is not None and village_of(roster, body.village)[0] != traits.village,
        "minor_until": body.minor_until != traits.minor_until,
    }
    return tuple(column for column, does in differs.items() if does and column in given)


def _volunteer_texts(body: VolunteerBody, given: Given) -> dict[str, str]:
    consent = body.guardian_consent
    texts = {
        "name": body.name,
        "phone": body.phone or "",
        "languages": ",".join(dict.fromkeys(body.languages)),
        "guardian_consent": f"{consent.given_on.isoformat()} {consent.slip}" if consent else "",
    }
    return {name: text for name, text in texts.items() if name in given or (name == "guardian_consent" and consent)}


def _changed_texts(personal: Mapping[str, str], subject_id: str, known: Known) -> tuple[str, ...]:
    before = known.texts.get(subject_id, {})
    return tuple(name for name, text in personal.items() if text != before.get(name, ""))
