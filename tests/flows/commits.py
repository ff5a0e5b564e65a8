"""Commits of the toy world, as the command flow would append them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from shared.kernel.messages import Commit, Event, StoredEvent
from shared.ports.event_store import EventStore
from tests.flows.toy import CODECS

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


class Writer:
    """Appends commits with the next version of each stream, a second apart."""

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._versions: dict[str, int] = {}
        self._made = 0

    async def append(self, stream: str, *events: Event) -> Commit:
        """Append one commit; the ward is the stream's first part."""
        commit = await self.prepare(stream, events)
        await self._store.append(commit)
        return commit

    async def prepare(self, stream: str, events: Sequence[Event]) -> Commit:
        """The next commit of the stream, not appended."""
        self._made += 1
        known = self._versions.get(stream)
        last = len(await self._store.read_stream(stream)) if known is None else known
        version = self._versions[stream] = last + 1
        recorded_at = START + timedelta(seconds=self._made)
        codec = CODECS[self._store.source]
        return Commit(
            stream=stream,
            version=version,
            ward=stream.split("/", 1)[0],
            era=await self._store.era(),
            command_id=f"{self._store.source}-{stream}-{version}",
            content_hash="",
            actor="tester",
            recorded_at=recorded_at,
            events=tuple(
                StoredEvent(
                    type=type(event).__name__,
                    version=event.VERSION,
                    subject=event.subject,
                    time=recorded_at,
                    data=codec.encode(event),
                )
                for event in events
            ),
        )
