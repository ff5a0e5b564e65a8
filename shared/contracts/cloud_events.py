"""A numbered event as CloudEvents 1.0: in JSON for the ledger call, and back for who reads it there."""

from typing import Any

import msgspec

from shared.kernel.days import rfc3339
from shared.kernel.messages import LedgerEvent

_TYPE_PREFIX = "vn.danang.onetwenty."


def to_cloud_event(event: LedgerEvent) -> dict[str, Any]:
    """The structured-mode JSON object. `type` ends with the event's name and version, as in `VisitRecorded.v1`;
    `sequence` is the ledger number; `stream`, `commit` and `numberedat` let a reader rebuild what the store knows."""
    optional = {"correlationid": event.correlation_id, "traceparent": event.traceparent}
    return {
        "specversion": "1.0",
        "id": event.id,
        "type": f"{_TYPE_PREFIX}{event.source}.{event.type}.v{event.version}",
        "source": f"/onetwenty/{event.source}",
        "subject": event.subject,
        "time": event.time.isoformat(),
        "datacontenttype": "application/json",
        "partitionkey": event.ward,
        "sequence": event.sequence,
        "ward": event.ward,
        "era": event.era,
        "actor": event.actor,
        "commandid": event.command_id,
        "recordedat": rfc3339(event.recorded_at),
        "numberedat": rfc3339(event.numbered_at),
        "stream": event.stream,
        "commit": event.commit,
        **{name: value for name, value in optional.items() if value},
        "data": event.data,
    }


class _Wire(msgspec.Struct, kw_only=True):
    id: str
    type: str
    source: str
    subject: str
    time: str
    sequence: int
    ward: str
    era: str
    actor: str
    commandid: str
    recordedat: str
    numberedat: str
    stream: str
    commit: int
    correlationid: str = ""
    traceparent: str = ""
    data: msgspec.Raw


_WIRE = msgspec.json.Decoder(_Wire)


def from_cloud_event(text: bytes) -> LedgerEvent:
    """Read one JSON object of `to_cloud_event` again; raises msgspec.ValidationError when it is not one."""
    wire = _WIRE.decode(text)
    _, type_name, version = wire.type.rsplit(".", 2)
    instants = {
        name: msgspec.convert(value, type=LedgerEvent.__annotations__["time"])
        for name, value in (("time", wire.time), ("recorded_at", wire.recordedat), ("numbered_at", wire.numberedat))
    }
    return LedgerEvent(
        source=wire.source.rsplit("/", 1)[1],
        ward=wire.ward,
        era=wire.era,
        sequence=wire.sequence,
        id=wire.id,
        type=type_name,
        version=int(version.removeprefix("v")),
        subject=wire.subject,
        stream=wire.stream,
        commit=wire.commit,
        actor=wire.actor,
        command_id=wire.commandid,
        correlation_id=wire.correlationid,
        traceparent=wire.traceparent,
        data=msgspec.Raw(bytes(wire.data)),
        **instants,
    )
