"""JSON Schemas and the AsyncAPI description of all published events, generated from the event classes."""

from collections.abc import Mapping
from typing import Any

import msgspec

from shared.contracts.codec import CODECS
from shared.kernel.messages import Event

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DEFS = "#/$defs/{name}"


def event_schemas(source: str) -> Mapping[str, dict[str, Any]]:
    """The schema of each event of a source, by `<type>.v<version>`, self-contained."""
    return {f"{name}.v{event.VERSION}": _schema(event) for name, event in CODECS[source].types.items()}


def _schema(event: type[Event]) -> dict[str, Any]:
    (_,), definitions = msgspec.json.schema_components((event,), ref_template=_DEFS)
    top = dict(definitions.pop(event.__name__))
    schema = {"$schema": _DIALECT, **top}
    return {**schema, "$defs": definitions} if definitions else schema


def asyncapi(version: str) -> dict[str, Any]:
    """AsyncAPI 3.0: one channel a source, CloudEvents 1.0 in Kafka binary mode, one message an event."""
    sources = list(CODECS)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "OneTwenty events",
            "version": version,
            "description": "Facts of the 1+20 model. Key of every record: the ward. Retention: unlimited.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {source: _channel(source) for source in sources},
        "operations": {
            f"publish-{source}": {"action": "send", "channel": {"$ref": f"#/channels/{source}"}} for source in sources
        },
        "components": {
            "messages": {
                _message_id(source, name): _message(source, name) for source in sources for name in _names(source)
            },
            "messageTraits": {"cloudEvent": {"headers": _cloud_event_headers()}},
        },
    }


def _names(source: str) -> list[str]:
    return list(event_schemas(source))


def _message_id(source: str, name: str) -> str:
    return f"{source}.{name}"


def _channel(source: str) -> dict[str, Any]:
    messages = {name: {"$ref": f"#/components/messages/{_message_id(source, name)}"} for name in _names(source)}
    return {"address": f"onetwenty.{source}.v1", "messages": messages}


def _message(source: str, name: str) -> dict[str, Any]:
    schema = event_schemas(source)[name]
    return {
        "name": name,
        "title": name.split(".")[0],
        "summary": str(schema.get("description", "")).split("\n")[0],
        "traits": [{"$ref": "#/components/messageTraits/cloudEvent"}],
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-2020-12",
            "schema": {"$ref": f"{source}/{name}.json"},
        },
    }


_HEADERS = {
    "ce_specversion": "always 1.0",
    "ce_id": "<stream>/<commit>/<index>/<era the commit was appended in>",
    "ce_type": "vn.danang.onetwenty.<source>.<event>.v<version>",
    "ce_source": "/onetwenty/<source>",
    "ce_subject": "whom the event is about, as in household/<id>",
    "ce_time": "when it happened, RFC 3339",
    "ce_partitionkey": "the ward",
    "ce_sequence": "the ledger number: 1, 2, 3… within source, ward and era, without a gap",
    "ce_ward": "the ward's code",
    "ce_era": "the ledger's era, a UUIDv7",
    "ce_actor": "the account that acted",
    "ce_commandid": "the command that caused it",
    "ce_recordedat": "when the server recorded it, RFC 3339 in UTC",
    "ce_numberedat": "when it got its ledger number; never falls within a ward",
    "ce_stream": "<ward>/<aggregate>, whose commits are numbered 1, 2, 3…",
    "ce_commit": "the number of its commit within the stream",
    "content-type": "always application/json",
}
_HEADERS_AT_TIMES = {
    "ce_correlationid": "what the caller named the request",
    "ce_traceparent": "the trace that it belongs to, as in W3C Trace Context",
}


def _cloud_event_headers() -> dict[str, Any]:
    described = _HEADERS | _HEADERS_AT_TIMES
    properties = {name: {"type": "string", "description": text} for name, text in described.items()}
    return {"type": "object", "required": list(_HEADERS), "properties": properties}
