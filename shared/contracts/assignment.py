"""What assignment publishes: villages, households, volunteers and who helps whom.

One stream a ward, `<ward>/roster`.
"""

from typing import Literal

import msgspec

from shared.contracts.erasures import ERASURE_EVENTS
from shared.contracts.openings import SealedDataOpened
from shared.contracts.subjects import AboutHousehold, AboutVolunteer
from shared.kernel.days import Day
from shared.kernel.messages import Event

Signal = Literal["good", "weak", "none"]
VolunteerKind = Literal["youth_union", "student", "pupil", "soldier", "community_team", "other"]
PriorityGroup = Literal["elderly-70", "ethnic-minority", "disability", "poor", "near-poor", "remote"]
UnassignCause = Literal["asked", "volunteer_retired", "household_removed", "no_contact"]


class HouseholdTraits(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is known of a household in the clear. `village` is the key of a village of the same ward."""

    village: str
    code: str | None = None
    priority: tuple[PriorityGroup, ...] = ()
    signal: Signal = "good"
    adults: int | None = None


class VolunteerTraits(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is known of a volunteer in the clear. `minor_until` is a month `YYYY-MM`: adult from that month on.

    `guardian_consent` says whether the slip of a guardian's consent is recorded; the slip itself is sealed.
    """

    kind: VolunteerKind
    capacity: int
    village: str | None = None
    minor_until: str | None = None
    guardian_consent: bool = False


class VillageNoted(Event, frozen=True, kw_only=True):
    """A household named a village that nobody had confirmed; it stands as unconfirmed under its key."""

    village: str
    name: str

    @property
    def subject(self) -> str:
        return f"village/{self.village}"


class VillageConfirmed(Event, frozen=True, kw_only=True):
    """The coordinator set a village's name, and perhaps its count of households with day and source."""

    village: str
    name: str
    households_total: int | None = None
    counted_on: Day | None = None
    source: str | None = None

    @property
    def subject(self) -> str:
        return f"village/{self.village}"


class HouseholdRegistered(AboutHousehold, frozen=True, kw_only=True):
    """A household is on the ward's list. Sealed: head_name, phone, address, location, language."""

    traits: HouseholdTraits

    @property
    def introduces(self) -> tuple[str, ...]:
        return (f"household/{self.household_id}",)


class HouseholdAmended(AboutHousehold, frozen=True, kw_only=True):
    """Traits as they are from now on, whole; `sealed` holds only what changed, an empty text means taken away."""

    traits: HouseholdTraits


class HouseholdRemoved(AboutHousehold, frozen=True, kw_only=True):
    """The household left the ward's list. Sealed: reason."""


class HouseholdRestored(AboutHousehold, frozen=True, kw_only=True):
    """A removal was undone; the household has no volunteer."""


class HouseholdAssigned(AboutHousehold, frozen=True, kw_only=True):
    """From `from_day` on `volunteer_id` helps the household; `previous_volunteer_id` did until then. Sealed: reason."""

    volunteer_id: str
    from_day: Day
    previous_volunteer_id: str | None = None


class HouseholdUnassigned(AboutHousehold, frozen=True, kw_only=True):
    """Nobody helps the household after `until_day`. Sealed: reason."""

    volunteer_id: str
    until_day: Day
    cause: UnassignCause


class ContactSet(AboutHousehold, frozen=True, kw_only=True):
    """Whether the household may be contacted, taken over from visits; `basis` orders what it was taken from."""

    no_contact: bool
    basis: tuple[str, int]


class VolunteerEnrolled(AboutVolunteer, frozen=True, kw_only=True):
    """A volunteer of the ward. Sealed: name, phone, languages, guardian_consent."""

    traits: VolunteerTraits

    @property
    def introduces(self) -> tuple[str, ...]:
        return (f"volunteer/{self.volunteer_id}",)


class VolunteerAmended(AboutVolunteer, frozen=True, kw_only=True):
    """Traits as they are from now on, whole; `sealed` holds only what changed, an empty text means taken away."""

    traits: VolunteerTraits


class VolunteerRetired(AboutVolunteer, frozen=True, kw_only=True):
    """The volunteer left; the same commit unassigns their households. Sealed: reason."""


class VolunteerReinstated(AboutVolunteer, frozen=True, kw_only=True):
    """A retirement was taken back; the volunteer has no households."""


class PersonalDataErased(Event, frozen=True, kw_only=True):
    """The decision to destroy a subject's key. Every vault follows and confirms. The household was removed before."""

    subject_kind: Literal["household", "volunteer"]
    subject_id: str

    @property
    def subject(self) -> str:
        return f"{self.subject_kind}/{self.subject_id}"


EVENTS: tuple[type[Event], ...] = (
    VillageNoted,
    VillageConfirmed,
    HouseholdRegistered,
    HouseholdAmended,
    HouseholdRemoved,
    HouseholdRestored,
    HouseholdAssigned,
    HouseholdUnassigned,
    ContactSet,
    VolunteerEnrolled,
    VolunteerAmended,
    VolunteerRetired,
    VolunteerReinstated,
    PersonalDataErased,
    SealedDataOpened,
    *ERASURE_EVENTS,
)
