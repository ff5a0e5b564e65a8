"""The wards that an answer is about, each with everything that its events say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from verifier.figures.cases import Case
from verifier.figures.doors import Doors, FollowUp, Standing, Visit, read_doors
from verifier.figures.history import Fact, facts
from verifier.figures.roster import Household, Roster, read_roster

Events = Iterable[Mapping[str, Any]]
Reference = Mapping[str, Any]
"""`wards` and `procedures`: the two files of reference data, parsed."""
Row = dict[str, object]


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included; None is open on that side."""

    first: str | None = None
    last: str | None = None

    @property
    def asked(self) -> bool:
        """Some bound was given."""
        return self.first is not None or self.last is not None

    def __contains__(self, day: str) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class HouseholdNow:
    """A household of the list with what follows from its visits."""

    traits: Household
    standing: Standing


@dataclass(frozen=True)
class Ward:
    """One ward: its roster, its doors, and what both give together."""

    code: str
    roster: Roster
    doors: Doors
    visits: list[Visit]
    cases: list[tuple[str, Case]]
    """Each with its household."""
    households: dict[str, HouseholdNow]
    """Those not removed."""

    @property
    def open_cases(self) -> list[tuple[str, Case]]:
        """Open, of households that are not removed; one that the roster does not know is not."""
        return [(key, case) for key, case in self.cases if case.result is None and not self.roster.is_removed(key)]

    @property
    def open_follow_ups(self) -> list[FollowUp]:
        """Open, of households that are not removed; one that the roster does not know is not."""
        return [one for one in self.doors.open_follow_ups() if not self.roster.is_removed(one.household)]


def read_wards(events: Events) -> dict[str, Ward]:
    """Every ward of which there is an event, by code."""
    by_ward: dict[str, list[Fact]] = {}
    for fact in facts(events):
        by_ward.setdefault(fact.ward, []).append(fact)
    return {code: _ward(code, own) for code, own in sorted(by_ward.items())}


def read_ward(events: Events, ward: str) -> Ward:
    """One ward; empty when there is no event of it."""
    return read_wards(events).get(ward) or _ward(ward, [])


def _ward(code: str, own: list[Fact]) -> Ward:
    roster = read_roster(fact for fact in own if fact.source == "assignment")
    doors = read_doors(fact for fact in own if fact.source == "visits")
    standings = doors.standings()
    return Ward(
        code=code,
        roster=roster,
        doors=doors,
        visits=doors.visits(),
        cases=[(household, case) for (household, _), case in doors.cases().items()],
        households={key: HouseholdNow(one, standings.get(key, Standing())) for key, one in roster.registered().items()},
    )
