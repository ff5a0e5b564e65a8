"""What happened at a ward's doors: visits that still count, households' standing, cases, follow-ups and phones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from verifier.figures.cases import STEPS, Case, Step, read_step, replay
from verifier.figures.history import Fact, day_of, instant

MET = ("helped", "no_need", "refused", "follow_up_only")
"""Outcomes of a visit that found someone."""


@dataclass(frozen=True)
class Visit:
    """A visit as it was recorded. `self_reliant` None: nothing was declared; `consent` None: nobody was asked."""

    visit_id: str
    household: str
    at: datetime
    outcome: str
    place: str
    obstacle: str | None
    people_helped: int
    people_new: int
    volunteer: str | None
    self_reliant: bool | None
    already: bool
    consent: str | None
    recorded_on: str

    @property
    def day(self) -> str:
        """The day of it in Da Nang."""
        return day_of(self.at)

    @property
    def met(self) -> bool:
        """It found someone at home."""
        return self.place == "home" and self.outcome in MET


@dataclass(frozen=True)
class Standing:
    """What all records of one household add up to."""

    first_met_on: str | None = None
    helped: bool = False
    self_reliant: bool = False
    able_already: bool = False
    no_contact: bool = False


@dataclass(frozen=True)
class Withdrawal:
    """A request to withdraw consent: it counts among the consents of visits, with its own id."""

    household: str
    at: datetime
    request_id: str


@dataclass(frozen=True)
class FollowUp:
    """Something to come back for."""

    household: str
    due: str
    visit_id: str | None = None


@dataclass(frozen=True)
class Phone:
    """A phone's last report."""

    volunteer: str
    heard_on: str
    heard_at: datetime
    unsent: int


@dataclass
class Doors:
    """One ward. `voided`: where in the ledger a visit was taken back, by its id; `case_steps`: by household and id of
    the case, in ledger order."""

    recorded: list[Visit] = field(default_factory=list)
    withdrawals: list[Withdrawal] = field(default_factory=list)
    voided: dict[str, int] = field(default_factory=dict)
    case_steps: dict[tuple[str, str], list[Step]] = field(default_factory=dict)
    follow_ups: dict[str, FollowUp] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    phones: dict[str, Phone] = field(default_factory=dict)

    def visits(self) -> list[Visit]:
        """Those that count."""
        return [one for one in self.recorded if one.visit_id not in self.voided]

    def cases(self) -> dict[tuple[str, str], Case]:
        """By household and id, every case of which something is left."""
        whole = {key: replay(steps, self.voided) for key, steps in self.case_steps.items()}
        return {key: case for key, case in whole.items() if case is not None}

    def open_follow_ups(self) -> list[FollowUp]:
        """Neither closed nor gone with their visit."""
        open_ones = [one for key, one in self.follow_ups.items() if key not in self.closed]
        return [one for one in open_ones if one.visit_id not in self.voided]

    def standings(self) -> dict[str, Standing]:
        """By household, known to the roster or not: every one that was ever visited, or withdrew."""
        households: dict[str, list[Visit]] = {one.household: [] for one in self.withdrawals}
        for visit in sorted(self.recorded, key=lambda one: (one.at, one.visit_id)):
            households.setdefault(visit.household, []).append(visit)
        return {key: self._standing(key, recorded) for key, recorded in households.items()}

    def _consents(self, household: str, recorded: list[Visit]) -> list[str]:
        """All answers of a household, in the order in which they were given."""
        given = [(one.at, one.visit_id, one.consent) for one in recorded if one.consent]
        given += [(one.at, one.request_id, "withdrawn") for one in self.withdrawals if one.household == household]
        return [answer for _, _, answer in sorted(given)]

    def _standing(self, household: str, recorded: list[Visit]) -> Standing:
        """`recorded`: all visits of one household, voided ones too, in the order in which they happened."""
        consents = self._consents(household, recorded)
        visits = [one for one in recorded if one.visit_id not in self.voided]
        declared = [one for one in visits if one.self_reliant is not None]
        self_reliant = bool(declared) and declared[-1].self_reliant is True
        return Standing(
            first_met_on=min((one.day for one in visits if one.met), default=None),
            helped=any(one.outcome == "helped" for one in visits),
            self_reliant=self_reliant,
            able_already=self_reliant and any(one.already for one in declared),
            no_contact=bool(consents) and consents[-1] != "given",
        )


def read_doors(facts: Iterable[Fact]) -> Doors:
    """What happened in one ward, from its visits events in ledger order."""
    doors = Doors()
    for fact in facts:
        if fact.type == "VisitRecorded":
            doors.recorded.append(_visit(fact))
        if fact.type == "VisitVoided":
            doors.voided[fact.data["visit_id"]] = fact.sequence
        if fact.type in STEPS:
            key = (fact.data["household_id"], fact.data["case_id"])
            doors.case_steps.setdefault(key, []).append(read_step(fact))
        if fact.type == "RequestTaken" and fact.data["kind"] == "withdrawal":
            withdrawal = Withdrawal(fact.data["household_id"], fact.occurred_at, fact.data["request_id"])
            doors.withdrawals.append(withdrawal)
        if fact.type == "PhoneHeard":
            doors.phones[fact.data["device"]] = _phone(fact)
        _follow_ups(doors, fact)
    return doors


def _visit(fact: Fact) -> Visit:
    data = fact.data
    return Visit(
        visit_id=data["visit_id"],
        household=data["household_id"],
        at=fact.occurred_at,
        outcome=data["outcome"],
        place=data.get("place", "home"),
        obstacle=data.get("obstacle"),
        people_helped=data.get("people_helped", 0),
        people_new=data.get("people_new", 0),
        volunteer=data.get("volunteer"),
        self_reliant=data.get("self_reliant"),
        already=data.get("already", False),
        consent=data["consent"]["answer"] if data.get("consent") else None,
        recorded_on=day_of(fact.recorded_at),
    )


def _phone(fact: Fact) -> Phone:
    heard = instant(fact.data["at"])
    return Phone(fact.data["volunteer_id"], day_of(heard), heard, fact.data.get("unsent", 0))


def _follow_ups(doors: Doors, fact: Fact) -> None:
    data = fact.data
    if fact.type == "VisitRecorded":
        for one in data.get("follow_ups", ()):
            _open_follow_up(doors, one, data["household_id"], data["visit_id"])
    if fact.type == "FollowUpOpened":
        _open_follow_up(doors, data["follow_up"], data["household_id"], None)
    if fact.type == "FollowUpClosed":
        doors.closed.add(data["follow_up_id"])


def _open_follow_up(doors: Doors, opened: Mapping[str, str], household: str, visit_id: str | None) -> None:
    """One that went with a voided visit may be opened again under its id, closed before or not."""
    doors.follow_ups[opened["id"]] = FollowUp(household, opened["due"], visit_id)
    doors.closed.discard(opened["id"])
