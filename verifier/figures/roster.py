"""A ward's villages, households and volunteers, as the events of assignment leave them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from verifier.figures.history import Fact, day_of


@dataclass
class Village:
    """`total`: households counted there; `confirmed`: a coordinator has set it."""

    name: str
    confirmed: bool = False
    total: int | None = None


@dataclass
class Household:
    """`since`: from which day its present volunteer helps it; `first_assigned`: the earliest such day ever."""

    village: str = ""
    priority: tuple[str, ...] = ()
    signal: str = "good"
    adults: int = 0
    registered: bool = True
    volunteer: str | None = None
    since: str | None = None
    first_assigned: str | None = None

    @property
    def groups(self) -> set[str]:
        """Its priority groups, with the one that follows from having no signal."""
        return {*self.priority, *(["no-signal"] if self.signal == "none" else [])}


@dataclass
class Volunteer:
    """`capacity` in households."""

    capacity: int
    retired: bool = False


@dataclass
class Roster:
    """One ward. `started_on`: the day on which its first household was recorded."""

    villages: dict[str, Village] = field(default_factory=dict)
    households: dict[str, Household] = field(default_factory=dict)
    volunteers: dict[str, Volunteer] = field(default_factory=dict)
    started_on: str | None = None

    def registered(self) -> dict[str, Household]:
        """Households that are not removed."""
        return {key: one for key, one in self.households.items() if one.registered}

    def is_removed(self, household: str) -> bool:
        """Whether it was on the list and is not now."""
        return household in self.households and not self.households[household].registered

    def enrolled(self) -> dict[str, Volunteer]:
        """Volunteers who are not retired."""
        return {key: one for key, one in self.volunteers.items() if not one.retired}

    def caseloads(self) -> dict[str, list[Household]]:
        """The households that each volunteer helps now."""
        helped: dict[str, list[Household]] = {}
        for one in self.registered().values():
            if one.volunteer is not None:
                helped.setdefault(one.volunteer, []).append(one)
        return helped


def read_roster(facts: Iterable[Fact]) -> Roster:
    """The roster of one ward from its assignment events, in ledger order."""
    roster = Roster()
    for fact in facts:
        _villages(roster, fact)
        _households(roster, fact)
        _assignments(roster, fact)
        _volunteers(roster, fact)
        _erasures(roster, fact)
    return roster


def _villages(roster: Roster, fact: Fact) -> None:
    data = fact.data
    if fact.type == "VillageNoted":
        roster.villages.setdefault(data["village"], Village(data["name"]))
    if fact.type == "VillageConfirmed":
        roster.villages[data["village"]] = Village(data["name"], True, data.get("households_total"))


def _households(roster: Roster, fact: Fact) -> None:
    data = fact.data
    if fact.type == "HouseholdRegistered":
        roster.households[data["household_id"]] = Household()
        roster.started_on = min(roster.started_on or "9999", day_of(fact.recorded_at))
    if fact.type in ("HouseholdRegistered", "HouseholdAmended"):
        household, traits = roster.households[data["household_id"]], data["traits"]
        household.village = traits["village"]
        household.priority = tuple(traits.get("priority", ()))
        household.signal = traits.get("signal", "good")
        household.adults = traits.get("adults") or 0
    if fact.type in ("HouseholdRemoved", "HouseholdRestored"):
        household = roster.households[data["household_id"]]
        household.registered = fact.type == "HouseholdRestored"
        household.volunteer = household.since = None


def _assignments(roster: Roster, fact: Fact) -> None:
    data = fact.data
    if fact.type == "HouseholdAssigned":
        household = roster.households[data["household_id"]]
        household.volunteer, household.since = data["volunteer_id"], data["from_day"]
        household.first_assigned = min(household.first_assigned or "9999", data["from_day"])
    if fact.type == "HouseholdUnassigned":
        household = roster.households[data["household_id"]]
        household.volunteer = household.since = None


def _volunteers(roster: Roster, fact: Fact) -> None:
    data = fact.data
    if fact.type == "VolunteerEnrolled":
        roster.volunteers[data["volunteer_id"]] = Volunteer(data["traits"]["capacity"])
    if fact.type == "VolunteerAmended":
        roster.volunteers[data["volunteer_id"]].capacity = data["traits"]["capacity"]
    if fact.type in ("VolunteerRetired", "VolunteerReinstated"):
        roster.volunteers[data["volunteer_id"]].retired = fact.type == "VolunteerRetired"


def _erasures(roster: Roster, fact: Fact) -> None:
    """Who is erased is gone from every stock, whether or not a removal or a retirement stands before it."""
    if fact.type != "PersonalDataErased":
        return
    subject = fact.data["subject_id"]
    if fact.data["subject_kind"] == "household" and subject in roster.households:
        household = roster.households[subject]
        household.registered, household.volunteer, household.since = False, None, None
    if fact.data["subject_kind"] == "volunteer" and subject in roster.volunteers:
        roster.volunteers[subject].retired = True
