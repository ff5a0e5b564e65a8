"""Ledgers of both services in memory: events, numbered, as the ledger call gives them in CloudEvents JSON."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from shared.contracts.assignment import EVENTS as ASSIGNMENT_EVENTS
from shared.contracts.cloud_events import to_cloud_event
from shared.contracts.codec import CODECS
from shared.kernel.messages import Event, LedgerEvent, event_id

ERA = "01900000-0000-7000-8000-000000000000"
REFERENCE_FOLDER = Path(__file__).parents[1] / "shared" / "reference"


def reference() -> dict[str, Any]:
    """The two files of reference data, parsed, as the verifier takes them."""
    return {name: json.loads((REFERENCE_FOLDER / f"{name}.json").read_text()) for name in ("wards", "procedures")}


def as_json(event: LedgerEvent) -> dict[str, Any]:
    """What a reader of the ledger call gets for one event."""
    text: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(to_cloud_event(event)))
    return text


class Ledgers:
    """Numbers what is published, by source and ward, each call one commit of its stream."""

    def __init__(self) -> None:
        self.published: list[LedgerEvent] = []
        self._heads: Counter[tuple[str, str]] = Counter()
        self._versions: Counter[str] = Counter()

    def publish(self, ward: str, recorded_at: datetime, events: Iterable[Event], stream: str = "") -> None:
        """The events of one command, in this order. `stream` without its ward; by default that of the first subject."""
        for index, event in enumerate(events):
            source = "assignment" if isinstance(event, ASSIGNMENT_EVENTS) else "visits"
            own = f"{ward}/roster" if source == "assignment" else f"{ward}/{stream or event.subject}"
            if index == 0:
                self._versions[own] += 1
            self._heads[source, ward] += 1
            self.published.append(self._numbered(source, ward, recorded_at, event, own, index))

    def _numbered(
        self, source: str, ward: str, recorded_at: datetime, event: Event, stream: str, index: int
    ) -> LedgerEvent:
        version = self._versions[stream]
        return LedgerEvent(
            source=source,
            ward=ward,
            era=ERA,
            sequence=self._heads[source, ward],
            id=event_id(stream, version, index, ERA),
            type=type(event).__name__,
            version=event.VERSION,
            subject=event.subject,
            time=event.time or recorded_at,
            recorded_at=recorded_at,
            numbered_at=recorded_at,
            stream=stream,
            commit=version,
            actor="someone",
            command_id=event_id(stream, version, 0, "command"),
            correlation_id="",
            traceparent="",
            data=CODECS[source].encode(event),
        )

    def events(self) -> list[dict[str, Any]]:
        """Everything published, as JSON, in the order of publishing."""
        return [as_json(event) for event in self.published]
