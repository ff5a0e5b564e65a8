"""A numbered event as CloudEvents 1.0: in JSON for the ledger call, in headers for Kafka, and back from both."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec

from shared.kernel.messages import LedgerEvent

HEADER_PREFIX = "ce_"
"""Before each attribute's name in Kafka's binary mode."""
CONTENT_TYPE = "content-type"
"""The one header without the prefix; it carries `datacontenttype`."""
_JSON = "application/json"
_TYPE_PREFIX = "vn.danang.onetwenty."


def to_cloud_event(event: LedgerEvent) -> dict[str, Any]:
    """The structured-mode JSON object: the attributes and, as they were stored, the data."""
    return {**_attributes(event), "data": event.data}


def to_headers(event: LedgerEvent) -> list[tuple[str, bytes]]:
    """The binary mode's headers; the message's value is `event.data` as it was stored, its key the ward."""
    return [(_HEADERS[name], str(value).encode()) for name, value in _attributes(event).items()]


def _attributes(event: LedgerEvent) -> dict[str, str | int]:
    """By name. `type` ends with the event's name and version, as in `VisitRecorded.v1`; `sequence` is the ledger
    number; `stream`, `commit` and `numberedat` let a reader rebuild what the store knows."""
    attributes: dict[str, str | int] = {
        "specversion": "1.0",
        "id": event.id,
        "type": f"{_TYPE_PREFIX}{event.source}.{event.type}.v{event.version}",
        "source": f"/onetwenty/{event.source}",
        "subject": event.subject,
        "time": event.time.isoformat(),
        "datacontenttype": _JSON,
        "partitionkey": event.ward,
        "sequence": event.sequence,
        "ward": event.ward,
        "era": event.era,
        "actor": event.actor,
        "commandid": event.command_id,
        "recordedat": _exact(event.recorded_at),
        "numberedat": _exact(event.numbered_at),
        "stream": event.stream,
        "commit": event.commit,
    }
    if event.correlation_id:
        attributes["correlationid"] = event.correlation_id
    if event.traceparent:
        attributes["traceparent"] = event.traceparent
    return attributes


def _exact(instant: datetime) -> str:
    """In UTC, to the microsecond, so that what is read again is what the store has."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class _Wire(msgspec.Struct, kw_only=True):
    id: str
    type: str
    source: str
    subject: str
    time: datetime
    sequence: int
    ward: str
    era: str
    actor: str
    commandid: str
    recordedat: datetime
    numberedat: datetime
    stream: str
    commit: int
    correlationid: str = ""
    traceparent: str = ""
    data: msgspec.Raw = msgspec.Raw()


_WIRE = msgspec.json.Decoder(_Wire)
_READ = frozenset(_Wire.__struct_fields__) - {"data"}
_ALWAYS = ("specversion", "datacontenttype", "partitionkey")
_HEADERS = {name: HEADER_PREFIX + name for name in (*_READ, *_ALWAYS)} | {"datacontenttype": CONTENT_TYPE}
_NAMES = {_HEADERS[name]: name for name in _READ}


def from_cloud_event(text: bytes) -> LedgerEvent:
    """Read one JSON object of `to_cloud_event` again; raises msgspec.ValidationError when it is not one."""
    wire = _WIRE.decode(text)
    return _event(wire, bytes(wire.data))


def from_headers(headers: Iterable[tuple[str, bytes | None]], data: bytes | None) -> LedgerEvent:
    """Read headers of `to_headers` and a value again; raises msgspec.MsgspecError when they are not an event's."""
    attributes = {_NAMES[name]: value for name, value in headers if name in _NAMES}
    try:
        texts = {name: (value or b"").decode() for name, value in attributes.items()}
        wire = msgspec.convert(texts, _Wire, strict=False)
        return _event(wire, msgspec.json.decode(data or b"", type=msgspec.Raw))
    except (ValueError, IndexError) as error:
        raise msgspec.ValidationError(str(error)) from None


def _event(wire: _Wire, data: bytes) -> LedgerEvent:
    _, type_name, version = wire.type.rsplit(".", 2)
    return LedgerEvent(
        source=wire.source.rsplit("/", 1)[1],
        ward=wire.ward,
        era=wire.era,
        sequence=wire.sequence,
        id=wire.id,
        type=type_name,
        version=int(version.removeprefix("v")),
        subject=wire.subject,
        time=wire.time,
        recorded_at=wire.recordedat,
        numbered_at=wire.numberedat,
        stream=wire.stream,
        commit=wire.commit,
        actor=wire.actor,
        command_id=wire.commandid,
        correlation_id=wire.correlationid,
        traceparent=wire.traceparent,
        data=msgspec.Raw(data),
    )
