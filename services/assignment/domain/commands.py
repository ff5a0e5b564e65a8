"""What may be asked of a ward's roster.

`recorded_at` is the server's time. `personal` maps the sealed fields that a call gives to their texts (an empty text
takes a field away); a field that is UNSET was not given and stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import UNSET, UnsetType

from shared.contracts.assignment import PriorityGroup, Signal, VolunteerKind
from shared.kernel.days import Day


@dataclass(frozen=True, slots=True, kw_only=True)
class _Command:
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterHousehold(_Command):
    """Put a household on the ward's list. `found_by`: the volunteer at its door, its helper if a place is free."""

    household_id: str
    village: str
    code: str | None = None
    priority: Sequence[PriorityGroup] = ()
    signal: Signal = "good"
    adults: int | None = None
    personal: Mapping[str, str] = field(default_factory=dict)
    found_by: str | None = None
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendHousehold(_Command):
    """Correct what is known of a household. `helped_by`: only if this volunteer helps it now."""

    household_id: str
    village: str | UnsetType = UNSET
    code: str | UnsetType | None = UNSET
    priority: Sequence[PriorityGroup] | UnsetType = UNSET
    signal: Signal | UnsetType = UNSET
    adults: int | UnsetType | None = UNSET
    personal: Mapping[str, str] = field(default_factory=dict)
    helped_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveHousehold(_Command):
    """Take a household off the list; whoever helps it no longer does."""

    household_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreHousehold(_Command):
    """Undo a removal."""

    household_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseHousehold(_Command):
    """Remove a household for good and destroy the key of its personal data."""

    household_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeVillage(_Command):
    """Confirm a village, under its key or any of its names, and say how many households it has."""

    village: str
    name: str
    households_total: int | None = None
    counted_on: Day | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrollVolunteer(_Command):
    """Add a volunteer. `minor_until` (`YYYY-MM`): adult from that month on."""

    volunteer_id: str
    kind: VolunteerKind
    capacity: int
    village: str | None = None
    minor_until: str | None = None
    guardian_consent: bool = False
    personal: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendVolunteer(_Command):
    """Correct what is known of a volunteer."""

    volunteer_id: str
    kind: VolunteerKind | UnsetType = UNSET
    capacity: int | UnsetType = UNSET
    village: str | UnsetType | None = UNSET
    minor_until: str | UnsetType | None = UNSET
    guardian_consent: bool | UnsetType = UNSET
    personal: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireVolunteer(_Command):
    """A volunteer leaves; their households become unassigned."""

    volunteer_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReinstateVolunteer(_Command):
    """Take a retirement back."""

    volunteer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseVolunteer(_Command):
    """Retire a volunteer for good and destroy the key of their personal data."""

    volunteer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignHousehold(_Command):
    """Let a volunteer help a household; `replace` hands it over from whoever does now."""

    household_id: str
    volunteer_id: str
    replace: bool = False
    reason: str = ""
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnassignHousehold(_Command):
    """Nobody helps the household any more."""

    household_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetContact(_Command):
    """Take over from visits whether a household may be contacted, whatever the roster knows of it.

    `basis` is the (era, sequence) of the fact it was taken from; a later one is already known when it is not above.
    """

    household_id: str
    no_contact: bool
    basis: tuple[str, int]
    occurred_at: datetime


ImportEntry = RegisterHousehold | AmendHousehold | EnrollVolunteer | AmendVolunteer


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportEntries(_Command):
    """Rows of a list that a ward brings along, in their order, all or none; few enough for one commit."""

    entries: Sequence[ImportEntry]


HouseholdCommand = RegisterHousehold | AmendHousehold | RemoveHousehold | RestoreHousehold | EraseHousehold
VolunteerCommand = EnrollVolunteer | AmendVolunteer | RetireVolunteer | ReinstateVolunteer | EraseVolunteer
AssignmentCommand = DescribeVillage | AssignHousehold | UnassignHousehold | SetContact
RosterCommand = HouseholdCommand | VolunteerCommand | AssignmentCommand | ImportEntries
