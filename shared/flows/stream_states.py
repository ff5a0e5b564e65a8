"""Folded states of streams, kept in memory up to a limit of bytes, least recently used out first."""

from collections import OrderedDict
from datetime import datetime
from typing import Generic, TypeVar

import msgspec

State = TypeVar("State")

_OVERHEAD = 512
"""Bytes that an entry costs beside its content, roughly."""


class StreamState(msgspec.Struct, Generic[State], frozen=True):
    """A stream folded up to `version`, last recorded at `recorded_at`. `weight`: bytes of the events folded."""

    state: State
    version: int
    recorded_at: datetime
    weight: int


class StreamStates(Generic[State]):
    """The cache; `limit` in bytes of events folded, which a state's size follows closely enough."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._weight = 0
        self._entries: OrderedDict[str, StreamState[State]] = OrderedDict()

    def get(self, stream: str) -> StreamState[State] | None:
        """The state as last kept, now the most recently used."""
        entry = self._entries.get(stream)
        if entry is not None:
            self._entries.move_to_end(stream)
        return entry

    def keep(self, stream: str, entry: StreamState[State]) -> None:
        """Keep `entry`, dropping others beyond the limit."""
        self.drop(stream)
        self._entries[stream] = entry
        self._weight += entry.weight + _OVERHEAD
        while self._weight > self._limit and len(self._entries) > 1:
            _, dropped = self._entries.popitem(last=False)
            self._weight -= dropped.weight + _OVERHEAD

    def drop(self, stream: str) -> None:
        """Forget a stream; the next command loads it."""
        dropped = self._entries.pop(stream, None)
        if dropped is not None:
            self._weight -= dropped.weight + _OVERHEAD
