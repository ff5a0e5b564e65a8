"""Published events as they come, CloudEvents JSON in any interleaving, brought into the order of their ledgers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

HO_CHI_MINH = timezone(timedelta(hours=7))


@dataclass(frozen=True)
class Fact:
    """One event. `data` is its JSON as published: what equals a default is left out there."""

    id: str
    source: str
    ward: str
    era: str
    sequence: int
    type: str
    recorded_at: datetime
    data: Mapping[str, Any]

    @property
    def occurred_at(self) -> datetime:
        """When it happened; only of events that say so."""
        return instant(self.data["occurred_at"])


def instant(text: str) -> datetime:
    """An RFC 3339 time with its offset."""
    return datetime.fromisoformat(text)


def day_of(moment: datetime) -> str:
    """The day in Asia/Ho_Chi_Minh on which a moment falls, as `YYYY-MM-DD`."""
    return moment.astimezone(HO_CHI_MINH).date().isoformat()


def days_from(earlier: str, later: str) -> int:
    """Whole days from one day to another."""
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


def facts(events: Iterable[Mapping[str, Any]]) -> list[Fact]:
    """Each event once, by source, ward and ledger number. Of a source that was restored only its newest era counts."""
    once = {(event["era"], event["id"]): _fact(event) for event in events}
    newest: dict[str, str] = {}
    for fact in once.values():
        newest[fact.source] = max(newest.get(fact.source, ""), fact.era)
    kept = [fact for fact in once.values() if fact.era == newest[fact.source]]
    return sorted(kept, key=lambda fact: (fact.source, fact.ward, fact.sequence))


def _fact(event: Mapping[str, Any]) -> Fact:
    _, type_name, version = event["type"].rsplit(".", 2)
    if version != "v1":
        raise ValueError(f"{event['id']}: {type_name} {version} is not a version that this model knows")
    return Fact(
        id=event["id"],
        source=event["source"].rsplit("/", 1)[1],
        ward=event["ward"],
        era=event["era"],
        sequence=event["sequence"],
        type=type_name,
        recorded_at=instant(event["recordedat"]),
        data=event["data"],
    )
