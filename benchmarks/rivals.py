"""The same small domain in the `eventsourcing` package: a household and the visits recorded for it."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

_NAMESPACE = UUID("7f1d1c6e-6f0c-4d53-9d5e-2f2f6b0f7c11")


class Household(Aggregate):
    """An aggregate with the fields of a visit and the rule that a visit id counts once."""

    def __init__(self, household_id: str) -> None:
        self.household_id = household_id
        self.visit_ids: set[str] = set()
        self.last_visit: tuple[str, str, int, str] | None = None

    @staticmethod
    def create_id(household_id: str) -> UUID:
        """The package's id of a household, the same at every call."""
        return uuid5(_NAMESPACE, household_id)

    @event("VisitRecorded")
    def record_visit(self, visit_id: str, day: str, outcome: str, people_helped: int, note: str) -> None:
        """Keep a visit's id and its last content, as the package's event."""
        self.visit_ids.add(visit_id)
        self.last_visit = (day, outcome, people_helped, note)


class HouseholdVisits(Application[UUID]):
    """Load, change, save: the package's own way, on SQLite."""

    def record(self, household_id: str, visit_id: str, body: dict[str, Any]) -> None:
        """Record a visit unless its id is known."""
        household: Household = self.repository.get(Household.create_id(household_id))
        if visit_id not in household.visit_ids:
            household.record_visit(visit_id, **body)
            self.save(household)

    def open(self, household_id: str) -> None:
        """Make a household, for visits to be recorded at."""
        self.save(Household(household_id))


def open_rival(folder: Path) -> HouseholdVisits:
    """The application on a SQLite file; write-ahead log and full synchronisation are the package's defaults."""
    environment = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "rival.db")}
    return HouseholdVisits(env=environment)
