"""Events, the commits that store them, and the numbered form in which everyone else reads them."""

from datetime import datetime
from typing import ClassVar

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A fact, named in the past tense. The class name is its published type.

    `sealed` maps a field's name to its text. A decider writes the text in the clear; the command flow replaces it
    by the sealed box before anything is stored, so a stored or published event never holds it in the clear.
    """

    VERSION: ClassVar[int] = 1
    """Version of the event's shape; raised together with an upcaster."""

    sealed: dict[str, str] = {}

    @property
    def subject(self) -> str:
        """Whom the event is about: `household/<id>`, `volunteer/<id>`, `phone/<id>` or `village/<key>`."""
        raise NotImplementedError

    @property
    def time(self) -> datetime | None:
        """When it happened, when that may differ from when it was recorded."""
        return None

    @property
    def introduces(self) -> tuple[str, ...]:
        """Keys of ids that this event brings into the world, as `visit/<id>`; each has one owner in a service."""
        return ()


class StoredEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event inside a commit, as it was written; `data` is never rewritten."""

    type: str
    version: int
    subject: str
    time: datetime
    data: msgspec.Raw


class Commit(msgspec.Struct, frozen=True, kw_only=True):
    """The events of one command in one stream, stored as one document; versions of a stream are 1, 2, 3…"""

    stream: str
    version: int
    ward: str
    era: str
    command_id: str
    content_hash: str
    actor: str
    recorded_at: datetime
    events: tuple[StoredEvent, ...]
    keys: tuple[str, ...] = ()
    answer_id: str = ""
    flags: tuple[str, ...] = ()
    correlation_id: str = ""
    traceparent: str = ""
    first_number: int = 0
    """Ledger number of the first event; 0 until the relay has numbered the commit."""
    numbered_at: datetime | None = None
    rev: int = 0

    @property
    def id(self) -> str:
        """`<stream>/<version>`, the version with nine digits, so that ids of a stream sort as its commits do."""
        return f"{self.stream}/{self.version:09d}"


class LedgerEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One numbered event of a service's ledger for a ward: what the bus carries and every reader folds.

    `sequence` counts 1, 2, 3… within (source, ward, era) without a gap. `id` is `<stream>/<version>/<index>/<era>`,
    with the era that the commit was appended in; `era` is the ledger's.
    """

    source: str
    ward: str
    era: str
    sequence: int
    id: str
    type: str
    version: int
    subject: str
    time: datetime
    recorded_at: datetime
    numbered_at: datetime
    stream: str
    commit: int
    actor: str
    command_id: str
    correlation_id: str
    traceparent: str
    data: msgspec.Raw


class SealedText(msgspec.Struct, frozen=True, array_like=True):
    """A sealed field as a view keeps it: with the event and the field that its seal is bound to."""

    event: str
    field: str
    box: str


def event_id(stream: str, version: int, index: int, era: str) -> str:
    """The one id of an event, in the store, on the wire and in the seal of its fields."""
    return f"{stream}/{version}/{index}/{era}"


def ledger_events(source: str, ledger_era: str, commit: Commit) -> list[LedgerEvent]:
    """The numbered events of `commit`; it must have been numbered."""
    if commit.numbered_at is None:
        raise ValueError(f"commit {commit.id} has no numbers yet")
    return [
        LedgerEvent(
            source=source,
            ward=commit.ward,
            era=ledger_era,
            sequence=commit.first_number + index,
            id=event_id(commit.stream, commit.version, index, commit.era),
            type=event.type,
            version=event.version,
            subject=event.subject,
            time=event.time,
            recorded_at=commit.recorded_at,
            numbered_at=commit.numbered_at,
            stream=commit.stream,
            commit=commit.version,
            actor=commit.actor,
            command_id=commit.command_id,
            correlation_id=commit.correlation_id,
            traceparent=commit.traceparent,
            data=event.data,
        )
        for index, event in enumerate(commit.events)
    ]
