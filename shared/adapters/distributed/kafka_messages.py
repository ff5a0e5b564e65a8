"""What is on a topic and is none of ours: passed over and told, for one bad message must not stop who reads."""

import logging
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from shared.contracts.cloud_events import from_headers
from shared.kernel.messages import LedgerEvent

_log = logging.getLogger(__name__)

ReadT = TypeVar("ReadT")


def readable_events(records: Iterable[Any], source: str) -> list[LedgerEvent]:
    """The events of `source` among a topic's records. What is left out leaves a gap in its ledger's numbers if it was
    an event, and is then read from the ledger."""
    return [event for record in records if (event := _event(record, source)) is not None]


def readable(record: Any, decoder: msgspec.json.Decoder[ReadT]) -> ReadT | None:
    """A record's value; None, and a warning, when it is something else."""
    try:
        return decoder.decode(record.value)
    except msgspec.MsgspecError:
        _pass_over(record)
        return None


def _event(record: Any, source: str) -> LedgerEvent | None:
    try:
        event = from_headers(record.headers, record.value)
    except msgspec.MsgspecError:
        event = None
    if event is None or event.source != source:
        _pass_over(record)
        return None
    return event


def _pass_over(record: Any) -> None:
    """Say where it lies, and nothing of its content."""
    place = record.topic, record.partition, record.offset
    _log.warning("%s, partition %d, offset %d is not ours and is passed over", *place)
