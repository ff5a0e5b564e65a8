"""From events to stored bytes and back: the one table of published types, with upcasters for old versions.

Stored bytes never change. A reader lifts an old version step by step to the one that the code knows.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from shared.contracts import access, assignment, visits
from shared.kernel.messages import Event

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
"""Takes the JSON object of version n, gives that of version n + 1."""


class UnknownEvent(Exception):
    """A type or version that this program does not know: newer writers exist, or the ledger is damaged."""


class Codec:
    """Encodes and decodes the events of one service."""

    def __init__(
        self, events: tuple[type[Event], ...], upcasters: Mapping[tuple[str, int], Upcaster] | None = None
    ) -> None:
        self.types: Mapping[str, type[Event]] = {event.__name__: event for event in events}
        self._decoders = {event.__name__: msgspec.json.Decoder(event) for event in events}
        self._upcasters = dict(upcasters or {})
        self._encoder = msgspec.json.Encoder()

    def encode(self, event: Event) -> msgspec.Raw:
        """The event's JSON; its `sealed` texts must have been sealed before."""
        return msgspec.Raw(self._encoder.encode(event))

    def decode(self, type_name: str, version: int, data: msgspec.Raw | bytes) -> Event:
        """The event as today's class. Raises UnknownEvent, or msgspec.ValidationError for damaged data."""
        decoder = self._decoders.get(type_name)
        if decoder is None:
            raise UnknownEvent(f"no event type {type_name}")
        current = self.types[type_name].VERSION
        if version == current:
            return decoder.decode(data)
        return msgspec.convert(self._lift(type_name, version, current, data), self.types[type_name])

    def _lift(self, type_name: str, version: int, current: int, data: msgspec.Raw | bytes) -> dict[str, Any]:
        value: dict[str, Any] = msgspec.json.decode(data)
        for step in range(version, current):
            upcaster = self._upcasters.get((type_name, step))
            if upcaster is None:
                raise UnknownEvent(f"{type_name} version {version} cannot be lifted to {current}")
            value = upcaster(value)
        if version > current:
            raise UnknownEvent(f"{type_name} version {version} is newer than {current}")
        return value


CODECS: Mapping[str, Codec] = {
    "assignment": Codec(assignment.EVENTS),
    "visits": Codec(visits.EVENTS),
    "access": Codec(access.EVENTS),
}
"""By source: the service that publishes."""
